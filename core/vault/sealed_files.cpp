#include "core/vault/sealed_files.h"

#include "core/crypto/random.h"
#include "core/vault/file_names.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {
using FileId = base::PublicValue<struct SealedFileTag, 20>;
constexpr std::size_t kMostFiles = 10'000'000;
}  // namespace

QuickCommits::QuickCommits(Database& database) : m_database(database) {
    (void)m_database.execute("PRAGMA synchronous = NORMAL");
}
QuickCommits::~QuickCommits() {
    (void)m_database.execute("PRAGMA synchronous = FULL");
}

base::Result<std::unique_ptr<SealedFileWriter>> SealedFiles::create() {
    if (m_database.inTransaction())
        return fail(ErrorCode::kInternal, "a sealed file inside a transaction");
    const auto name = base::toBase32(crypto::randomValue<FileId>().view());
    auto key = crypto::randomKey();
    {
        const QuickCommits quick(m_database);
        MEDVEIL_ASSIGN(Statement insert, m_database.prepare("INSERT INTO sealed_files VALUES (?, ?, 0, 0)"));
        MEDVEIL_TRY(insert.bindText(1, name).bind(2, key.view()).run());
    }
    m_waiting.insert(name);
    std::unique_ptr<SealedFileWriter> writer(
        new SealedFileWriter(*this, m_files, m_folder / name, std::move(key)));
    MEDVEIL_TRY(writer->begin());
    return writer;
}

base::Result<SealedFileRef> SealedFiles::seal(base::ByteView content) {
    MEDVEIL_ASSIGN(const auto writer, create());
    MEDVEIL_TRY(writer->write(content));
    return writer->finish();
}

base::Result<SealedFileRef> SealedFiles::find(std::string_view name) {
    MEDVEIL_ASSIGN(Statement select, m_database.prepare("SELECT key, size FROM sealed_files WHERE name = ?"));
    select.bindText(1, name);
    MEDVEIL_ASSIGN(const bool found, select.step());
    auto key = found ? crypto::SymmetricKey::from(select.secretBlob(0)) : fail(ErrorCode::kVaultDamaged);
    if (!key || select.integer(1) < 0)
        return fail(ErrorCode::kVaultDamaged, "sealed_files");
    return SealedFileRef{std::string(name), std::move(*key), static_cast<std::uint64_t>(select.integer(1))};
}

base::Result<base::WipedBytes> SealedFiles::read(const SealedFileRef& ref, std::size_t limit) {
    if (ref.size > limit)
        return fail(ErrorCode::kTooLarge, "sealed file");
    MEDVEIL_ASSIGN(const auto reader, open(ref));
    base::WipedBytes content(static_cast<std::size_t>(ref.size));
    MEDVEIL_ASSIGN(const std::size_t count, reader->read(content));
    if (count != content.size())
        return fail(ErrorCode::kVaultDamaged, "sealed file");
    return content;
}

base::Result<void> SealedFiles::retain(std::string_view name) {
    MEDVEIL_ASSIGN(Statement update,
                   m_database.prepare("UPDATE sealed_files SET refs = refs + 1 WHERE name = ?"));
    MEDVEIL_TRY(update.bindText(1, name).run());
    return m_database.changes() == 1 ? base::Result<void>() : fail(ErrorCode::kNotFound, "sealed file");
}

base::Result<void> SealedFiles::release(std::string_view name) {
    MEDVEIL_ASSIGN(Statement update,
                   m_database.prepare("UPDATE sealed_files SET refs = refs - 1 WHERE name = ? AND refs > 0"));
    MEDVEIL_TRY(update.bindText(1, name).run());
    return m_database.changes() == 1 ? base::Result<void>() : fail(ErrorCode::kNotFound, "sealed file");
}

void SealedFiles::discard(std::string_view name) {
    m_waiting.erase(std::string(name));
    remove(std::string(name));
}

/// The file first: a row without a file is removed the next time, a file without a row never.
void SealedFiles::remove(const std::string& name) {
    const auto removed = m_files.removeFile(m_folder / name);
    if (!removed && removed.error().code != ErrorCode::kNotFound)
        return;
    // The foreign keys refuse this while anything refers to the file, however it was counted.
    if (auto row = m_database.prepare("DELETE FROM sealed_files WHERE name = ? AND refs = 0"))
        (void)row->bindText(1, name).run();
}

base::Result<std::vector<std::string>> SealedFiles::unreferenced() {
    return namesFrom(m_database, "SELECT name FROM sealed_files WHERE refs = 0");
}

void SealedFiles::removeFreed() {
    if (m_database.inTransaction())
        return;
    const auto names = unreferenced();
    if (!names || names->empty())
        return;
    const QuickCommits quick(m_database);
    for (const auto& name : *names) {
        if (!m_waiting.contains(name) && !m_spared.contains(name))
            remove(name);
    }
}

base::Result<void> SealedFiles::removeLeftovers(bool folderIsAsLeft) {
    MEDVEIL_ASSIGN(const auto names, unreferenced());
    if (!folderIsAsLeft)
        m_spared.insert(names.begin(), names.end());
    removeFreed();
    return {};
}

base::Result<std::vector<std::string>> SealedFiles::strangers() {
    MEDVEIL_ASSIGN(const auto known, namesFrom(m_database, "SELECT name FROM sealed_files"));
    return unknownFiles(m_files, m_folder, known);
}

base::Result<std::vector<std::string>> SealedFiles::missing() {
    MEDVEIL_ASSIGN(auto names, namesFrom(m_database, "SELECT name FROM sealed_files WHERE refs > 0"));
    std::set<std::string, std::less<>> lying;
    if (const auto entries = m_files.list(m_folder, kMostFiles)) {
        for (const auto& entry : *entries)
            lying.insert(entry.name);
    } else if (entries.error().code != ErrorCode::kNotFound) {
        return fail(entries.error());
    }
    std::erase_if(names, [&lying](const std::string& name) { return lying.contains(name); });
    return names;
}

base::Result<void> SealedFiles::noteSize(const std::string& name, std::uint64_t size) {
    const auto write = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(Statement update,
                       m_database.prepare("UPDATE sealed_files SET size = ? WHERE name = ?"));
        return update.bind(1, static_cast<std::int64_t>(size)).bindText(2, name).run();
    };
    if (m_database.inTransaction())
        return write();
    const QuickCommits quick(m_database);
    return write();
}

}  // namespace medveil::vault
