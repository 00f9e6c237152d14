#include "core/base/file_lock.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace medveil::base {

Result<FileLock> FileLock::take(const Path& path) {
    bool made = true;
    int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0 && errno == EEXIST) {
        made = false;
        descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        if (descriptor < 0 && errno == ENOENT)
            return fail(ErrorCode::kVaultBusy);
    }
    if (descriptor < 0)
        return fail(errorFromErrno(errno, "lock file"));
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? fail(ErrorCode::kVaultBusy) : fail(errorFromErrno(errno, "lock"));
    // The file may have been removed by its maker between the two calls: a lock on a file without a name
    // keeps nobody out.
    struct stat held{};
    struct stat named{};
    if (::fstat(descriptor, &held) != 0 || ::lstat(path.c_str(), &named) != 0 || held.st_ino != named.st_ino)
        return fail(ErrorCode::kVaultBusy);
    if (made)
        lock.m_made = path;
    return lock;
}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_made, other.m_made);
    return *this;
}

FileLock::~FileLock() {
    if (!m_made.empty())
        ::unlink(m_made.c_str());
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

}  // namespace medveil::base
