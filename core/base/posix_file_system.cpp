// FileSystem over POSIX calls. Every call retries EINTR: network mounts interrupt at will.
#include <cerrno>
#include <cstdio>
#include <limits>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/posix_file.h"

namespace medveil::base {

namespace {

Result<std::unique_ptr<File>> openRegular(const Path& path, int flags) {
    // O_NONBLOCK: opening a pipe that somebody put into the share must not hang.
    const int descriptor =
        retrying([&] { return ::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600); });
    if (descriptor < 0) {
        const int problem = errno;
        return fail(errorFromErrno(problem, "open " + path.string()));
    }
    return fileFromDescriptor(descriptor);
}

/// Without links and dots, as far as it is there.
Result<Path> realPath(const Path& path) {
    std::error_code failed;
    auto real = std::filesystem::absolute(path, failed);
    if (!failed)
        real = std::filesystem::weakly_canonical(real.has_filename() ? real : real.parent_path(), failed);
    if (failed)
        return fail(errorFromErrno(failed.value(), "path"));
    return real;
}

/// By name, and by what is there: a file system that knows no case and a mount have several names for one
/// folder.
bool isOrLiesIn(const Path& folder, const Path& path) {
    if (std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end())
        return true;
    std::error_code absent;
    for (auto at = path;; at = at.parent_path()) {
        if (std::filesystem::equivalent(at, folder, absent))
            return true;
        if (!at.has_relative_path())
            return false;
    }
}

class PosixFileSystem final : public FileSystem {
  public:
    Result<std::unique_ptr<File>> openForReading(const Path& path) override {
        return openRegular(path, O_RDONLY);
    }
    Result<std::unique_ptr<File>> createExclusive(const Path& path) override {
        return openRegular(path, O_RDWR | O_CREAT | O_EXCL);
    }
    Result<std::unique_ptr<File>> openForUpdate(const Path& path) override {
        return openRegular(path, O_RDWR);
    }

    Result<void> renameWithoutReplacing(const Path& from, const Path& to) override {
        if (retrying([&] {
                return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
            }) == 0)
            return {};
        // Some network file systems know no flags: a hard link refuses to replace as well.
        if (errno != EINVAL && errno != ENOSYS)
            return failErrno("rename");
        if (retrying([&] { return ::link(from.c_str(), to.c_str()); }) == 0) {
            if (retrying([&] { return ::unlink(from.c_str()); }) != 0)
                return failErrno("unlink");
            return {};
        }
        if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
            return failErrno("link");
        // Neither: look, then rename. Names on the share are content hashes, so the race is between equal
        // bytes.
        struct stat status{};
        if (::lstat(to.c_str(), &status) == 0)
            return fail(ErrorCode::kAlreadyExists, "rename");
        return renameReplacing(from, to);
    }

    Result<void> renameReplacing(const Path& from, const Path& to) override {
        if (retrying([&] { return ::rename(from.c_str(), to.c_str()); }) != 0)
            return failErrno("rename");
        return {};
    }

    Result<void> removeFile(const Path& path) override {
        if (retrying([&] { return ::unlink(path.c_str()); }) != 0)
            return failErrno("remove");
        return {};
    }

    Result<void> removeEmptyFolder(const Path& path) override {
        if (retrying([&] { return ::rmdir(path.c_str()); }) != 0)
            return failErrno("remove folder");
        return {};
    }

    Result<void> createFolders(const Path& path) override {
        if (::mkdir(path.c_str(), 0700) == 0)
            return {};
        if (errno == EEXIST) {
            struct stat status{};
            if (::stat(path.c_str(), &status) != 0)
                return failErrno("stat");
            if (!S_ISDIR(status.st_mode))
                return fail(ErrorCode::kAlreadyExists, "a file stands where a folder is expected");
            return {};
        }
        if (errno != ENOENT || !path.has_parent_path() || path.parent_path() == path)
            return failErrno("create folder");
        MEDVEIL_TRY(createFolders(path.parent_path()));
        if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
            return failErrno("create folder");
        return {};
    }

    Result<void> syncFolder(const Path& path) override {
        const int descriptor =
            retrying([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
        if (descriptor < 0)
            return failErrno("open folder");
        const int result = retrying([&] { return ::fsync(descriptor); });
        const int problem = errno;
        ::close(descriptor);
        // restic#3720, borg#1287: SMB and FUSE answer so for folders; there is nothing more to be had from
        // them.
        if (result == 0 || problem == EINVAL || problem == ENOTSUP || problem == ENOENT || problem == ENOSYS)
            return {};
        return fail(errorFromErrno(problem, "sync folder"));
    }

    Result<FileInfo> info(const Path& path) override {
        struct stat status{};
        if (retrying([&] { return ::lstat(path.c_str(), &status); }) != 0)
            return failErrno("stat");
        return FileInfo{kindOf(status.st_mode), static_cast<std::uint64_t>(status.st_size),
                        Timestamp{status.st_mtim.tv_sec} * kSecond + status.st_mtim.tv_nsec / 1'000'000};
    }

    Result<std::vector<FolderEntry>> list(const Path& folder, std::size_t limit) override {
        const std::unique_ptr<DIR, int (*)(DIR*)> handle(::opendir(folder.c_str()),
                                                         [](DIR* d) { return ::closedir(d); });
        if (!handle)
            return failErrno("list");
        std::vector<FolderEntry> entries;
        for (errno = 0; const dirent* entry = ::readdir(handle.get()); errno = 0) {
            std::string name = entry->d_name;
            if (name == "." || name == "..")
                continue;
            if (entries.size() == limit)
                return fail(ErrorCode::kTooManyFiles, "list");
            auto kind = entry->d_type == DT_REG   ? FileInfo::Kind::kFile
                        : entry->d_type == DT_DIR ? FileInfo::Kind::kFolder
                                                  : FileInfo::Kind::kOther;
            if (entry->d_type == DT_UNKNOWN) {
                if (auto known = info(folder / name))
                    kind = known->kind;
            }
            entries.push_back({std::move(name), kind});
        }
        if (errno != 0)
            return failErrno("list");
        return entries;
    }

    Result<std::uint64_t> freeBytes(const Path& path) override {
        struct statvfs status{};
        if (retrying([&] { return ::statvfs(path.c_str(), &status); }) != 0)
            return failErrno("free space");
        return freeBytesOf(status).value_or(std::numeric_limits<std::uint64_t>::max());
    }

    Result<bool> liesIn(const Path& folder, const Path& path) override {
        MEDVEIL_ASSIGN(const Path home, realPath(folder));
        const auto name = path.has_filename() ? path.filename() : path.parent_path().filename();
        if (name != "." && name != "..") {
            // The place of the name itself, which may be a link that leads away.
            const auto whole = path.has_filename() ? path : path.parent_path();
            MEDVEIL_ASSIGN(const Path parent, realPath(whole.has_parent_path() ? whole.parent_path() : "."));
            if (isOrLiesIn(home, parent / name))
                return true;
        }
        const auto target = realPath(path);
        // A name that is too long leads nowhere; whoever opens it says so.
        return target && isOrLiesIn(home, *target);
    }
};

}  // namespace

FileSystem& systemFileSystem() {
    static PosixFileSystem files;
    return files;
}

}  // namespace medveil::base
