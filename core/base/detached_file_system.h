// A FileSystem over another one in which no call can hold its caller for ever: whatever lies outside the
// program's own folder may be a share whose server is gone. Every such call runs as a DetachedCalls call;
// files below `own` are used directly. Owned by the session; one thread at a time, as are its files. The file
// system below must outlive every call, so: the machine's own, or one that lives as long as the program.
#pragma once

#include "core/base/detached_calls.h"
#include "core/base/file_system.h"

namespace medveil::base {

/// A file whose every call is one of `calls`. After a call that did not come back it is of no more use.
std::unique_ptr<File> detachFile(std::shared_ptr<File> file, std::shared_ptr<DetachedCalls> calls);

class DetachedFileSystem final : public FileSystem {
  public:
    DetachedFileSystem(FileSystem& below, const Path& own);

    Result<std::unique_ptr<File>> openForReading(const Path& path) override;
    Result<std::unique_ptr<File>> createExclusive(const Path& path) override;
    Result<std::unique_ptr<File>> openForUpdate(const Path& path) override;
    Result<void> renameWithoutReplacing(const Path& from, const Path& to) override;
    Result<void> renameReplacing(const Path& from, const Path& to) override;
    Result<void> removeFile(const Path& path) override;
    Result<void> removeEmptyFolder(const Path& path) override;
    Result<void> createFolders(const Path& path) override;
    Result<void> syncFolder(const Path& path) override;
    Result<FileInfo> info(const Path& path) override;
    Result<std::vector<FolderEntry>> list(const Path& folder, std::size_t limit) override;
    Result<std::uint64_t> freeBytes(const Path& path) override;
    Result<bool> liesIn(const Path& folder, const Path& path) override;

  private:
    bool isOwn(const Path& path) const;
    Result<std::unique_ptr<File>> opened(const Path& path,
                                         Result<std::unique_ptr<File>> (FileSystem::*open)(const Path&));
    template <class Call>
    auto outside(Call call);

    FileSystem& m_below;
    std::string m_own;  ///< absolute, with a slash at its end
    std::shared_ptr<DetachedCalls> m_calls = std::make_shared<DetachedCalls>();
};

}  // namespace medveil::base
