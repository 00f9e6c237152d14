// Every touch of a disk or share goes through here, so that tests can make a disk fail, fill up or lose
// power. A FileSystem is safe to use from any thread; a File belongs to one thread at a time and closes
// itself.
//
// Paths are UTF-8 std::filesystem::path. Links are never followed for the last component when a file is
// opened: what comes from a share may be a link to somewhere else. EINTR is retried.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/stream.h"
#include "core/base/task_context.h"

namespace medveil::base {

using Path = std::filesystem::path;

struct FileInfo {
    enum class Kind : std::uint8_t { kFile, kFolder, kOther };  ///< kOther: links, devices, sockets
    Kind kind = Kind::kOther;
    std::uint64_t size = 0;  ///< bytes
    Timestamp modified = 0;
};

struct FolderEntry {
    std::string name;  ///< one component, as the system spells it
    FileInfo::Kind kind = FileInfo::Kind::kOther;
};

class File : public ByteSource, public ByteSink {
  public:
    virtual Result<std::uint64_t> size() = 0;
    virtual Result<void> seek(std::uint64_t offset) = 0;
    /// To the disk itself. After a failed sync the written data may be gone: write the file anew, never sync
    /// again.
    virtual Result<void> sync() = 0;
    /// Reports what a late write error leaves behind; the destructor closes too, but cannot report.
    virtual Result<void> close() = 0;
};

class FileSystem {
  public:
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> openForReading(const Path& path) = 0;
    /// A new file, readable by its owner only; kAlreadyExists where there is one.
    virtual Result<std::unique_ptr<File>> createExclusive(const Path& path) = 0;
    /// Reads and writes an existing file in place.
    virtual Result<std::unique_ptr<File>> openForUpdate(const Path& path) = 0;

    /// Atomic; kAlreadyExists where the target exists.
    virtual Result<void> renameWithoutReplacing(const Path& from, const Path& to) = 0;
    /// Atomic; replaces the target.
    virtual Result<void> renameReplacing(const Path& from, const Path& to) = 0;
    virtual Result<void> removeFile(const Path& path) = 0;
    virtual Result<void> removeEmptyFolder(const Path& path) = 0;
    /// With its parents, owner only; an existing folder is fine.
    virtual Result<void> createFolders(const Path& path) = 0;
    /// Makes renames in the folder durable. Network file systems that cannot are not an error.
    virtual Result<void> syncFolder(const Path& path) = 0;

    /// Never follows a link. kNotFound where there is nothing.
    virtual Result<FileInfo> info(const Path& path) = 0;
    /// At most `limit` entries, in no order; more are kTooManyFiles.
    virtual Result<std::vector<FolderEntry>> list(const Path& folder, std::size_t limit) = 0;
    virtual Result<std::uint64_t> freeBytes(const Path& path) = 0;
    /// Whether a file or folder of this name is `folder` or would lie in it, however either is spelled and
    /// whatever links lead there. Neither need be there.
    virtual Result<bool> liesIn(const Path& folder, const Path& path) = 0;
};

/// The machine's own file system. One for the whole program; stateless.
FileSystem& systemFileSystem();

/// The whole file; kTooLarge over `limit` bytes, before anything is read.
Result<Bytes> readWholeFile(FileSystem& files, const Path& path, std::size_t limit);

/// Durable and atomic: a new file beside it, synced, then renamed over `path`. After a crash either the old
/// or the new content is there, whole.
Result<void> writeWholeFile(FileSystem& files, const Path& path, ByteView content);

/// Copies everything; checks for cancellation and reports bytes under `stage`.
Result<std::uint64_t> copyStream(ByteSource& from, ByteSink& to, std::uint64_t expectedSize, Stage stage,
                                 TaskContext& task);

}  // namespace medveil::base
