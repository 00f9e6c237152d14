#define SQLITE_HAS_CODEC 1
#include "core/vault/database.h"

#include <cstdlib>
#include <new>

#include <sqlcipher/sqlite3.h>

#include "core/base/text_fold.h"
#include "core/vault/search_words.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

/// SQLite has one code for whatever the system answers; only a full disk has its own, and not every kind of
/// full.
base::Error systemError(sqlite3* database, const std::string& detail) {
    const int problem = database == nullptr ? 0 : sqlite3_system_errno(database);
    auto error = base::errorFromErrno(problem, detail);
    if (error.code != ErrorCode::kNoSpace && error.code != ErrorCode::kReadOnly &&
        error.code != ErrorCode::kPermissionDenied)
        error.code = ErrorCode::kIo;
    return error;
}

/// folded(text) and composed(text): SQLite's own lower() and NOCASE know ASCII only, and of forms nothing.
template <std::string (*form)(std::string_view)>
void formText(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
    try {
        const auto formed = form(text == nullptr ? std::string_view() : std::string_view(text, size));
        sqlite3_result_text(context, formed.data(), static_cast<int>(formed.size()), SQLITE_TRANSIENT);
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

base::Result<void> addFunction(sqlite3* database, const char* name,
                               void (*function)(sqlite3_context*, int, sqlite3_value**)) {
    if (sqlite3_create_function_v2(database, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, function,
                                   nullptr, nullptr, nullptr) != SQLITE_OK)
        return fail(ErrorCode::kOutOfMemory, "functions for text");
    return {};
}

base::Error errorOf(int code, std::string_view what, sqlite3* database = nullptr) {
    const auto detail = std::string(what) + ": sqlite " + std::to_string(code);
    switch (code & 0xff) {
        case SQLITE_FULL:
            return {ErrorCode::kNoSpace, detail};
        case SQLITE_READONLY:
            return {ErrorCode::kReadOnly, detail};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorCode::kVaultBusy, detail};
        case SQLITE_IOERR:
            return systemError(database, detail);
        case SQLITE_NOMEM:
            return {ErrorCode::kOutOfMemory, detail};
        case SQLITE_CANTOPEN:
            return {ErrorCode::kNotFound, detail};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorCode::kVaultDamaged, detail};
        case SQLITE_CONSTRAINT:
            return {ErrorCode::kAlreadyExists, detail};
        default:
            return {ErrorCode::kInternal, detail};
    }
}

/// x'...': a raw key, so that SQLCipher derives nothing from it. In wiped memory, for the moment of the call.
base::WipedString rawKey(const crypto::SymmetricKey& key) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    base::WipedString text;
    text.reserve(2 + 64 + 2);
    text += "x'";
    for (const auto byte : key.view()) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 0xf]);
    }
    text += "'";
    return text;
}

/// A path inside a "file:" URI.
std::string uriPath(std::string_view path) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const char c : path) {
        if (c == '%' || c == '?' || c == '#') {
            const auto byte = static_cast<unsigned char>(c);
            text += {'%', kDigits[byte >> 4], kDigits[byte & 0xf]};
        } else {
            text.push_back(c);
        }
    }
    return text;
}

// Nothing is ever spilled to a temporary file; freed pages are overwritten; a commit is on the disk when it
// returns.
constexpr std::string_view kSettings =
    "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0;"
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;";

/// Moves the log into the database; true when nothing of it is left.
bool moveLog(sqlite3* database, int mode) {
    int pages = 0;
    int moved = 0;
    return sqlite3_wal_checkpoint_v2(database, "main", mode, &pages, &moved) == SQLITE_OK && pages == moved;
}

/// SQLite's own rule for when to move the log, and besides whether all of it was.
int onCommit(void* beginsLog, sqlite3* database, const char* /*name*/, int pages) {
    constexpr int kMostPages = 1000;
    if (pages >= kMostPages && moveLog(database, SQLITE_CHECKPOINT_PASSIVE))
        *static_cast<bool*>(beginsLog) = true;
    return SQLITE_OK;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement& Statement::bind(int index, std::int64_t value) {
    m_badBind |= sqlite3_bind_int64(m_statement.get(), index, value) != SQLITE_OK;
    return *this;
}
Statement& Statement::bind(int index, base::ByteView blob) {
    // An empty blob is a value, not NULL.
    const void* data = blob.empty() ? static_cast<const void*>("") : blob.data();
    m_badBind |=
        sqlite3_bind_blob64(m_statement.get(), index, data, blob.size(), SQLITE_TRANSIENT) != SQLITE_OK;
    return *this;
}
Statement& Statement::bindText(int index, std::string_view text) {
    const char* data = text.empty() ? "" : text.data();
    m_badBind |= sqlite3_bind_text64(m_statement.get(), index, data, text.size(), SQLITE_TRANSIENT,
                                     SQLITE_UTF8) != SQLITE_OK;
    return *this;
}
Statement& Statement::bindNull(int index) {
    m_badBind |= sqlite3_bind_null(m_statement.get(), index) != SQLITE_OK;
    return *this;
}

base::Result<bool> Statement::step() {
    if (m_badBind)
        return fail(ErrorCode::kInternal, "bind");
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return fail(errorOf(code, "step", sqlite3_db_handle(m_statement.get())));
}

base::Result<void> Statement::run() {
    MEDVEIL_ASSIGN(const bool row, step());
    if (row)
        return fail(ErrorCode::kInternal, "unexpected row");
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}
bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
    const auto* data = sqlite3_column_text(m_statement.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return data == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(data), size);
}
base::Bytes Statement::blob(int column) const {
    const auto* data = static_cast<const base::Byte*>(sqlite3_column_blob(m_statement.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return data == nullptr ? base::Bytes() : base::Bytes(data, data + size);
}
base::WipedBytes Statement::secretBlob(int column) const {
    const auto* data = static_cast<const base::Byte*>(sqlite3_column_blob(m_statement.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column));
    return data == nullptr ? base::WipedBytes() : base::WipedBytes(data, data + size);
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

base::Result<void> Database::useKey(const crypto::SymmetricKey& key) {
    const auto text = rawKey(key);
    if (sqlite3_key_v2(m_database.get(), "main", text.data(), static_cast<int>(text.size())) != SQLITE_OK)
        return fail(ErrorCode::kCryptoUnavailable, "SQLCipher key");
    // What it has to say are errors of ours, not lines on somebody's terminal.
    MEDVEIL_TRY(execute("PRAGMA cipher_log_level = NONE"));
    // Plain SQLite would ignore the key and write everything in the clear: the library must say that it is
    // SQLCipher.
    MEDVEIL_ASSIGN(Statement version, prepare("PRAGMA cipher_version"));
    MEDVEIL_ASSIGN(const bool known, version.step());
    if (!known || std::atoi(version.text(0).c_str()) < 4)
        return fail(ErrorCode::kCryptoUnavailable, "SQLCipher 4 is needed");
    MEDVEIL_TRY(addFunction(m_database.get(), "folded", formText<base::folded>));
    MEDVEIL_TRY(addFunction(m_database.get(), "composed", formText<base::composed>));
    return addFoldedWords(m_database.get());
}

base::Result<Database> Database::open(const base::Path& path, const crypto::SymmetricKey& key) {
    sqlite3* raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    const int opened = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Database database(raw);
    if (opened != SQLITE_OK)
        return fail(errorOf(opened, "open", raw));
    MEDVEIL_TRY(database.useKey(key));
    // The key came out of a slot that opened: what does not fit it is damaged, not locked.
    MEDVEIL_TRY(database.execute("SELECT count(*) FROM sqlite_master"));
    MEDVEIL_TRY(database.execute(kSettings));
    *database.m_beginsLog = moveLog(raw, SQLITE_CHECKPOINT_TRUNCATE);
    sqlite3_wal_hook(raw, onCommit, database.m_beginsLog.get());
    return database;
}

base::Result<Database> Database::openUntouched(const base::Path& path, const crypto::SymmetricKey& key,
                                               WriteAheadLog log) {
    // Without a log, SQLite is told that nobody writes and looks at the one file only. With one, it must be
    // let to read it: in exclusive mode its index stays in memory, and on closing nothing is moved into the
    // database or removed. Only a connection that may write can be exclusive; this one never does.
    sqlite3* raw = nullptr;
    const bool alone = log == WriteAheadLog::kNone;
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
                      (alone ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE);
    const auto name = alone ? "file:" + uriPath(path.string()) + "?immutable=1" : path.string();
    const int opened = sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
    Database database(raw);
    if (opened != SQLITE_OK)
        return fail(errorOf(opened, "open"));
    if (sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr) != SQLITE_OK)
        return fail(ErrorCode::kInternal, "checkpoint on closing");
    MEDVEIL_TRY(database.useKey(key));
    if (!alone)
        MEDVEIL_TRY(database.execute("PRAGMA locking_mode = EXCLUSIVE"));
    MEDVEIL_TRY(database.execute("PRAGMA temp_store = MEMORY; SELECT count(*) FROM sqlite_master"));
    return database;
}

base::Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(m_database.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK)
        return fail(errorOf(code, "prepare", m_database.get()));
    return Statement(statement);
}

base::Result<void> Database::execute(std::string_view sql) {
    const int code = sqlite3_exec(m_database.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return fail(errorOf(code, "execute", m_database.get()));
    return {};
}

bool Database::inTransaction() const {
    return sqlite3_get_autocommit(m_database.get()) == 0;
}
std::int64_t Database::lastRowId() const {
    return sqlite3_last_insert_rowid(m_database.get());
}
std::int64_t Database::changes() const {
    return sqlite3_changes64(m_database.get());
}

base::Result<void> Database::exportTo(const base::Path& path, const crypto::SymmetricKey& key) {
    // The new file must exist as a database of the same kind before it can be attached with its key.
    const auto text = rawKey(key);
    {
        MEDVEIL_ASSIGN(Statement attach, prepare("ATTACH DATABASE ? AS fresh KEY ?"));
        attach.bindText(1, path.string()).bindText(2, std::string_view(text.data(), text.size()));
        MEDVEIL_TRY(attach.run());
    }
    auto exported = execute("SELECT sqlcipher_export('fresh')");
    MEDVEIL_TRY(execute("DETACH DATABASE fresh"));
    return exported;
}

base::Result<void> Database::checkIntegrity() {
    MEDVEIL_ASSIGN(Statement check, prepare("PRAGMA cipher_integrity_check"));
    MEDVEIL_ASSIGN(const bool finding, check.step());
    if (finding)
        return fail(ErrorCode::kVaultDamaged, "page authentication");
    return {};
}

base::Result<void> Database::checkStructure() {
    MEDVEIL_ASSIGN(Statement check, prepare("PRAGMA quick_check(1)"));
    MEDVEIL_ASSIGN(const bool row, check.step());
    if (!row || check.text(0) != "ok")
        return fail(ErrorCode::kVaultDamaged, "pages that do not fit each other");
    return {};
}

base::Result<std::int64_t> Database::logNumber() {
    MEDVEIL_ASSIGN(Statement select, prepare("PRAGMA application_id"));
    MEDVEIL_ASSIGN(const bool row, select.step());
    return row ? base::Result<std::int64_t>(select.integer(0))
               : fail(ErrorCode::kVaultDamaged, "the first page");
}

base::Result<void> Database::numberLog() {
    MEDVEIL_ASSIGN(const std::int64_t last, logNumber());
    MEDVEIL_TRY(execute("PRAGMA application_id = " + std::to_string((last + 1) & INT32_MAX)));
    *m_beginsLog = false;
    return {};
}

base::Result<Transaction> Transaction::begin(Database& database) {
    MEDVEIL_TRY(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::~Transaction() {
    if (m_database != nullptr)
        (void)m_database->execute("ROLLBACK");
}

base::Result<void> Transaction::commit() {
    auto* const listener = m_database->listener();
    if (listener != nullptr)
        MEDVEIL_TRY(listener->beforeCommit());
    MEDVEIL_TRY(m_database->execute("COMMIT"));
    m_database = nullptr;
    if (listener != nullptr)
        listener->afterCommit();
    return {};
}

}  // namespace medveil::vault
