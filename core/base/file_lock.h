// Keeps a second program, or a second window, out of a folder. Held as long as the object lives; the system
// releases it when the process ends in whatever way. One thread.
#pragma once

#include "core/base/file_system.h"

namespace medveil::base {

class FileLock {
  public:
    /// kVaultBusy when somebody else holds it. Creates the file where there is none.
    static Result<FileLock> take(const Path& path);
    FileLock(FileLock&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1)), m_made(std::move(other.m_made)) {
        other.m_made.clear();
    }
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();
    /// The file stays when the lock goes. Until this is called, a file that take() made is removed again:
    /// what fails leaves nothing behind.
    void keepFile() { m_made.clear(); }

  private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
    Path m_made;  ///< the file, when it was made for this lock
};

}  // namespace medveil::base
