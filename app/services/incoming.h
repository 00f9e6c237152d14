// What lies in this person's mailbox: listed, fetched, imported, removed, within a budget of time, bytes and
// files; what was not reached comes first the next time. Internal to app/services; borrows the session and
// the share for one run.
#pragma once

#include <set>
#include <unordered_set>

#include "app/services/import.h"
#include "app/services/session_state.h"
#include "app/services/sync.h"

namespace medveil::app {

class Incoming {
  public:
    Incoming(SessionState& state, share::FolderShare& share, SyncCause cause, SyncReport& report,
             base::TaskContext& task);
    base::Result<void> run();

  private:
    base::Result<void> takeAll(std::vector<share::MailboxFile> files);
    base::Result<void> takeOne(const share::MailboxFile& file);
    base::Result<void> failed(const share::MailboxFile& file, const base::Error& error);
    void doubt(const share::MailboxFile& file, base::Timestamp longest);
    base::Result<void> fetch(const share::MailboxFile& file, const base::Path& local,
                             base::TaskContext& task);
    base::Result<void> takeBlob(const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                const share::MailboxFile& carrier, base::TaskContext& task);
    base::Result<Imported> importRead(const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                      const share::MailboxFile& carrier, base::TaskContext& task);
    base::Result<Imported> importFetched(const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                         const share::MailboxFile& carrier, base::TaskContext& task);
    base::Result<Imported> importFrom(base::ByteSource& bytes, std::uint64_t size,
                                      const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                      const share::MailboxFile& carrier, base::TaskContext& task);
    base::Result<Imported> importLocal(const base::Path& local, const share::MailboxFile& file,
                                       const crypto::SymmetricKey* key, const share::MailboxFile& carrier,
                                       base::TaskContext& task);
    base::Result<void> takeCover(const share::MailboxFile& file, base::TaskContext& task);
    base::Result<void> count(base::Result<Imported> imported);
    base::Result<void> remove(const share::MailboxFile& file);
    base::Result<void> keepHeld();
    base::Result<void> forgetGone(const std::unordered_set<std::string>& stillHeld);
    /// Half-written, damaged or junk: the bytes are not what the name says, and may yet become so.
    template <class Value>
    void noteDoubt(const base::Result<Value>& got) {
        m_doubted = !got && got.error().code == base::ErrorCode::kAuthenticationFailed;
    }
    bool isWanted(const share::MailboxFile& file);
    bool spent(const share::MailboxFile& next) const;

    SessionState& m_state;
    share::FolderShare& m_share;
    format::MailboxId m_mailbox;
    SyncCause m_cause;
    SyncReport& m_report;
    base::TaskContext& m_task;
    base::Timestamp m_until;
    std::uint64_t m_bytesLeft;
    std::size_t m_filesLeft;
    std::unordered_set<std::string> m_held;
    std::vector<std::pair<std::string, base::ErrorCode>> m_toHold;
    std::set<std::string> m_removed;
    bool m_doubted = false;   ///< the file at hand is not what its name says
    bool m_imported = false;  ///< the file at hand is in; only its removal is left
};

}  // namespace medveil::app
