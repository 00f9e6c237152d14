#include "core/vault/schema.h"

#include <array>

namespace medveil::vault {

namespace {

constexpr std::string_view kVersion1 = R"(
CREATE TABLE settings(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE slot_keys(salt BLOB PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE contacts(
    person BLOB PRIMARY KEY, name TEXT NOT NULL, card BLOB NOT NULL, changed_card BLOB, trust INTEGER NOT NULL,
    first_seen INTEGER NOT NULL, verified_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE patients(id TEXT PRIMARY KEY, name TEXT NOT NULL, first_seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE messages(
    number INTEGER PRIMARY KEY, id BLOB NOT NULL, direction INTEGER NOT NULL, sender BLOB NOT NULL,
    time INTEGER NOT NULL, stored INTEGER NOT NULL, expires INTEGER NOT NULL,
    has_patient INTEGER NOT NULL, patient_id TEXT NOT NULL, patient_name TEXT NOT NULL, text TEXT NOT NULL,
    people TEXT NOT NULL, suite INTEGER NOT NULL, hidden INTEGER NOT NULL, cover_name TEXT NOT NULL,
    blob BLOB NOT NULL, is_read INTEGER NOT NULL, sequence INTEGER NOT NULL, device BLOB NOT NULL,
    UNIQUE(direction, sender, id));
CREATE INDEX messages_by_time ON messages(direction, time DESC, number DESC);
CREATE INDEX messages_by_blob ON messages(blob);
CREATE INDEX messages_by_patient ON messages(patient_id) WHERE has_patient;
CREATE TABLE message_people(
    message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE, person BLOB NOT NULL, name TEXT NOT NULL,
    state INTEGER NOT NULL, changed INTEGER NOT NULL, reason INTEGER NOT NULL, PRIMARY KEY(message, person)) WITHOUT ROWID;
CREATE TABLE attachments(
    message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL,
    media_type TEXT NOT NULL, size INTEGER NOT NULL, file TEXT NOT NULL UNIQUE, key BLOB NOT NULL,
    PRIMARY KEY(message, position)) WITHOUT ROWID;
CREATE VIRTUAL TABLE messages_search USING fts5(
    patient_id, patient_name, text, people, content = 'messages', content_rowid = 'number',
    tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
CREATE TRIGGER messages_added AFTER INSERT ON messages BEGIN
    INSERT INTO messages_search(rowid, patient_id, patient_name, text, people)
    VALUES (new.number, new.patient_id, new.patient_name, new.text, new.people);
END;
CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN
    INSERT INTO messages_search(messages_search, rowid, patient_id, patient_name, text, people)
    VALUES ('delete', old.number, old.patient_id, old.patient_name, old.text, old.people);
END;
CREATE TABLE outbox(
    number INTEGER PRIMARY KEY, message BLOB NOT NULL, spool TEXT NOT NULL, digest BLOB NOT NULL, ending TEXT NOT NULL,
    mailbox BLOB NOT NULL, person BLOB NOT NULL, receipt INTEGER NOT NULL, state INTEGER NOT NULL,
    attempts INTEGER NOT NULL, next_attempt INTEGER NOT NULL, last_error INTEGER NOT NULL, expires INTEGER NOT NULL);
CREATE INDEX outbox_by_message ON outbox(message);
CREATE TABLE seen(
    sender BLOB NOT NULL, id BLOB NOT NULL, forget_after INTEGER NOT NULL, PRIMARY KEY(sender, id)) WITHOUT ROWID;
CREATE TABLE held(digest BLOB PRIMARY KEY, reason INTEGER NOT NULL, first_seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE covers(hash BLOB PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE drafts(number INTEGER PRIMARY KEY, content BLOB NOT NULL, changed INTEGER NOT NULL);
CREATE TABLE audit(sequence INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE audit_head(only INTEGER PRIMARY KEY CHECK(only = 1), checkpoint BLOB NOT NULL);
)";

constexpr std::array kMigrations = {kVersion1};
static_assert(kMigrations.size() == kSchemaVersion);

}  // namespace

base::Result<void> migrate(Database& database) {
    std::int64_t version = 0;
    {
        MEDVEIL_ASSIGN(Statement current, database.prepare("PRAGMA user_version"));
        MEDVEIL_TRY(current.step());
        version = current.integer(0);
    }
    if (version > kSchemaVersion)
        return base::fail(base::ErrorCode::kVaultTooNew, "schema");
    if (version == kSchemaVersion)
        return {};
    MEDVEIL_ASSIGN(Transaction transaction, Transaction::begin(database));
    for (auto next = version; next < kSchemaVersion; ++next)
        MEDVEIL_TRY(database.execute(kMigrations[static_cast<std::size_t>(next)]));
    MEDVEIL_TRY(database.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion)));
    return transaction.commit();
}

}  // namespace medveil::vault
