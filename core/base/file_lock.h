// Keeps a second program, or a second window, out of a folder. Held as long as the object lives; the system
// releases it when the process ends in whatever way. One thread.
#pragma once

#include "core/base/file_system.h"

namespace medveil::base {

class FileLock {
  public:
    /// kVaultBusy when somebody else holds it. Creates the file where there is none.
    static Result<FileLock> take(const Path& path);
    FileLock(FileLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

  private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

}  // namespace medveil::base
