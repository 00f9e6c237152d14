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

// Strangers wait outside: a bounded table of its own for people whose cards were found and whom nobody
// accepted, and whose mail waits on the share. A contact keeps what it was compared by.
constexpr std::string_view kStrangers = R"(
ALTER TABLE contacts ADD COLUMN key_before BLOB;
ALTER TABLE contacts ADD COLUMN verified_name TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN verified_key BLOB;
CREATE TABLE strangers(
    person BLOB PRIMARY KEY, name TEXT NOT NULL, card BLOB NOT NULL, standing INTEGER NOT NULL,
    first_seen INTEGER NOT NULL, asked INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE refused_cards(person BLOB NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(person, digest)) WITHOUT ROWID;
)";

// What is held is one file, by its whole name: the first version held a digest, and with it every file that
// had the same one. What it held is tried anew. Part files on the share are written down before they are
// made.
constexpr std::string_view kShareNames = R"(
DROP TABLE held;
CREATE TABLE held(name TEXT PRIMARY KEY, reason INTEGER NOT NULL, first_seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE claimed_times(message INTEGER PRIMARY KEY REFERENCES messages ON DELETE CASCADE, time INTEGER NOT NULL);
CREATE TABLE share_parts(name TEXT PRIMARY KEY, made INTEGER NOT NULL) WITHOUT ROWID;
)";

constexpr std::string_view kSequences = R"(
CREATE TABLE sent_last(person BLOB PRIMARY KEY, message BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE heard_last(
    sender BLOB NOT NULL, device BLOB NOT NULL, message BLOB NOT NULL, PRIMARY KEY(sender, device)) WITHOUT ROWID;
CREATE TABLE gaps(
    sender BLOB NOT NULL, message BLOB NOT NULL, noticed INTEGER NOT NULL, PRIMARY KEY(sender, message)) WITHOUT ROWID;
CREATE INDEX messages_by_sequence ON messages(sender, device, sequence);
)";

// One owner for sealed files and one for the spool's: each name stands here before its file is written, and
// nothing is ever removed whose name does not. References are counted by the database itself, so that no
// caller can forget to; the foreign key keeps a file's row as long as anything refers to it.
constexpr std::string_view kOwners = R"(
CREATE TABLE sealed_files(
    name TEXT PRIMARY KEY, key BLOB NOT NULL, size INTEGER NOT NULL, refs INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX sealed_files_free ON sealed_files(name) WHERE refs = 0;
INSERT INTO sealed_files SELECT file, key, size, 0 FROM attachments;
ALTER TABLE attachments RENAME TO attachments_1;
CREATE TABLE attachments(
    message INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL,
    media_type TEXT NOT NULL, size INTEGER NOT NULL,
    file TEXT NOT NULL UNIQUE REFERENCES sealed_files(name) ON UPDATE CASCADE,
    PRIMARY KEY(message, position)) WITHOUT ROWID;
CREATE TRIGGER attachments_added AFTER INSERT ON attachments BEGIN
    UPDATE sealed_files SET refs = refs + 1 WHERE name = new.file;
END;
CREATE TRIGGER attachments_removed AFTER DELETE ON attachments BEGIN
    UPDATE sealed_files SET refs = refs - 1 WHERE name = old.file;
END;
INSERT INTO attachments SELECT message, position, name, media_type, size, file FROM attachments_1;
DROP TABLE attachments_1;
CREATE TABLE draft_files(
    draft INTEGER NOT NULL REFERENCES drafts ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL,
    media_type TEXT NOT NULL, digest BLOB NOT NULL,
    file TEXT NOT NULL UNIQUE REFERENCES sealed_files(name) ON UPDATE CASCADE,
    PRIMARY KEY(draft, position)) WITHOUT ROWID;
CREATE TRIGGER draft_files_added AFTER INSERT ON draft_files BEGIN
    UPDATE sealed_files SET refs = refs + 1 WHERE name = new.file;
END;
CREATE TRIGGER draft_files_removed AFTER DELETE ON draft_files BEGIN
    UPDATE sealed_files SET refs = refs - 1 WHERE name = old.file;
END;
CREATE TABLE spool_files(name TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO spool_files SELECT spool FROM outbox;
CREATE TABLE audit_segments(first INTEGER PRIMARY KEY, checkpoint BLOB NOT NULL);
INSERT INTO audit_segments SELECT 0, checkpoint FROM audit_head;
DROP TABLE audit_head;
)";

// A number belongs to who gave it out, and a name to who said it. Who named the patients of before is found
// in the messages: this person's own first, then whoever wrote that name first.
constexpr std::string_view kPatientsVersion = R"(
ALTER TABLE messages ADD COLUMN patient_authority TEXT NOT NULL DEFAULT '';
DROP INDEX messages_by_patient;
CREATE INDEX messages_by_patient ON messages(patient_id, patient_authority, time DESC, number DESC) WHERE has_patient;
ALTER TABLE patients RENAME TO patients_before;
CREATE TABLE patients(
    authority TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, named_by BLOB NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY(authority, id)) WITHOUT ROWID;
INSERT INTO patients SELECT '', p.id, p.name, coalesce(
    (SELECT m.sender FROM messages m WHERE m.has_patient AND m.patient_id = p.id AND m.patient_name = p.name
     ORDER BY m.direction DESC, m.number LIMIT 1), x''), p.first_seen FROM patients_before p;
DROP TABLE patients_before;
)";

// A patient's number stands in one form everywhere: composed, without spaces around. Messages kept it as its
// sender wrote it, and the register as it was typed. Of two rows that are one now, the weightier word stays:
// this person's, a compared person's, anybody's; then the one that was in its form, then the older one. The
// search's index follows its messages from now on.
constexpr std::string_view kOneForm = R"(
CREATE TRIGGER messages_changed AFTER UPDATE OF patient_id, patient_name, text, people ON messages BEGIN
    INSERT INTO messages_search(messages_search, rowid, patient_id, patient_name, text, people)
    VALUES ('delete', old.number, old.patient_id, old.patient_name, old.text, old.people);
    INSERT INTO messages_search(rowid, patient_id, patient_name, text, people)
    VALUES (new.number, new.patient_id, new.patient_name, new.text, new.people);
END;
UPDATE messages SET patient_id = composed(patient_id), patient_authority = composed(patient_authority)
    WHERE has_patient AND (patient_id <> composed(patient_id) OR patient_authority <> composed(patient_authority));
ALTER TABLE patients RENAME TO patients_before;
CREATE TABLE patients(
    authority TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, named_by BLOB NOT NULL, since INTEGER NOT NULL,
    PRIMARY KEY(authority, id)) WITHOUT ROWID;
INSERT OR IGNORE INTO patients SELECT composed(authority), composed(id), name, named_by, since FROM patients_before p
    ORDER BY EXISTS(SELECT 1 FROM messages m WHERE m.direction = 1 AND m.sender = p.named_by) DESC,
        coalesce((SELECT 1 + (c.trust = 1) FROM contacts c WHERE c.person = p.named_by), 0) DESC,
        authority = composed(authority) AND id = composed(id) DESC, since;
DROP TABLE patients_before;
)";

// The search goes by words under full case folding, as the register does: see search_words.h. The index is
// made anew from the messages.
constexpr std::string_view kFoldedSearch = R"(
DROP TABLE messages_search;
CREATE VIRTUAL TABLE messages_search USING fts5(
    patient_id, patient_name, text, people, content = 'messages', content_rowid = 'number',
    tokenize = "folded remove_diacritics 2", prefix = '2 3');
INSERT INTO messages_search(messages_search) VALUES ('rebuild');
)";

constexpr std::array kMigrations = {kVersion1, kStrangers,       kShareNames, kSequences,
                                    kOwners,   kPatientsVersion, kOneForm,    kFoldedSearch};
static_assert(kMigrations.size() == kSchemaVersion);

base::Result<void> bring(Database& database, std::int64_t version) {
    MEDVEIL_ASSIGN(Transaction transaction, Transaction::begin(database));
    for (auto next = version; next < kSchemaVersion; ++next)
        MEDVEIL_TRY(database.execute(kMigrations[static_cast<std::size_t>(next)]));
    MEDVEIL_TRY(database.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion)));
    return transaction.commit();
}

}  // namespace

base::Result<std::int64_t> schemaVersion(Database& database) {
    MEDVEIL_ASSIGN(Statement current, database.prepare("PRAGMA user_version"));
    MEDVEIL_TRY(current.step());
    return current.integer(0);
}

base::Result<void> makeSchema(Database& database) {
    MEDVEIL_ASSIGN(const std::int64_t version, schemaVersion(database));
    if (version != 0)
        return base::fail(base::ErrorCode::kInternal, "a schema over a schema");
    return bring(database, 0);
}

base::Result<void> migrate(Database& database) {
    MEDVEIL_ASSIGN(const std::int64_t version, schemaVersion(database));
    if (version < 1)
        return base::fail(base::ErrorCode::kVaultDamaged, "a database without a schema");
    if (version > kSchemaVersion)
        return base::fail(base::ErrorCode::kVaultTooNew, "schema");
    return version == kSchemaVersion ? base::Result<void>() : bring(database, version);
}

}  // namespace medveil::vault
