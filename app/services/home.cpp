#include "app/services/home.h"

#include <sys/stat.h>

#include "core/base/byte_writer.h"

namespace medveil::app {

crypto::Digest homeOf(const base::Path& folder) {
    constexpr std::size_t kIdLimit = 256;
    base::ByteWriter where;
    where.raw(base::asBytes("medveil/v1/home"));
    for (const char* file : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
        if (const auto id = base::readWholeFile(base::systemFileSystem(), file, kIdLimit)) {
            where.raw(*id);
            break;
        }
    }
    struct stat info{};
    if (::stat(folder.c_str(), &info) == 0)
        where.integer(static_cast<std::uint64_t>(info.st_ino));
    return crypto::sha256(where.bytes());
}

}  // namespace medveil::app
