#include "core/vault/message_store.h"

#include <algorithm>

#include "core/base/text_fold.h"
#include "core/vault/row_reader.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kSummary =
    "SELECT m.number, m.id, m.time, m.has_patient, m.patient_id, m.patient_name, m.people, substr(m.text, 1, "
    "120), "
    "m.hidden, m.is_read, (SELECT count(*) FROM attachments a WHERE a.message = m.number), "
    "(SELECT CASE WHEN max(p.state) >= 4 THEN max(p.state) ELSE min(p.state) END FROM message_people p WHERE "
    "p.message = m.number) AS least, m.patient_authority, m.direction, "
    "(SELECT count(*) FROM message_people p WHERE p.message = m.number), "
    "(SELECT count(*) FROM message_people p WHERE p.message = m.number AND p.state = (SELECT CASE WHEN "
    "max(q.state) >= 4 THEN max(q.state) ELSE min(q.state) END FROM message_people q WHERE q.message = "
    "m.number)), m.sender FROM ";

base::Result<std::vector<MessageSummary>> summaries(Statement& select) {
    std::vector<MessageSummary> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        RowReader in(select, "messages");
        MessageSummary summary;
        summary.number = select.integer(0);
        summary.id = in.value<format::MessageId>(1);
        summary.time = select.integer(2);
        summary.patient = {in.flag(3), select.text(4), select.text(5), select.text(12)};
        summary.direction = in.oneOf(13, Direction::kSent);
        summary.recipients = in.count<std::uint32_t>(14);
        summary.inLeastState = in.count<std::uint32_t>(15);
        summary.people = select.text(6);
        summary.beginning = select.text(7);
        summary.hiding = in.oneOf(8, Hiding::kTicket);
        summary.read = in.flag(9);
        summary.attachments = in.count<std::uint32_t>(10);
        if (!select.isNull(11))
            summary.leastState = in.oneOf(11, Delivery::kExpired);
        summary.sender = in.value<format::PersonId>(16);
        summary.damaged = !in.check().has_value();
        rows.push_back(std::move(summary));
    }
}

/// One word, quoted, so that nothing a person types is query syntax. Numbers are whole, and a patient's
/// number is no beginning of another one.
std::string wordQuery(const std::string& word) {
    const bool number = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
    const auto quoted = "\"" + word + "\"";
    return "({patient_name text people} : " + quoted + (number ? "" : "*") + " OR {patient_id} : " + quoted +
           ")";
}

std::string ftsQuery(std::string_view words) {
    std::string query;
    std::string word;
    const auto close = [&] {
        if (!word.empty())
            query += (query.empty() ? "" : " AND ") + wordQuery(word);
        word.clear();
    };
    for (const char c : words) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '"')
            close();
        else if (static_cast<unsigned char>(c) >= 0x20)
            word.push_back(c);
    }
    close();
    return query;
}

}  // namespace

base::Result<std::int64_t> MessageStore::add(const StoredMessage& m) {
    auto& database = m_vault.database();
    MEDVEIL_ASSIGN(
        Statement insert,
        database.prepare(
            "INSERT INTO messages(id, direction, sender, time, stored, expires, has_patient, patient_id, "
            "patient_name, text, people, suite, hidden, cover_name, blob, is_read, sequence, device, "
            "patient_authority) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(1, m.id.view()).bind(2, static_cast<std::int64_t>(m.direction)).bind(3, m.sender.view());
    insert.bind(4, m.time).bind(5, m.stored).bind(6, m.expires).bind(7, std::int64_t{m.patient.present});
    insert.bindText(8, base::composed(m.patient.id)).bindText(9, m.patient.name);
    insert.bindText(10, {m.text.data(), m.text.size()});
    insert.bindText(11, m.people)
        .bind(12, static_cast<std::int64_t>(m.suite))
        .bind(13, static_cast<std::int64_t>(m.hiding));
    insert.bindText(14, m.coverName).bind(15, m.blob.view()).bind(16, std::int64_t{m.read});
    insert.bind(17, static_cast<std::int64_t>(m.sequence)).bind(18, m.device.view());
    insert.bindText(19, base::composed(m.patient.authority));
    MEDVEIL_TRY(insert.run());
    const auto number = database.lastRowId();
    MEDVEIL_ASSIGN(Statement person,
                   database.prepare("INSERT INTO message_people VALUES (?, ?, ?, ?, ?, ?)"));
    for (const auto& p : m.recipients) {
        person.bind(1, number)
            .bind(2, p.person.view())
            .bindText(3, p.name)
            .bind(4, static_cast<std::int64_t>(p.state));
        MEDVEIL_TRY(person.bind(5, p.changed).bind(6, static_cast<std::int64_t>(p.reason)).run());
    }
    MEDVEIL_ASSIGN(Statement attachment,
                   database.prepare("INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?)"));
    for (std::size_t i = 0; i < m.attachments.size(); ++i) {
        const auto& a = m.attachments[i];
        attachment.bind(1, number).bind(2, static_cast<std::int64_t>(i)).bindText(3, a.entry.name);
        attachment.bindText(4, a.entry.mediaType).bind(5, static_cast<std::int64_t>(a.entry.size));
        MEDVEIL_TRY(attachment.bindText(6, a.file.name).run());
    }
    return number;
}

namespace {
constexpr std::string_view kWhole =
    "SELECT number, id, direction, sender, time, stored, expires, has_patient, patient_id, patient_name, "
    "text, people, "
    "suite, hidden, cover_name, blob, is_read, sequence, device, patient_authority FROM messages ";
}

base::Result<std::optional<StoredMessage>> MessageStore::find(std::int64_t number) {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare(std::string(kWhole) + "WHERE number = ?"));
    select.bind(1, number);
    return load(select);
}

base::Result<std::optional<StoredMessage>> MessageStore::find(Direction direction,
                                                              const format::PersonId& sender,
                                                              const format::MessageId& id) {
    MEDVEIL_ASSIGN(
        Statement select,
        m_vault.database().prepare(std::string(kWhole) + "WHERE direction = ? AND sender = ? AND id = ?"));
    select.bind(1, static_cast<std::int64_t>(direction)).bind(2, sender.view()).bind(3, id.view());
    return load(select);
}

base::Result<base::Timestamp> MessageStore::claimedTime(std::int64_t number) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT time FROM claimed_times WHERE message = ?"));
    select.bind(1, number);
    MEDVEIL_ASSIGN(const bool found, select.step());
    return found ? select.integer(0) : 0;
}

base::Result<void> MessageStore::setClaimedTime(std::int64_t number, base::Timestamp time) {
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR REPLACE INTO claimed_times VALUES (?, ?)"));
    return insert.bind(1, number).bind(2, time).run();
}

base::Result<std::optional<std::int64_t>> MessageStore::numberOfBlob(const crypto::Digest& blob) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT number FROM messages WHERE blob = ?"));
    select.bind(1, blob.view());
    MEDVEIL_ASSIGN(const bool found, select.step());
    return found ? std::optional(select.integer(0)) : std::nullopt;
}

base::Result<std::optional<std::int64_t>> MessageStore::numberOfId(std::string_view hexBeginning) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       "SELECT number FROM messages WHERE substr(lower(hex(id)), 1, ?2) = ?1 LIMIT 2"));
    select.bindText(1, hexBeginning).bind(2, static_cast<std::int64_t>(hexBeginning.size()));
    MEDVEIL_ASSIGN(const bool found, select.step());
    if (!found)
        return std::optional<std::int64_t>();
    const auto number = select.integer(0);
    MEDVEIL_ASSIGN(const bool several, select.step());
    return several ? std::nullopt : std::optional(number);
}

base::Result<std::optional<StoredMessage>> MessageStore::load(Statement& select) {
    MEDVEIL_ASSIGN(const bool found, select.step());
    if (!found)
        return std::optional<StoredMessage>();
    RowReader in(select, "messages");
    StoredMessage m;
    m.number = select.integer(0);
    m.id = in.value<format::MessageId>(1);
    m.direction = in.oneOf(2, Direction::kSent);
    m.sender = in.value<format::PersonId>(3);
    m.time = select.integer(4);
    m.stored = select.integer(5);
    m.expires = select.integer(6);
    m.patient = {in.flag(7), select.text(8), select.text(9), select.text(19)};
    const auto text = select.secretBlob(10);
    m.text.assign(text.begin(), text.end());
    m.people = select.text(11);
    m.suite = in.oneOf(12, format::Suite::kX25519ChaCha20, format::Suite::kRsaAes256);
    m.hiding = in.oneOf(13, Hiding::kTicket);
    m.coverName = select.text(14);
    m.blob = in.value<crypto::Digest>(15);
    m.read = in.flag(16);
    m.sequence = static_cast<std::uint64_t>(select.integer(17));
    m.device = in.value<format::DeviceId>(18);
    MEDVEIL_TRY(in.check());
    MEDVEIL_ASSIGN(Statement people,
                   m_vault.database().prepare("SELECT person, name, state, changed, reason FROM "
                                              "message_people WHERE message = ? ORDER BY name"));
    people.bind(1, m.number);
    while (true) {
        MEDVEIL_ASSIGN(const bool row, people.step());
        if (!row)
            break;
        RowReader person(people, "message_people");
        m.recipients.push_back({person.value<format::PersonId>(0), people.text(1),
                                person.oneOf(2, Delivery::kExpired), people.integer(3),
                                static_cast<std::uint64_t>(people.integer(4))});
        MEDVEIL_TRY(person.check());
    }
    MEDVEIL_ASSIGN(
        Statement files,
        m_vault.database().prepare(
            "SELECT a.name, a.media_type, a.size, a.file, f.key FROM attachments a JOIN sealed_files f ON "
            "f.name = a.file WHERE a.message = ? ORDER BY a.position"));
    files.bind(1, m.number);
    while (true) {
        MEDVEIL_ASSIGN(const bool row, files.step());
        if (!row)
            break;
        RowReader file(files, "attachments");
        const auto size = file.count(2);
        MEDVEIL_TRY(file.check());
        MEDVEIL_ASSIGN(crypto::SymmetricKey key, crypto::SymmetricKey::from(files.secretBlob(4)));
        m.attachments.push_back(
            {{files.text(0), files.text(1), size}, {files.text(3), std::move(key), size}});
    }
    return std::optional(std::move(m));
}

base::Result<std::vector<MessageSummary>> MessageStore::page(Direction direction, PageMark after,
                                                             std::size_t count) {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare(
                                         std::string(kSummary) +
                                         "messages m WHERE m.direction = ? AND (m.time, m.number) < (?, ?) "
                                         "ORDER BY m.time DESC, m.number DESC LIMIT ?"));
    select.bind(1, static_cast<std::int64_t>(direction)).bind(2, after.time).bind(3, after.number);
    select.bind(4, static_cast<std::int64_t>(count));
    return summaries(select);
}

base::Result<std::uint64_t> MessageStore::count(Direction direction) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT count(*) FROM messages WHERE direction = ?"));
    select.bind(1, static_cast<std::int64_t>(direction));
    MEDVEIL_TRY(select.step());
    return static_cast<std::uint64_t>(select.integer(0));
}

base::Result<std::uint64_t> MessageStore::unreadCount() {
    MEDVEIL_ASSIGN(
        Statement select,
        m_vault.database().prepare("SELECT count(*) FROM messages WHERE direction = 0 AND is_read = 0"));
    MEDVEIL_TRY(select.step());
    return static_cast<std::uint64_t>(select.integer(0));
}

base::Result<std::vector<MessageSummary>> MessageStore::pageOf(const format::PatientRef& patient,
                                                               Direction direction, PageMark after,
                                                               std::size_t count) {
    MEDVEIL_ASSIGN(
        Statement select,
        m_vault.database().prepare(
            std::string(kSummary) +
            "messages m WHERE m.has_patient AND m.patient_id = ?1 AND m.patient_authority = ?2 AND "
            "m.direction = ?3 AND (m.time, m.number) < (?4, ?5) "
            "ORDER BY m.time DESC, m.number DESC LIMIT ?6"));
    select.bindText(1, base::composed(patient.id))
        .bindText(2, base::composed(patient.authority))
        .bind(3, static_cast<std::int64_t>(direction));
    select.bind(4, after.time).bind(5, after.number).bind(6, static_cast<std::int64_t>(count));
    return summaries(select);
}

base::Result<std::uint64_t> MessageStore::newerThan(std::int64_t number) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       "SELECT count(*) FROM messages m, messages it WHERE it.number = ? AND m.direction = "
                       "it.direction AND (m.time, m.number) > (it.time, it.number)"));
    select.bind(1, number);
    MEDVEIL_TRY(select.step());
    return static_cast<std::uint64_t>(select.integer(0));
}

base::Result<std::vector<MessageSummary>> MessageStore::search(std::string_view words,
                                                               std::optional<Direction> direction,
                                                               std::size_t count) {
    const auto query = ftsQuery(words);
    if (query.empty())
        return std::vector<MessageSummary>();
    // The newest matches by number first, then only those are read: a common word costs no more than a rare
    // one.
    MEDVEIL_ASSIGN(
        Statement select,
        m_vault.database().prepare(
            std::string(kSummary) +
            "(SELECT s.rowid AS hit FROM messages_search s WHERE messages_search MATCH ?1 AND (?3 < 0 OR "
            "(SELECT d.direction FROM messages d WHERE d.number = s.rowid) = ?3) "
            "ORDER BY s.rowid DESC LIMIT ?2) JOIN messages m ON m.number = hit ORDER BY m.number DESC"));
    select.bindText(1, query).bind(2, static_cast<std::int64_t>(count));
    select.bind(3, direction ? static_cast<std::int64_t>(*direction) : std::int64_t{-1});
    return summaries(select);
}

base::Result<void> MessageStore::markRead(std::int64_t number) {
    MEDVEIL_ASSIGN(Statement update,
                   m_vault.database().prepare("UPDATE messages SET is_read = 1 WHERE number = ?"));
    return update.bind(1, number).run();
}

base::Result<void> MessageStore::remove(std::int64_t number) {
    for (const char* from :
         {"attachments WHERE message", "message_people WHERE message", "messages WHERE number"}) {
        MEDVEIL_ASSIGN(Statement remove,
                       m_vault.database().prepare("DELETE FROM " + std::string(from) + " = ?"));
        MEDVEIL_TRY(remove.bind(1, number).run());
    }
    return {};
}

base::Result<std::vector<std::pair<format::PersonId, std::string>>> MessageStore::peopleOf(
    std::int64_t number) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       "SELECT person, name FROM message_people WHERE message = ? ORDER BY name"));
    select.bind(1, number);
    std::vector<std::pair<format::PersonId, std::string>> people;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return people;
        RowReader in(select, "message_people");
        people.emplace_back(in.value<format::PersonId>(0), select.text(1));
        MEDVEIL_TRY(in.check());
    }
}

base::Result<void> MessageStore::setDelivery(const format::MessageId& id, const format::PersonId& person,
                                             Delivery state, base::Timestamp time, std::uint64_t reason) {
    MEDVEIL_ASSIGN(Statement update,
                   m_vault.database().prepare(
                       "UPDATE message_people SET state = ?1, changed = ?2, reason = ?3 WHERE person = ?4 "
                       "AND state < ?1 "
                       "AND message = (SELECT number FROM messages WHERE direction = 1 AND id = ?5)"));
    update.bind(1, static_cast<std::int64_t>(state)).bind(2, time).bind(3, static_cast<std::int64_t>(reason));
    return update.bind(4, person.view()).bind(5, id.view()).run();
}

base::Result<bool> MessageStore::wasAnswered(const format::MessageId& id, const format::PersonId& person) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare(
                       "SELECT 1 FROM message_people WHERE person = ?1 AND state IN (?2, ?3, ?4) "
                       "AND message = (SELECT number FROM messages WHERE direction = 1 AND id = ?5)"));
    select.bind(1, person.view()).bind(2, static_cast<std::int64_t>(Delivery::kDelivered));
    select.bind(3, static_cast<std::int64_t>(Delivery::kRead));
    select.bind(4, static_cast<std::int64_t>(Delivery::kRejected)).bind(5, id.view());
    return select.step();
}

}  // namespace medveil::vault
