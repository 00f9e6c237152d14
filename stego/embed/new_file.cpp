#include "stego/embed/new_file.h"

#include <algorithm>

#include "core/crypto/random.h"

namespace medveil::stego {

base::Result<void> writeNewFile(base::FileSystem& files, const base::Path& out, base::ByteView content) {
    base::Path part = out;
    part +=
        "." + base::toBase32(crypto::randomValue<base::PublicValue<struct PartTag, 10>>().view()) + ".part";
    const auto write = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(const auto file, files.createExclusive(part));
        MEDVEIL_TRY(file->write(content));
        MEDVEIL_TRY(file->sync());
        MEDVEIL_TRY(file->close());
        MEDVEIL_TRY(files.renameWithoutReplacing(part, out));
        return files.syncFolder(std::filesystem::absolute(out).parent_path());
    };
    auto written = write();
    if (!written) {
        (void)files.removeFile(part);
        return written;
    }
    MEDVEIL_ASSIGN(const base::Bytes stored, base::readWholeFile(files, out, content.size() + 1));
    if (!std::ranges::equal(stored, content)) {
        (void)files.removeFile(out);
        return base::fail(base::ErrorCode::kIo, "the written file differs");
    }
    return {};
}

}  // namespace medveil::stego
