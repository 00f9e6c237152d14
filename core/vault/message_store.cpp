#include "core/vault/message_store.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kSummary =
    "SELECT m.number, m.id, m.time, m.has_patient, m.patient_id, m.patient_name, m.people, substr(m.text, 1, "
    "120), "
    "m.hidden, m.is_read, (SELECT count(*) FROM attachments a WHERE a.message = m.number), "
    "(SELECT CASE WHEN max(p.state) >= 4 THEN max(p.state) ELSE min(p.state) END FROM message_people p WHERE "
    "p.message = m.number) FROM ";

base::Result<std::vector<MessageSummary>> summaries(Statement& select) {
    std::vector<MessageSummary> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        MessageSummary summary;
        summary.number = select.integer(0);
        summary.id = select.value<format::MessageId>(1);
        summary.time = select.integer(2);
        summary.patient = {select.integer(3) != 0, select.text(4), select.text(5)};
        summary.people = select.text(6);
        summary.beginning = select.text(7);
        summary.hiding = static_cast<Hiding>(select.integer(8));
        summary.read = select.integer(9) != 0;
        summary.attachments = static_cast<std::uint32_t>(select.integer(10));
        summary.leastState = static_cast<Delivery>(select.integer(11));
        rows.push_back(std::move(summary));
    }
}

/// Words as quoted FTS5 prefixes: nothing a person types is query syntax.
std::string prefixQuery(std::string_view words) {
    std::string query;
    std::string word;
    const auto close = [&] {
        if (!word.empty())
            query += (query.empty() ? "\"" : " \"") + word + "\"*";
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
            "patient_name, text, people, suite, hidden, cover_name, blob, is_read, sequence, device) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(1, m.id.view()).bind(2, static_cast<std::int64_t>(m.direction)).bind(3, m.sender.view());
    insert.bind(4, m.time).bind(5, m.stored).bind(6, m.expires).bind(7, std::int64_t{m.patient.present});
    insert.bindText(8, m.patient.id).bindText(9, m.patient.name).bindText(10, {m.text.data(), m.text.size()});
    insert.bindText(11, m.people)
        .bind(12, static_cast<std::int64_t>(m.suite))
        .bind(13, static_cast<std::int64_t>(m.hiding));
    insert.bindText(14, m.coverName).bind(15, m.blob.view()).bind(16, std::int64_t{m.read});
    insert.bind(17, static_cast<std::int64_t>(m.sequence)).bind(18, m.device.view());
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
                   database.prepare("INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)"));
    for (std::size_t i = 0; i < m.attachments.size(); ++i) {
        const auto& a = m.attachments[i];
        attachment.bind(1, number).bind(2, static_cast<std::int64_t>(i)).bindText(3, a.entry.name);
        attachment.bindText(4, a.entry.mediaType).bind(5, static_cast<std::int64_t>(a.entry.size));
        MEDVEIL_TRY(attachment.bindText(6, a.file.name).bind(7, a.file.key.view()).run());
    }
    return number;
}

namespace {
constexpr std::string_view kWhole =
    "SELECT number, id, direction, sender, time, stored, expires, has_patient, patient_id, patient_name, "
    "text, people, "
    "suite, hidden, cover_name, blob, is_read, sequence, device FROM messages ";
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
    StoredMessage m;
    m.number = select.integer(0);
    m.id = select.value<format::MessageId>(1);
    m.direction = static_cast<Direction>(select.integer(2));
    m.sender = select.value<format::PersonId>(3);
    m.time = select.integer(4);
    m.stored = select.integer(5);
    m.expires = select.integer(6);
    m.patient = {select.integer(7) != 0, select.text(8), select.text(9)};
    const auto text = select.secretBlob(10);
    m.text.assign(text.begin(), text.end());
    m.people = select.text(11);
    m.suite = static_cast<format::Suite>(select.integer(12));
    m.hiding = static_cast<Hiding>(select.integer(13));
    m.coverName = select.text(14);
    m.blob = select.value<crypto::Digest>(15);
    m.read = select.integer(16) != 0;
    m.sequence = static_cast<std::uint64_t>(select.integer(17));
    m.device = select.value<format::DeviceId>(18);
    MEDVEIL_ASSIGN(Statement people,
                   m_vault.database().prepare("SELECT person, name, state, changed, reason FROM "
                                              "message_people WHERE message = ? ORDER BY name"));
    people.bind(1, m.number);
    while (true) {
        MEDVEIL_ASSIGN(const bool row, people.step());
        if (!row)
            break;
        m.recipients.push_back({people.value<format::PersonId>(0), people.text(1),
                                static_cast<Delivery>(people.integer(2)), people.integer(3),
                                static_cast<std::uint64_t>(people.integer(4))});
    }
    MEDVEIL_ASSIGN(
        Statement files,
        m_vault.database().prepare(
            "SELECT name, media_type, size, file, key FROM attachments WHERE message = ? ORDER BY position"));
    files.bind(1, m.number);
    while (true) {
        MEDVEIL_ASSIGN(const bool row, files.step());
        if (!row)
            break;
        const auto size = static_cast<std::uint64_t>(files.integer(2));
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

base::Result<std::vector<MessageSummary>> MessageStore::search(std::string_view words, std::size_t count) {
    const auto query = prefixQuery(words);
    if (query.empty())
        return std::vector<MessageSummary>();
    // The newest matches by number first, then only those are read: a common word costs no more than a rare
    // one.
    MEDVEIL_ASSIGN(
        Statement select,
        m_vault.database().prepare(
            std::string(kSummary) +
            "(SELECT rowid AS hit FROM messages_search WHERE messages_search MATCH ? "
            "ORDER BY rowid DESC LIMIT ?) JOIN messages m ON m.number = hit ORDER BY m.number DESC"));
    select.bindText(1, query).bind(2, static_cast<std::int64_t>(count));
    return summaries(select);
}

base::Result<void> MessageStore::markRead(std::int64_t number) {
    MEDVEIL_ASSIGN(Statement update,
                   m_vault.database().prepare("UPDATE messages SET is_read = 1 WHERE number = ?"));
    return update.bind(1, number).run();
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

base::Result<std::vector<MessageStore::PatientRow>> MessageStore::patients(std::string_view beginning,
                                                                           std::size_t count) {
    MEDVEIL_ASSIGN(Statement select,
                   m_vault.database().prepare("SELECT id, name, (SELECT count(*) FROM messages WHERE "
                                              "has_patient AND patient_id = patients.id) FROM patients "
                                              "WHERE instr(lower(name), lower(?1)) OR instr(lower(id), "
                                              "lower(?1)) ORDER BY name COLLATE NOCASE, id LIMIT ?2"));
    select.bindText(1, beginning).bind(2, static_cast<std::int64_t>(count));
    std::vector<PatientRow> rows;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return rows;
        rows.push_back({select.text(0), select.text(1), static_cast<std::uint64_t>(select.integer(2))});
    }
}

base::Result<std::optional<std::string>> MessageStore::patientName(std::string_view id) {
    MEDVEIL_ASSIGN(Statement select, m_vault.database().prepare("SELECT name FROM patients WHERE id = ?"));
    select.bindText(1, id);
    MEDVEIL_ASSIGN(const bool row, select.step());
    return row ? std::optional(select.text(0)) : std::nullopt;
}

base::Result<void> MessageStore::renamePatient(const format::PatientRef& patient) {
    if (!patient.present)
        return {};
    MEDVEIL_ASSIGN(Statement update, m_vault.database().prepare("UPDATE patients SET name = ? WHERE id = ?"));
    return update.bindText(1, patient.name).bindText(2, patient.id).run();
}

base::Result<void> MessageStore::rememberPatient(const format::PatientRef& patient, base::Timestamp now) {
    if (!patient.present)
        return {};
    MEDVEIL_ASSIGN(Statement insert,
                   m_vault.database().prepare("INSERT OR IGNORE INTO patients VALUES (?, ?, ?)"));
    return insert.bindText(1, patient.id).bindText(2, patient.name).bind(3, now).run();
}

}  // namespace medveil::vault
