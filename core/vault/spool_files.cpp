#include "core/vault/spool_files.h"

#include "core/crypto/random.h"
#include "core/vault/file_names.h"
#include "core/vault/sealed_files.h"

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::size_t kSpare = 4;
using FileId = base::PublicValue<struct SpoolFileTag, 20>;
}  // namespace

base::Result<void> SpoolFiles::reserve(std::string_view name) {
    if (m_database.inTransaction())
        return fail(ErrorCode::kInternal, "a spool file inside a transaction");
    const QuickCommits quick(m_database);
    MEDVEIL_ASSIGN(Statement insert, m_database.prepare("INSERT OR IGNORE INTO spool_files VALUES (?)"));
    return insert.bindText(1, name).run();
}

base::Result<void> SpoolFiles::reserveSpare() {
    while (m_spare.size() < kSpare) {
        auto name = base::toBase32(crypto::randomValue<FileId>().view()) + ".blob";
        MEDVEIL_TRY(reserve(name));
        m_spare.push_back(std::move(name));
    }
    return {};
}

base::Result<std::string> SpoolFiles::takeSpare() {
    if (m_spare.empty() && !m_database.inTransaction())
        MEDVEIL_TRY(reserveSpare());
    if (m_spare.empty())
        return fail(ErrorCode::kInternal, "no spare name in the spool");
    auto name = std::move(m_spare.back());
    m_spare.pop_back();
    return name;
}

base::Result<void> SpoolFiles::write(std::string_view name, base::ByteView content) {
    MEDVEIL_ASSIGN(const auto file, m_files.createExclusive(path(name)));
    MEDVEIL_TRY(file->write(content));
    MEDVEIL_TRY(file->sync());
    MEDVEIL_TRY(file->close());
    return m_files.syncFolder(m_folder);
}

base::Result<bool> SpoolFiles::isWanted(std::string_view name) {
    MEDVEIL_ASSIGN(Statement select, m_database.prepare("SELECT 1 FROM outbox WHERE spool = ? LIMIT 1"));
    select.bindText(1, name);
    return select.step();
}

void SpoolFiles::remove(std::string_view name) {
    const auto onRecord = [&]() -> base::Result<bool> {
        MEDVEIL_ASSIGN(Statement select, m_database.prepare("SELECT 1 FROM spool_files WHERE name = ?"));
        select.bindText(1, name);
        return select.step();
    };
    const auto known = onRecord();
    const auto wanted = isWanted(name);
    if (!known || !*known || !wanted || *wanted)
        return;
    const auto removed = m_files.removeFile(path(name));
    if (!removed && removed.error().code != ErrorCode::kNotFound)
        return;
    const bool inside = m_database.inTransaction();
    const auto forget = [&] {
        if (auto row = m_database.prepare("DELETE FROM spool_files WHERE name = ?"))
            (void)row->bindText(1, name).run();
    };
    if (inside)
        return forget();
    const QuickCommits quick(m_database);
    forget();
}

base::Result<void> SpoolFiles::removeLeftovers(bool folderIsAsLeft) {
    if (!folderIsAsLeft)
        return {};
    MEDVEIL_ASSIGN(
        const auto names,
        namesFrom(m_database, "SELECT name FROM spool_files WHERE name NOT IN (SELECT spool FROM outbox)"));
    for (const auto& name : names)
        remove(name);
    return {};
}

base::Result<std::vector<std::string>> SpoolFiles::strangers() {
    MEDVEIL_ASSIGN(const auto known, namesFrom(m_database, "SELECT name FROM spool_files"));
    return unknownFiles(m_files, m_folder, known);
}

}  // namespace medveil::vault
