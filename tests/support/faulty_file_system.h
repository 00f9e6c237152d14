// A FileSystem over another one that fails on command: the nth call of a kind answers an error, or every call
// from then on (a disk that is gone). One thread.
#pragma once

#include <optional>

#include "core/share/share_folder.h"

namespace medveil::test {

class FaultyFileSystem : public base::FileSystem {
  public:
    enum class Call {
        kOpen,
        kCreate,
        kUpdate,
        kRead,
        kWrite,
        kSync,
        kClose,
        kRename,
        kRemove,
        kCreateFolder,
        kSyncFolder,
        kInfo,
        kList,
        kFree
    };

    explicit FaultyFileSystem(base::FileSystem& under) : m_under(under) {}

    /// The call number `nth` (from 0) fails with `code`; with `forever`, so does every later one of any kind.
    void failAt(std::size_t nth, base::ErrorCode code) {
        m_fault = Fault{nth, std::nullopt, code, false};
        m_count = 0;
    }
    void failFrom(std::size_t nth, base::ErrorCode code) {
        m_fault = Fault{nth, std::nullopt, code, true};
        m_count = 0;
    }
    /// The nth call of this kind fails.
    void failAt(Call kind, std::size_t nth, base::ErrorCode code) {
        m_fault = Fault{nth, kind, code, false};
        m_count = 0;
    }
    void failFrom(Call kind, std::size_t nth, base::ErrorCode code) {
        m_fault = Fault{nth, kind, code, true};
        m_count = 0;
    }
    void heal() {
        m_fault.reset();
        m_count = 0;
    }
    /// Calls counted since the fault was set (of its kind, or all): how far a loop over all fault points must
    /// go.
    std::size_t callCount() const { return m_count; }

    base::Result<void> check(Call kind);

    base::Result<std::unique_ptr<base::File>> openForReading(const base::Path& path) override;
    base::Result<std::unique_ptr<base::File>> createExclusive(const base::Path& path) override;
    base::Result<std::unique_ptr<base::File>> openForUpdate(const base::Path& path) override;
    base::Result<void> renameWithoutReplacing(const base::Path& from, const base::Path& to) override;
    base::Result<void> renameReplacing(const base::Path& from, const base::Path& to) override;
    base::Result<void> removeFile(const base::Path& path) override;
    base::Result<void> removeEmptyFolder(const base::Path& path) override;
    base::Result<void> createFolders(const base::Path& path) override;
    base::Result<void> syncFolder(const base::Path& path) override;
    base::Result<base::FileInfo> info(const base::Path& path) override;
    base::Result<std::vector<base::FolderEntry>> list(const base::Path& folder, std::size_t limit) override;
    base::Result<std::uint64_t> freeBytes(const base::Path& path) override;
    base::Result<bool> liesIn(const base::Path& folder, const base::Path& path) override;

  private:
    struct Fault {
        std::size_t nth;
        std::optional<Call> kind;
        base::ErrorCode code;
        bool forever;
    };
    base::FileSystem& m_under;
    std::optional<Fault> m_fault;
    std::size_t m_count = 0;
};

/// A share over another one that fails when `faults` says so: one count for the local disk and the share.
class FaultyShareFolder : public share::ShareFolder {
  public:
    FaultyShareFolder(FaultyFileSystem& faults, std::unique_ptr<share::ShareFolder> under)
        : m_faults(faults), m_under(std::move(under)) {}
    base::Result<void> createRoot() override;
    base::Result<std::unique_ptr<base::File>> openForReading(const share::SharePath& path) override;
    base::Result<std::unique_ptr<base::File>> createExclusive(const share::SharePath& path) override;
    base::Result<void> renameWithoutReplacing(const share::SharePath& from,
                                              const share::SharePath& to) override;
    base::Result<void> removeFile(const share::SharePath& path) override;
    base::Result<void> createFolders(const share::SharePath& path) override;
    base::Result<void> syncFolder(const share::SharePath& path) override;
    base::Result<share::ShareInfo> info(const share::SharePath& path) override;
    base::Result<void> list(const share::SharePath& folder,
                            const std::function<bool(const base::FolderEntry&)>& visit) override;
    base::Result<std::optional<std::uint64_t>> freeBytes() override;

  private:
    FaultyFileSystem& m_faults;
    std::unique_ptr<share::ShareFolder> m_under;
};

}  // namespace medveil::test
