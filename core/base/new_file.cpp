#include "core/base/new_file.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "core/base/parallel.h"

namespace medveil::base {

NewFile::NewFile(FileSystem& files, Path out) : m_files(files), m_out(std::move(out)), m_part(m_out) {
    std::array<Byte, 10> suffix{};
    randombytes_buf(suffix.data(), suffix.size());
    m_part += "." + toBase32(suffix) + ".part";
}

NewFile::~NewFile() {
    if (m_file)
        (void)m_files.removeFile(m_part);
}

Result<void> NewFile::begin() {
    MEDVEIL_ASSIGN(m_file, m_files.createExclusive(m_part));
    return {};
}

Result<void> NewFile::sync() {
    if (!m_synced)
        MEDVEIL_TRY(m_file->sync());
    m_synced = true;
    return {};
}

Result<void> NewFile::finish() {
    MEDVEIL_TRY(sync());
    MEDVEIL_TRY(m_file->close());
    MEDVEIL_TRY(m_files.renameWithoutReplacing(m_part, m_out));
    m_file.reset();
    return m_files.syncFolder(std::filesystem::absolute(m_out).parent_path());
}

Result<void> writeNewFile(FileSystem& files, const Path& out, ByteView content,
                          const std::function<Result<void>()>& check) {
    NewFile file(files, out);
    const auto writeAll = [&]() -> Result<void> {
        MEDVEIL_TRY(file.begin());
        MEDVEIL_TRY(file.write(content));
        return file.sync();
    };
    MEDVEIL_TRY(parallelFor(check ? 2 : 1, [&](std::size_t i) { return i == 0 ? writeAll() : check(); }));
    MEDVEIL_TRY(file.finish());
    MEDVEIL_ASSIGN(const Bytes stored, readWholeFile(files, out, content.size() + 1));
    if (!std::ranges::equal(stored, content)) {
        (void)files.removeFile(out);
        return fail(ErrorCode::kIo, "the written file differs");
    }
    return {};
}

}  // namespace medveil::base
