#include "core/vault/delivery_store.h"

#include <utility>

#include "core/vault/row_reader.h"

namespace medveil::vault {

namespace {
constexpr std::string_view kItem =
    "SELECT number, message, spool, digest, ending, mailbox, person, receipt, state, attempts, next_attempt, "
    "last_error, "
    "expires FROM outbox ";

struct Outbox {
    std::vector<OutboxItem> whole;
    std::vector<std::int64_t> damaged;
};

base::Result<Outbox> read(Vault& vault) {
    MEDVEIL_ASSIGN(Statement select, vault.database().prepare(std::string(kItem) + "ORDER BY number"));
    Outbox outbox;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return outbox;
        RowReader in(select, "outbox");
        OutboxItem item;
        item.number = select.integer(0);
        item.message = in.value<format::MessageId>(1);
        item.spool = select.text(2);
        item.digest = in.value<crypto::Digest>(3);
        item.ending = select.text(4);
        item.mailbox = in.value<format::MailboxId>(5);
        item.person = in.value<format::PersonId>(6);
        item.isReceipt = in.flag(7);
        item.state = in.oneOf(8, OutboxState::kPublished);
        item.attempts = in.count<std::uint32_t>(9);
        item.nextAttempt = select.integer(10);
        item.lastError = in.count(11);
        item.expires = select.integer(12);
        // A damaged row is nobody's mail: it waits for somebody to look, and holds up nothing.
        if (in.check())
            outbox.whole.push_back(std::move(item));
        else
            outbox.damaged.push_back(item.number);
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

base::Result<std::vector<OutboxItem>> DeliveryStore::all() {
    MEDVEIL_ASSIGN(Outbox outbox, read(m_vault));
    return std::move(outbox.whole);
}

base::Result<std::vector<std::int64_t>> DeliveryStore::damaged() {
    MEDVEIL_ASSIGN(Outbox outbox, read(m_vault));
    return std::move(outbox.damaged);
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

base::Result<std::vector<HeldFile>> DeliveryStore::held() {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare(
                                         "SELECT name, reason, first_seen FROM held ORDER BY first_seen"));
    std::vector<HeldFile> files;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return files;
        RowReader in(select, "held");
        HeldFile file{select.text(0), in.count(1), select.integer(2)};
        in.require(file.reason != 0, 1);
        if (in.check())
            files.push_back(std::move(file));
    }
}

base::Result<void> DeliveryStore::hold(std::string_view name, std::uint64_t reason, base::Timestamp now) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO held VALUES (?, ?, ?)"));
    insert.bindText(1, name);
    return insert.bind(2, static_cast<std::int64_t>(reason)).bind(3, now).run();
}

base::Result<void> DeliveryStore::releaseHeldFile(std::string_view name) {
    MEDVEIL_ASSIGN(Statement remove, m_vault.database().prepare("DELETE FROM held WHERE name = ?"));
    return remove.bindText(1, name).run();
}

base::Result<void> DeliveryStore::releaseHeld(std::uint64_t reason) {
    MEDVEIL_ASSIGN(Statement remove, m_vault.database().prepare("DELETE FROM held WHERE reason = ?"));
    return remove.bind(1, static_cast<std::int64_t>(reason)).run();
}

base::Result<void> DeliveryStore::releaseHeldAfter(std::uint64_t reason, base::Timestamp time) {
    MEDVEIL_ASSIGN(Statement remove,
                   m_vault.database().prepare("DELETE FROM held WHERE reason = ? AND first_seen > ?"));
    return remove.bind(1, static_cast<std::int64_t>(reason)).bind(2, time).run();
}

base::Result<void> DeliveryStore::recordPart(std::string_view name, base::Timestamp now) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO share_parts VALUES (?, ?)"));
    insert.bindText(1, name);
    return insert.bind(2, now).run();
}

base::Result<void> DeliveryStore::forgetPart(std::string_view name) {
    MEDVEIL_ASSIGN(Statement remove, m_vault.database().prepare("DELETE FROM share_parts WHERE name = ?"));
    remove.bindText(1, name);
    return remove.run();
}

base::Result<std::vector<std::pair<std::string, base::Timestamp>>> DeliveryStore::parts() {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare("SELECT name, made FROM share_parts"));
    std::vector<std::pair<std::string, base::Timestamp>> parts;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return parts;
        parts.emplace_back(select.text(0), select.integer(1));
    }
}

}  // namespace medveil::vault
