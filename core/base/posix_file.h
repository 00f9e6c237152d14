// What the POSIX file systems of this program have in common: the local disk and the share are two types, but
// an open file is the same on both. For their implementations only; safe from any thread.
#pragma once

#include <cerrno>
#include <memory>
#include <optional>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include "core/base/file_system.h"

namespace medveil::base {

/// Network mounts interrupt at will: every call is made again after EINTR.
template <class Call>
auto retrying(Call call) {
    auto result = call();
    while (result == -1 && errno == EINTR)
        result = call();
    return result;
}

/// The error that errno stands for.
std::unexpected<Error> failErrno(std::string_view what);

/// Owns the descriptor from here on, also when it fails. kNotRegularFile for folders, pipes and devices.
Result<std::unique_ptr<File>> fileFromDescriptor(int descriptor);

FileInfo::Kind kindOf(mode_t mode);

/// Nothing where the file system tells no size: that is no full disk.
std::optional<std::uint64_t> freeBytesOf(const struct statvfs& status);

}  // namespace medveil::base
