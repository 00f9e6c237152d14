#include "tests/support/faulty_file_system.h"

namespace medveil::test {

using base::Result;
using Call = FaultyFileSystem::Call;

namespace {

class FaultyFile final : public base::File {
  public:
    FaultyFile(FaultyFileSystem& files, std::unique_ptr<base::File> under)
        : m_files(files), m_under(std::move(under)) {}

    Result<std::size_t> read(base::MutableByteView buffer) override {
        MEDVEIL_TRY(m_files.check(Call::kRead));
        return m_under->read(buffer);
    }
    Result<void> write(base::ByteView bytes) override {
        if (auto ok = m_files.check(Call::kWrite); !ok) {
            // A full or failing disk takes a part of what it is given.
            (void)m_under->write(bytes.first(bytes.size() / 2));
            return ok;
        }
        return m_under->write(bytes);
    }
    Result<std::uint64_t> size() override { return m_under->size(); }
    Result<void> seek(std::uint64_t offset) override { return m_under->seek(offset); }
    Result<void> sync() override {
        MEDVEIL_TRY(m_files.check(Call::kSync));
        return m_under->sync();
    }
    Result<void> close() override {
        MEDVEIL_TRY(m_files.check(Call::kClose));
        return m_under->close();
    }

  private:
    FaultyFileSystem& m_files;
    std::unique_ptr<base::File> m_under;
};

Result<std::unique_ptr<base::File>> wrap(FaultyFileSystem& files, Result<std::unique_ptr<base::File>> file) {
    if (!file)
        return file;
    return std::make_unique<FaultyFile>(files, std::move(*file));
}

}  // namespace

Result<void> FaultyFileSystem::check(Call kind) {
    if (!m_fault || (m_fault->kind && *m_fault->kind != kind))
        return {};
    const auto number = m_count++;
    if (number == m_fault->nth || (m_fault->forever && number > m_fault->nth))
        return base::fail(m_fault->code, "injected");
    return {};
}

Result<std::unique_ptr<base::File>> FaultyFileSystem::openForReading(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kOpen));
    return wrap(*this, m_under.openForReading(path));
}
Result<std::unique_ptr<base::File>> FaultyFileSystem::createExclusive(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kCreate));
    return wrap(*this, m_under.createExclusive(path));
}
Result<std::unique_ptr<base::File>> FaultyFileSystem::openForUpdate(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kUpdate));
    return wrap(*this, m_under.openForUpdate(path));
}
Result<void> FaultyFileSystem::renameWithoutReplacing(const base::Path& from, const base::Path& to) {
    MEDVEIL_TRY(check(Call::kRename));
    return m_under.renameWithoutReplacing(from, to);
}
Result<void> FaultyFileSystem::renameReplacing(const base::Path& from, const base::Path& to) {
    MEDVEIL_TRY(check(Call::kRename));
    return m_under.renameReplacing(from, to);
}
Result<void> FaultyFileSystem::removeFile(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kRemove));
    return m_under.removeFile(path);
}
Result<void> FaultyFileSystem::removeEmptyFolder(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kRemove));
    return m_under.removeEmptyFolder(path);
}
Result<void> FaultyFileSystem::createFolders(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kCreateFolder));
    return m_under.createFolders(path);
}
Result<void> FaultyFileSystem::syncFolder(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kSyncFolder));
    return m_under.syncFolder(path);
}
Result<base::FileInfo> FaultyFileSystem::info(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kInfo));
    return m_under.info(path);
}
Result<std::vector<base::FolderEntry>> FaultyFileSystem::list(const base::Path& folder, std::size_t limit) {
    MEDVEIL_TRY(check(Call::kList));
    return m_under.list(folder, limit);
}
Result<std::uint64_t> FaultyFileSystem::freeBytes(const base::Path& path) {
    MEDVEIL_TRY(check(Call::kFree));
    return m_under.freeBytes(path);
}
Result<bool> FaultyFileSystem::liesIn(const base::Path& folder, const base::Path& path) {
    MEDVEIL_TRY(check(Call::kInfo));
    return m_under.liesIn(folder, path);
}

Result<void> FaultyShareFolder::createRoot() {
    MEDVEIL_TRY(m_faults.check(Call::kCreateFolder));
    return m_under->createRoot();
}
Result<std::unique_ptr<base::File>> FaultyShareFolder::openForReading(const share::SharePath& path) {
    MEDVEIL_TRY(m_faults.check(Call::kOpen));
    return wrap(m_faults, m_under->openForReading(path));
}
Result<std::unique_ptr<base::File>> FaultyShareFolder::createExclusive(const share::SharePath& path) {
    MEDVEIL_TRY(m_faults.check(Call::kCreate));
    return wrap(m_faults, m_under->createExclusive(path));
}
Result<void> FaultyShareFolder::renameWithoutReplacing(const share::SharePath& from,
                                                       const share::SharePath& to) {
    MEDVEIL_TRY(m_faults.check(Call::kRename));
    return m_under->renameWithoutReplacing(from, to);
}
Result<void> FaultyShareFolder::removeFile(const share::SharePath& path) {
    MEDVEIL_TRY(m_faults.check(Call::kRemove));
    return m_under->removeFile(path);
}
Result<void> FaultyShareFolder::createFolders(const share::SharePath& path) {
    MEDVEIL_TRY(m_faults.check(Call::kCreateFolder));
    return m_under->createFolders(path);
}
Result<void> FaultyShareFolder::syncFolder(const share::SharePath& path) {
    MEDVEIL_TRY(m_faults.check(Call::kSyncFolder));
    return m_under->syncFolder(path);
}
Result<share::ShareInfo> FaultyShareFolder::info(const share::SharePath& path) {
    MEDVEIL_TRY(m_faults.check(Call::kInfo));
    return m_under->info(path);
}
Result<void> FaultyShareFolder::list(const share::SharePath& folder,
                                     const std::function<bool(const base::FolderEntry&)>& visit) {
    MEDVEIL_TRY(m_faults.check(Call::kList));
    return m_under->list(folder, visit);
}
Result<std::optional<std::uint64_t>> FaultyShareFolder::freeBytes() {
    MEDVEIL_TRY(m_faults.check(Call::kFree));
    return m_under->freeBytes();
}

}  // namespace medveil::test
