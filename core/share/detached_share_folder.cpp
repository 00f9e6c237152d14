#include "core/share/detached_share_folder.h"

#include <vector>

#include "core/base/detached_file_system.h"

namespace medveil::share {

using base::ErrorCode;

namespace {
constexpr std::chrono::milliseconds kPatience{30'000};
}

void DetachedShareFolder::leave() {
    if (m_below)
        m_calls->post([below = std::move(m_below)]() mutable { below.reset(); });
    m_below.reset();
}

template <class Call>
auto DetachedShareFolder::detached(Call call) {
    if (!m_below)
        m_below = m_open();
    auto answer = m_calls->run([below = m_below, call = std::move(call)] { return call(*below); }, kPatience);
    // A call that did not come back may still be inside the folder: nobody else goes there.
    if (!answer && base::isUnanswered(answer.error()))
        leave();
    return answer;
}

base::Result<std::unique_ptr<base::File>> DetachedShareFolder::opened(
    const SharePath& path, base::Result<std::unique_ptr<base::File>> (ShareFolder::*open)(const SharePath&)) {
    const auto call = [path, open](ShareFolder& below) -> base::Result<std::shared_ptr<base::File>> {
        MEDVEIL_ASSIGN(std::unique_ptr<base::File> file, (below.*open)(path));
        return std::shared_ptr<base::File>(std::move(file));
    };
    MEDVEIL_ASSIGN(std::shared_ptr<base::File> file, detached(call));
    return base::detachFile(std::move(file), m_calls);
}

base::Result<void> DetachedShareFolder::createRoot() {
    return detached([](ShareFolder& below) { return below.createRoot(); });
}
base::Result<std::unique_ptr<base::File>> DetachedShareFolder::openForReading(const SharePath& path) {
    return opened(path, &ShareFolder::openForReading);
}
base::Result<std::unique_ptr<base::File>> DetachedShareFolder::createExclusive(const SharePath& path) {
    return opened(path, &ShareFolder::createExclusive);
}
base::Result<void> DetachedShareFolder::renameWithoutReplacing(const SharePath& from, const SharePath& to) {
    return detached([from, to](ShareFolder& below) { return below.renameWithoutReplacing(from, to); });
}
base::Result<void> DetachedShareFolder::removeFile(const SharePath& path) {
    return detached([path](ShareFolder& below) { return below.removeFile(path); });
}
base::Result<void> DetachedShareFolder::createFolders(const SharePath& path) {
    return detached([path](ShareFolder& below) { return below.createFolders(path); });
}
base::Result<void> DetachedShareFolder::syncFolder(const SharePath& path) {
    return detached([path](ShareFolder& below) { return below.syncFolder(path); });
}
base::Result<ShareInfo> DetachedShareFolder::info(const SharePath& path) {
    return detached([path](ShareFolder& below) { return below.info(path); });
}
base::Result<ShareFolder::Infos> DetachedShareFolder::infos(const SharePath& folder,
                                                            const std::vector<std::string>& names) {
    return detached([folder, names](ShareFolder& below) { return below.infos(folder, names); });
}
base::Result<std::optional<std::uint64_t>> DetachedShareFolder::freeBytes() {
    return detached([](ShareFolder& below) { return below.freeBytes(); });
}

base::Result<void> DetachedShareFolder::list(const SharePath& folder,
                                             const std::function<bool(const base::FolderEntry&)>& visit) {
    using Entries = std::vector<base::FolderEntry>;
    const auto gather = [folder](ShareFolder& below) -> base::Result<Entries> {
        Entries entries;
        MEDVEIL_TRY(below.list(folder, [&entries](const base::FolderEntry& entry) {
            entries.push_back(entry);
            return entries.size() < kMostEntries;
        }));
        return entries;
    };
    MEDVEIL_ASSIGN(const Entries entries, detached(gather));
    for (const auto& entry : entries) {
        if (!visit(entry))
            return {};
    }
    if (entries.size() >= kMostEntries)
        return base::fail(ErrorCode::kTooManyFiles, "a folder of the share");
    return {};
}

}  // namespace medveil::share
