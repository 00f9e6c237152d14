#include "core/vault/delivery_store.h"

namespace medveil::vault {

namespace {
constexpr std::string_view kItem =
    "SELECT number, message, spool, digest, ending, mailbox, person, receipt, state, attempts, next_attempt, "
    "last_error, "
    "expires FROM outbox ";

base::Result<std::vector<OutboxItem>> items(Statement& select) {
    std::vector<OutboxItem> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        OutboxItem item;
        item.number = select.integer(0);
        item.message = select.value<format::MessageId>(1);
        item.spool = select.text(2);
        item.digest = select.value<crypto::Digest>(3);
        item.ending = select.text(4);
        item.mailbox = select.value<format::MailboxId>(5);
        item.person = select.value<format::PersonId>(6);
        item.isReceipt = select.integer(7) != 0;
        item.state = static_cast<OutboxState>(select.integer(8));
        item.attempts = static_cast<std::uint32_t>(select.integer(9));
        item.nextAttempt = select.integer(10);
        item.lastError = static_cast<std::uint64_t>(select.integer(11));
        item.expires = select.integer(12);
        rows.push_back(std::move(item));
    }
}
}  // namespace

base::Result<void> DeliveryStore::queue(const OutboxItem& item) {
    MEDVEIL_ASSIGN(
        Statement insert,
        m_vault.database().prepare(
            "INSERT INTO outbox(message, spool, digest, ending, mailbox, person, receipt, state, "
            "attempts, next_attempt, last_error, expires) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)"));
    insert.bind(1, item.message.view())
        .bindText(2, item.spool)
        .bind(3, item.digest.view())
        .bindText(4, item.ending);
    insert.bind(5, item.mailbox.view()).bind(6, item.person.view()).bind(7, std::int64_t{item.isReceipt});
    return insert.bind(8, item.expires).run();
}

base::Result<std::vector<OutboxItem>> DeliveryStore::due(base::Timestamp now, std::size_t count) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       std::string(kItem) + "WHERE next_attempt <= ? ORDER BY next_attempt, number LIMIT ?"));
    select.bind(1, now).bind(2, static_cast<std::int64_t>(count));
    return items(select);
}

base::Result<std::vector<OutboxItem>> DeliveryStore::all() {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare(std::string(kItem) + "ORDER BY number"));
    return items(select);
}

base::Result<void> DeliveryStore::update(const OutboxItem& item) {
    MEDVEIL_ASSIGN(
        Statement update,
        m_vault.database().prepare(
            "UPDATE outbox SET state = ?, attempts = ?, next_attempt = ?, last_error = ? WHERE number = ?"));
    update.bind(1, static_cast<std::int64_t>(item.state)).bind(2, std::int64_t{item.attempts});
    update.bind(3, item.nextAttempt).bind(4, static_cast<std::int64_t>(item.lastError)).bind(5, item.number);
    return update.run();
}

base::Result<bool> DeliveryStore::spoolNeeded(std::string_view spool) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT 1 FROM outbox WHERE spool = ? LIMIT 1"));
    select.bindText(1, spool);
    return select.step();
}

base::Result<bool> DeliveryStore::stillQueued(const format::MessageId& message,
                                              const format::PersonId& person) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT 1 FROM outbox WHERE message = ? AND person = ? AND "
                                              "state = 0 AND receipt = 0 LIMIT 1"));
    select.bind(1, message.view()).bind(2, person.view());
    return select.step();
}

base::Result<std::vector<std::string>> DeliveryStore::clear(const format::MessageId& message,
                                                            const format::PersonId& person) {
    std::vector<std::string> freed;
    MEDVEIL_ASSIGN(const auto rows, all());
    for (const auto& item : rows) {
        if (item.message != message || item.person != person || item.isReceipt)
            continue;
        MEDVEIL_ASSIGN(auto one, clear(item.number));
        freed.insert(freed.end(), one.begin(), one.end());
    }
    return freed;
}

base::Result<std::vector<std::string>> DeliveryStore::clear(std::int64_t number) {
    std::string spool;
    {
        MEDVEIL_ASSIGN(Statement remove,
                       m_vault.database().prepare("DELETE FROM outbox WHERE number = ? RETURNING spool"));
        remove.bind(1, number);
        MEDVEIL_ASSIGN(const bool removed, remove.step());
        if (!removed)
            return std::vector<std::string>();
        spool = remove.text(0);
        MEDVEIL_TRY(remove.step());
    }
    MEDVEIL_ASSIGN(const bool needed, spoolNeeded(spool));
    return needed ? std::vector<std::string>() : std::vector<std::string>{spool};
}

base::Result<std::uint64_t> DeliveryStore::waiting() {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT count(*) FROM outbox WHERE state = 0 AND receipt = 0"));
    MEDVEIL_TRY(select.step());
    return static_cast<std::uint64_t>(select.integer(0));
}

base::Result<bool> DeliveryStore::wasSeen(const format::PersonId& sender, const format::MessageId& id) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT 1 FROM seen WHERE sender = ? AND id = ?"));
    select.bind(1, sender.view()).bind(2, id.view());
    return select.step();
}

base::Result<void> DeliveryStore::remember(const format::PersonId& sender, const format::MessageId& id,
                                           base::Timestamp forgetAfter) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)"));
    return insert.bind(1, sender.view()).bind(2, id.view()).bind(3, forgetAfter).run();
}

base::Result<void> DeliveryStore::forgetOld(base::Timestamp now) {
    MEDVEIL_ASSIGN(Statement remove, m_vault.database().prepare("DELETE FROM seen WHERE forget_after < ?"));
    return remove.bind(1, now).run();
}

base::Result<std::optional<std::uint64_t>> DeliveryStore::heldReason(const crypto::Digest& digest) {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare("SELECT reason FROM held WHERE digest = ?"));
    select.bind(1, digest.view());
    MEDVEIL_ASSIGN(const bool found, select.step());
    return found ? std::optional(static_cast<std::uint64_t>(select.integer(0))) : std::nullopt;
}

base::Result<void> DeliveryStore::hold(const crypto::Digest& digest, std::uint64_t reason,
                                       base::Timestamp now) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR IGNORE INTO held VALUES (?, ?, ?)"));
    return insert.bind(1, digest.view()).bind(2, static_cast<std::int64_t>(reason)).bind(3, now).run();
}

base::Result<void> DeliveryStore::releaseHeld(std::uint64_t reason) {
    MEDVEIL_ASSIGN(Statement remove, m_vault.database().prepare("DELETE FROM held WHERE reason = ?"));
    return remove.bind(1, static_cast<std::int64_t>(reason)).run();
}

base::Result<void> DeliveryStore::appendAudit(std::uint64_t sequence, base::ByteView entry,
                                              base::ByteView checkpoint) {
    auto& database = m_vault.database();
    MEDVEIL_TRY(database.execute("SAVEPOINT audit"));
    const auto write = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(Statement insert, database.prepare("INSERT INTO audit VALUES (?, ?)"));
        MEDVEIL_TRY(insert.bind(1, static_cast<std::int64_t>(sequence)).bind(2, entry).run());
        MEDVEIL_ASSIGN(Statement head, database.prepare("INSERT OR REPLACE INTO audit_head VALUES (1, ?)"));
        return head.bind(1, checkpoint).run();
    };
    auto written = write();
    if (!written)
        (void)database.execute("ROLLBACK TO audit");
    MEDVEIL_TRY(database.execute("RELEASE audit"));
    return written;
}

base::Result<std::uint64_t> DeliveryStore::auditSize() {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare("SELECT count(*) FROM audit"));
    MEDVEIL_TRY(select.step());
    return static_cast<std::uint64_t>(select.integer(0));
}

base::Result<std::vector<base::Bytes>> DeliveryStore::auditEntries(std::uint64_t first, std::size_t count) {
    MEDVEIL_ASSIGN(
        Statement select,
        m_vault.database().prepare("SELECT entry FROM audit WHERE sequence >= ? ORDER BY sequence LIMIT ?"));
    select.bind(1, static_cast<std::int64_t>(first)).bind(2, static_cast<std::int64_t>(count));
    std::vector<base::Bytes> entries;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return entries;
        entries.push_back(select.blob(0));
    }
}

base::Result<base::Bytes> DeliveryStore::auditHead() {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare("SELECT checkpoint FROM audit_head"));
    MEDVEIL_ASSIGN(const bool found, select.step());
    return found ? select.blob(0) : base::Bytes();
}

}  // namespace medveil::vault
