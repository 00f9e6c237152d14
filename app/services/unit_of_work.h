// One thing done, all or nothing: the database's transaction, the lines in the log, the files in the spool
// and the sealed files of the vault. Internal to app/services. Borrows the session for one call; its lane.
//
//     UnitOfWork work(state);
//     ... write sealed files and spool files, and let `work` have them
//     MEDVEIL_TRY(work.begin());
//     ... rows, state.record(...)
//     return work.commit();
//
// Whatever ends it before commit() puts everything back: rows, the log in memory, the files.
#pragma once

#include <optional>

#include "app/services/session_state.h"

namespace medveil::app {

class UnitOfWork {
  public:
    explicit UnitOfWork(SessionState& state) : m_state(state) {}
    ~UnitOfWork();
    UnitOfWork(const UnitOfWork&) = delete;
    UnitOfWork& operator=(const UnitOfWork&) = delete;

    /// The files first, before begin(): a sealed file's name must be on record whatever becomes of this.
    /// A finished sealed file that this unit's rows will refer to.
    void takeSealed(const vault::SealedFileRef& file) { m_sealed.push_back(file.name); }
    /// Reserves a name in the spool; its path.
    base::Result<base::Path> newSpoolFile(const std::string& name);

    base::Result<void> begin();
    /// Inside: a whole new file in the spool. Its name.
    base::Result<std::string> writeSpool(base::ByteView content);
    /// Spool files to be removed once this is committed.
    void freeSpool(const std::vector<std::string>& names) {
        m_freed.insert(m_freed.end(), names.begin(), names.end());
    }
    /// Everything is on the disk; files that nothing refers to any more are gone.
    base::Result<void> commit();

  private:
    void putBack();

    SessionState& m_state;
    std::optional<vault::Transaction> m_transaction;
    std::optional<access::AuditLog::Mark> m_log;
    std::vector<std::string> m_sealed;
    std::vector<std::string> m_spool;
    std::vector<std::string> m_freed;
    bool m_done = false;
};

}  // namespace medveil::app
