// A thin, checked layer over SQLCipher's C interface. A Database and its statements belong to one thread at a
// time (the vault's lane); a Statement must not outlive its Database.
#pragma once

#include <memory>
#include <string>

#include "core/base/file_system.h"
#include "core/crypto/keys.h"

struct sqlite3;
struct sqlite3_stmt;

namespace medveil::vault {

class Statement {
  public:
    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, base::ByteView blob);
    Statement& bindText(int index, std::string_view text);
    Statement& bindNull(int index);
    /// True while there is a row.
    base::Result<bool> step();
    /// Runs a statement that yields no rows.
    base::Result<void> run();
    void reset();

    std::int64_t integer(int column) const;
    std::string text(int column) const;
    base::Bytes blob(int column) const;
    base::WipedBytes secretBlob(int column) const;
    bool isNull(int column) const;

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    explicit Statement(sqlite3_stmt* statement) : m_statement(statement) {}
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    bool m_badBind = false;
};

enum class WriteAheadLog : std::uint8_t { kNone, kPresent };

/// What happens around every commit: see Anchor. `before` is part of the transaction and can refuse it.
class CommitListener {
  public:
    virtual ~CommitListener() = default;
    virtual base::Result<void> beforeCommit() = 0;
    virtual void afterCommit() = 0;
};

class Database {
  public:
    /// An existing file; an empty one becomes a new database. kCryptoUnavailable unless the library is
    /// SQLCipher 4; kVaultDamaged when key and file do not fit.
    static base::Result<Database> open(const base::Path& path, const crypto::SymmetricKey& key);
    /// For looking only: whatever is found, not a byte of the file or of its log changes, and no file appears
    /// or goes beside it. `log` is whether there is a write-ahead log to be read with it.
    static base::Result<Database> openUntouched(const base::Path& path, const crypto::SymmetricKey& key,
                                                WriteAheadLog log);

    /// Beside SQLite's own functions there are folded(text) and composed(text), see core/base/text_fold.h.
    base::Result<Statement> prepare(std::string_view sql);
    base::Result<void> execute(std::string_view sql);
    bool inTransaction() const;
    /// Borrowed; null for none.
    void listen(CommitListener* listener) { m_listener = listener; }
    CommitListener* listener() const { return m_listener; }
    std::int64_t lastRowId() const;
    std::int64_t changes() const;
    /// Copies everything into an empty file, under another key.
    base::Result<void> exportTo(const base::Path& path, const crypto::SymmetricKey& key);
    /// Every page's authentication code.
    base::Result<void> checkIntegrity();
    /// Whether the tables' pages fit each other: a log beside a database that it does not belong to tears
    /// them apart. kVaultDamaged.
    base::Result<void> checkStructure();

    /// The number of the log that was written last to this database, or into it: in the file's first page,
    /// which the database has whole or not at all, whatever a crash left of the others.
    base::Result<std::int64_t> logNumber();
    /// True when the database holds all that was committed, so that the next commit begins a new log.
    bool beginsLog() const { return *m_beginsLog; }
    /// Part of the caller's transaction, the first of a log: the log gets the number after the database's.
    base::Result<void> numberLog();

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit Database(sqlite3* database) : m_database(database) {}
    base::Result<void> useKey(const crypto::SymmetricKey& key);
    std::unique_ptr<bool> m_beginsLog = std::make_unique<bool>(false);  ///< in one place, for SQLite to find
    std::unique_ptr<sqlite3, Close> m_database;
    CommitListener* m_listener = nullptr;
};

/// Rolls back unless committed. Transactions do not nest.
class Transaction {
  public:
    static base::Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : m_database(std::exchange(other.m_database, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    base::Result<void> commit();

  private:
    explicit Transaction(Database& database) : m_database(&database) {}
    Database* m_database;
};

}  // namespace medveil::vault
