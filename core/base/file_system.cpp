#include "core/base/file_system.h"

#include <array>

#include <sodium.h>

namespace medveil::base {

Result<Bytes> readWholeFile(FileSystem& files, const Path& path, std::size_t limit) {
    MEDVEIL_ASSIGN(const auto file, files.openForReading(path));
    MEDVEIL_ASSIGN(const std::uint64_t size, file->size());
    if (size > limit)
        return fail(ErrorCode::kTooLarge, "file over its bound");
    Bytes content(static_cast<std::size_t>(size));
    MEDVEIL_ASSIGN(const std::size_t count, file->read(content));
    content.resize(count);
    return content;
}

Result<void> writeWholeFile(FileSystem& files, const Path& path, ByteView content) {
    std::array<Byte, 10> suffix{};
    randombytes_buf(suffix.data(), suffix.size());
    Path temporary = path;
    temporary += "." + toBase32(suffix) + ".part";

    const auto write = [&]() -> Result<void> {
        MEDVEIL_ASSIGN(const auto file, files.createExclusive(temporary));
        MEDVEIL_TRY(file->write(content));
        MEDVEIL_TRY(file->sync());
        MEDVEIL_TRY(file->close());
        return files.renameReplacing(temporary, path);
    };
    if (auto written = write(); !written) {
        (void)files.removeFile(temporary);
        return written;
    }
    return files.syncFolder(path.parent_path());
}

Result<std::uint64_t> copyStream(ByteSource& from, ByteSink& to, std::uint64_t expectedSize, Stage stage,
                                 TaskContext& task) {
    constexpr std::size_t kPiece = 256 * 1024;
    WipedBytes buffer(kPiece);
    std::uint64_t done = 0;
    while (true) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(const std::size_t count, from.read(buffer));
        if (count == 0)
            return done;
        MEDVEIL_TRY(to.write(ByteView(buffer).first(count)));
        done += count;
        task.report({stage, done, expectedSize});
    }
}

}  // namespace medveil::base
