#include "core/base/new_file.h"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "core/base/closed_folder.h"
#include "core/base/parallel.h"

namespace medveil::base {

NewFile::NewFile(FileSystem& files, Path out, IfThere there)
    : m_files(files), m_out(std::move(out)), m_there(there) {
    // Not the new name with an ending: a name of 255 bytes is allowed, and a longer one is not.
    std::array<Byte, 10> name{};
    randombytes_buf(name.data(), name.size());
    m_part = m_out.parent_path() / ("medveil-" + toBase32(name) + ".part");
}

NewFile::~NewFile() {
    if (m_file)
        (void)m_files.removeFile(m_part);
}

Result<void> NewFile::begin() {
    MEDVEIL_TRY(checkNotClosed(m_files, m_out));
    auto made = m_files.createExclusive(m_part);
    // By the name that was asked for: nobody knows the part's.
    if (!made)
        return fail(made.error().code, "write " + m_out.string());
    m_file = std::move(*made);
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
    auto named = m_there == IfThere::kReplace ? m_files.renameReplacing(m_part, m_out)
                                              : m_files.renameWithoutReplacing(m_part, m_out);
    if (!named)
        return fail(named.error().code, "write " + m_out.string());
    m_file.reset();
    auto durable = m_files.syncFolder(std::filesystem::absolute(m_out).parent_path());
    // Whoever is told that it failed tries again: the name must be free for that.
    if (!durable && m_there == IfThere::kRefuse)
        (void)m_files.removeFile(m_out);
    return durable;
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
