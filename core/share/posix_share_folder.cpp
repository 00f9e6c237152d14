// ShareFolder over POSIX calls: everything is reached from a descriptor of the root, and the last step is
// made in the folder that was reached. Two ways lead to that folder, and both refuse links.
#include <cerrno>
#include <cstdio>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/posix_file.h"
#include "core/share/share_folder.h"

namespace medveil::share {

using base::ErrorCode;
using base::fail;
using base::failErrno;
using base::retrying;

namespace {

constexpr int kReach = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr mode_t kPrivateFolder = 0700;
constexpr mode_t kPrivateFile = 0600;
constexpr int kTries = 4;

class Descriptor {
  public:
    explicit Descriptor(int descriptor = -1) : m_descriptor(descriptor) {}
    Descriptor(Descriptor&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    ~Descriptor() {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    int get() const { return m_descriptor; }
    int release() { return std::exchange(m_descriptor, -1); }
    explicit operator bool() const { return m_descriptor >= 0; }

  private:
    int m_descriptor;
};

/// A way that is none: a link, a file or a device where a folder is expected.
bool leadsNowhere(int problem) {
    return problem == ENOTDIR || problem == ELOOP || problem == EXDEV;
}

std::unexpected<base::Error> failReaching(int problem) {
    if (leadsNowhere(problem))
        return fail(ErrorCode::kNotRegularFile, "a link or a file where a folder is expected");
    return fail(base::errorFromErrno(problem, "reach"));
}

base::Result<struct stat> statusOf(int descriptor) {
    struct stat status{};
    if (::fstat(descriptor, &status) != 0)
        return failErrno("stat");
    return status;
}

/// Gives what was just made the group and mode of the folder it lies in. The share may know neither, and then
/// it decides for itself.
void takeAfter(int made, const struct stat& folder, mode_t mode) {
    struct stat own{};
    // Where the folder's group is none of this person's, its rights are not for their own group instead: that
    // one gets what everybody gets.
    if (::fstat(made, &own) == 0 && own.st_gid != folder.st_gid &&
        ::fchown(made, static_cast<uid_t>(-1), folder.st_gid) != 0)
        mode = (mode & ~mode_t{070}) | ((mode & 07U) << 3U);
    (void)::fchmod(made, mode);
}

mode_t modeForFile(const struct stat& folder) {
    return (folder.st_mode & 0666) | 0600;
}
mode_t modeForFolder(const struct stat& folder) {
    return (folder.st_mode & 02777) | 0700;
}

class PosixShareFolder final : public ShareFolder {
  public:
    PosixShareFolder(base::Path root, Resolution resolution)
        : m_path(std::move(root)), m_resolution(resolution) {}

    base::Result<void> createRoot() override {
        std::error_code problem;
        std::filesystem::create_directories(m_path, problem);
        if (problem)
            return fail(base::errorFromErrno(problem.value(), "create folder"));
        return {};
    }

    base::Result<std::unique_ptr<base::File>> openForReading(const SharePath& path) override {
        MEDVEIL_ASSIGN(const Descriptor folder, reach(path.parent(), path.valid()));
        // O_NONBLOCK: opening a pipe that somebody put there must not hang.
        const int opened = retrying([&] {
            return ::openat(folder.get(), path.name().c_str(),
                            O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
        });
        if (opened < 0)
            return failErrno("open");
        putRight(folder.get(), opened);
        return base::fileFromDescriptor(opened);
    }

    base::Result<std::unique_ptr<base::File>> createExclusive(const SharePath& path) override {
        MEDVEIL_ASSIGN(const Descriptor folder, reach(path.parent(), path.valid()));
        MEDVEIL_ASSIGN(const struct stat status, statusOf(folder.get()));
        const int opened = retrying([&] {
            return ::openat(folder.get(), path.name().c_str(),
                            O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        });
        if (opened < 0)
            return failErrno("create");
        takeAfter(opened, status, modeForFile(status));
        return base::fileFromDescriptor(opened);
    }

    base::Result<void> renameWithoutReplacing(const SharePath& from, const SharePath& to) override {
        MEDVEIL_ASSIGN(const Descriptor source, reach(from.parent(), from.valid()));
        MEDVEIL_ASSIGN(const Descriptor target, reach(to.parent(), to.valid()));
        const auto oldName = from.name();
        const auto newName = to.name();
        if (retrying([&] {
                return ::renameat2(source.get(), oldName.c_str(), target.get(), newName.c_str(),
                                   RENAME_NOREPLACE);
            }) == 0)
            return {};
        // Some network file systems know no flags: a hard link refuses to replace as well.
        if (errno != EINVAL && errno != ENOSYS)
            return failErrno("rename");
        if (retrying([&] {
                return ::linkat(source.get(), oldName.c_str(), target.get(), newName.c_str(), 0);
            }) == 0) {
            if (retrying([&] { return ::unlinkat(source.get(), oldName.c_str(), 0); }) != 0)
                return failErrno("unlink");
            return {};
        }
        if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS)
            return failErrno("link");
        // Neither: look, then rename. Names on the share are content hashes, so the race is between equal
        // bytes.
        struct stat status{};
        if (::fstatat(target.get(), newName.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
            return fail(ErrorCode::kAlreadyExists, "rename");
        if (retrying([&] {
                return ::renameat(source.get(), oldName.c_str(), target.get(), newName.c_str());
            }) != 0)
            return failErrno("rename");
        return {};
    }

    base::Result<void> removeFile(const SharePath& path) override {
        MEDVEIL_ASSIGN(const Descriptor folder, reach(path.parent(), path.valid()));
        if (retrying([&] { return ::unlinkat(folder.get(), path.name().c_str(), 0); }) != 0)
            return failErrno("remove");
        return {};
    }

    base::Result<void> createFolders(const SharePath& path) override {
        MEDVEIL_ASSIGN(Descriptor at, reach({}, path.valid()));
        const auto& text = path.text();
        for (std::size_t start = 0; start < text.size();) {
            const auto end = std::min(text.find('/', start), text.size());
            MEDVEIL_ASSIGN(Descriptor next, enterOrCreate(at.get(), text.substr(start, end - start)));
            at = std::move(next);
            start = end + 1;
        }
        return {};
    }

    base::Result<void> syncFolder(const SharePath& path) override {
        MEDVEIL_ASSIGN(const Descriptor folder, reach(path, path.valid()));
        const Descriptor readable(
            retrying([&] { return ::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
        if (!readable)
            return failErrno("open folder");
        if (retrying([&] { return ::fsync(readable.get()); }) == 0)
            return {};
        // restic#3720, borg#1287: SMB and FUSE answer so for folders; there is nothing more to be had from
        // them.
        if (errno == EINVAL || errno == ENOTSUP || errno == ENOENT || errno == ENOSYS)
            return {};
        return failErrno("sync folder");
    }

    base::Result<ShareInfo> info(const SharePath& path) override {
        if (path.isRoot())
            return fail(ErrorCode::kInvalidArgument, "the share itself");
        MEDVEIL_ASSIGN(const Descriptor folder, reach(path.parent(), path.valid()));
        return infoIn(folder.get(), path.name());
    }

    base::Result<Infos> infos(const SharePath& folder, const std::vector<std::string>& names) override {
        MEDVEIL_ASSIGN(const Descriptor reached, reach(folder, folder.valid()));
        Infos all;
        all.reserve(names.size());
        for (const auto& name : names) {
            auto one = SharePath(name).valid() ? infoIn(reached.get(), name)
                                               : fail(ErrorCode::kInvalidArgument, "a name that is none");
            all.push_back(one ? std::optional(*one) : std::nullopt);
        }
        return all;
    }

    base::Result<void> list(const SharePath& folder,
                            const std::function<bool(const base::FolderEntry&)>& visit) override {
        MEDVEIL_ASSIGN(const Descriptor reached, reach(folder, folder.valid()));
        Descriptor readable(
            retrying([&] { return ::openat(reached.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
        if (!readable)
            return failErrno("list");
        const std::unique_ptr<DIR, int (*)(DIR*)> handle(::fdopendir(readable.get()),
                                                         [](DIR* d) { return ::closedir(d); });
        if (!handle)
            return failErrno("list");
        const int descriptor = readable.release();
        for (errno = 0; const dirent* entry = ::readdir(handle.get()); errno = 0) {
            base::FolderEntry found{entry->d_name, base::FileInfo::Kind::kOther};
            if (found.name == "." || found.name == "..")
                continue;
            if (entry->d_type == DT_REG)
                found.kind = base::FileInfo::Kind::kFile;
            else if (entry->d_type == DT_DIR)
                found.kind = base::FileInfo::Kind::kFolder;
            struct stat status{};
            if (entry->d_type == DT_UNKNOWN &&
                ::fstatat(descriptor, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
                found.kind = base::kindOf(status.st_mode);
            if (!visit(found))
                return {};
        }
        if (errno != 0)
            return failErrno("list");
        return {};
    }

    base::Result<std::optional<std::uint64_t>> freeBytes() override {
        MEDVEIL_TRY(openRoot());
        struct statvfs status{};
        if (retrying([&] { return ::fstatvfs(m_root.get(), &status); }) != 0)
            return failErrno("free space");
        return base::freeBytesOf(status);
    }

  private:
    base::Result<void> openRoot() {
        if (m_root)
            return {};
        Descriptor root(retrying([&] { return ::open(m_path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC); }));
        if (!root)
            return failErrno("open the share");
        m_root = std::move(root);
        // Not every kernel has openat2, and some sandboxes forbid what they do not know.
        if (m_resolution == Resolution::kKernel && !askKernel(".") && (errno == ENOSYS || errno == EPERM))
            m_resolution = Resolution::kStepByStep;
        return {};
    }

    Descriptor askKernel(const char* path) {
        struct open_how how{};
        how.flags = kReach;
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
        // EAGAIN: somebody renames folders on the way just now.
        for (int i = 0; i < kTries; ++i) {
            const auto opened =
                retrying([&] { return ::syscall(SYS_openat2, m_root.get(), path, &how, sizeof(how)); });
            if (opened >= 0 || errno != EAGAIN)
                return Descriptor(static_cast<int>(opened));
        }
        return Descriptor();
    }

    static base::Result<ShareInfo> infoIn(int folder, const std::string& name) {
        struct stat status{};
        if (retrying([&] { return ::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW); }) != 0)
            return failErrno("stat");
        const auto nanoseconds = [](const timespec& time) {
            return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
                   static_cast<std::uint64_t>(time.tv_nsec);
        };
        ShareInfo info;
        info.kind = base::kindOf(status.st_mode);
        info.size = static_cast<std::uint64_t>(status.st_size);
        info.modified =
            base::Timestamp{status.st_mtim.tv_sec} * base::kSecond + status.st_mtim.tv_nsec / 1'000'000;
        info.stamp = {status.st_dev, status.st_ino, info.size, nanoseconds(status.st_mtim),
                      nanoseconds(status.st_ctim)};
        return info;
    }

    /// A descriptor of the folder, for the last step.
    base::Result<Descriptor> reach(const SharePath& folder, bool valid) {
        if (!valid)
            return fail(ErrorCode::kInvalidArgument, "a name that is none");
        MEDVEIL_TRY(openRoot());
        if (m_resolution == Resolution::kKernel || folder.isRoot()) {
            auto reached = m_resolution == Resolution::kKernel
                               ? askKernel(folder.isRoot() ? "." : folder.text().c_str())
                               : Descriptor(retrying([&] { return ::openat(m_root.get(), ".", kReach); }));
            if (!reached)
                return failReaching(errno);
            return reached;
        }
        Descriptor at;
        const auto& text = folder.text();
        for (std::size_t start = 0; start < text.size();) {
            const auto end = std::min(text.find('/', start), text.size());
            const auto step = text.substr(start, end - start);
            Descriptor next(
                retrying([&] { return ::openat(at ? at.get() : m_root.get(), step.c_str(), kReach); }));
            if (!next)
                return failReaching(errno);
            at = std::move(next);
            start = end + 1;
        }
        return at;
    }

    /// One step down; made where it is missing.
    static base::Result<Descriptor> enterOrCreate(int parent, const std::string& name) {
        MEDVEIL_ASSIGN(const struct stat above, statusOf(parent));
        for (int i = 0; i < kTries; ++i) {
            Descriptor entered(retrying([&] { return ::openat(parent, name.c_str(), kReach); }));
            if (entered) {
                adopt(parent, name, above);
                return entered;
            }
            if (leadsNowhere(errno)) {
                // unlink does nothing to a folder, so a folder that came to stand here meanwhile stays.
                if (::unlinkat(parent, name.c_str(), 0) != 0 && errno != ENOENT && errno != EISDIR)
                    return failErrno("remove what stands where a folder belongs");
            } else if (errno != ENOENT) {
                return failErrno("open folder");
            } else if (::mkdirat(parent, name.c_str(), kPrivateFolder) != 0 && errno != EEXIST) {
                return failErrno("create folder");
            }
        }
        return fail(ErrorCode::kIo, "a folder that comes and goes");
    }

    /// A folder of this account that is private in a folder that is not: just made, or left so by the first
    /// version.
    static void adopt(int parent, const std::string& name, const struct stat& above) {
        if (modeForFolder(above) == kPrivateFolder)
            return;
        const Descriptor folder(retrying(
            [&] { return ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); }));
        struct stat status{};
        if (folder && ::fstat(folder.get(), &status) == 0 && status.st_uid == ::geteuid() &&
            (status.st_mode & 0777) == kPrivateFolder)
            takeAfter(folder.get(), above, modeForFolder(above));
    }

    /// A file of this account that the first version made private takes the mode of its folder when it is
    /// read.
    static void putRight(int folder, int file) {
        struct stat above{};
        struct stat status{};
        if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
            (status.st_mode & 0777) == kPrivateFile && ::fstat(folder, &above) == 0 &&
            modeForFile(above) != kPrivateFile)
            takeAfter(file, above, modeForFile(above));
    }

    base::Path m_path;
    Resolution m_resolution;
    Descriptor m_root;
};

}  // namespace

std::unique_ptr<ShareFolder> openShareFolder(base::Path root, Resolution resolution) {
    return std::make_unique<PosixShareFolder>(std::move(root), resolution);
}

}  // namespace medveil::share
