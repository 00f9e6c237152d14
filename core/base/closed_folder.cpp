#include "core/base/closed_folder.h"

#include <algorithm>
#include <mutex>

namespace medveil::base {

namespace {

struct Closed {
    std::mutex mutex;
    std::vector<Path> folders;  ///< the same one twice where two own it
    std::vector<Path> exempt;
};

Closed& closed() {
    static Closed all;
    return all;
}

void take(std::vector<Path>& from, const Path& path) {
    const auto at = std::ranges::find(from, path);
    if (at != from.end())
        from.erase(at);
}

}  // namespace

ClosedFolder::ClosedFolder(const Path& folder) {
    // The program's current folder may be another one when it is asked.
    std::error_code failed;
    m_folder = std::filesystem::absolute(folder, failed);
    if (failed)
        m_folder = folder;
    const std::scoped_lock lock(closed().mutex);
    closed().folders.push_back(m_folder);
}

ClosedFolder::~ClosedFolder() {
    const std::scoped_lock lock(closed().mutex);
    take(closed().folders, m_folder);
}

OwnFile::OwnFile(Path file) : m_file(std::move(file)) {
    const std::scoped_lock lock(closed().mutex);
    closed().exempt.push_back(m_file);
}

OwnFile::~OwnFile() {
    const std::scoped_lock lock(closed().mutex);
    take(closed().exempt, m_file);
}

Result<void> checkNotClosed(FileSystem& files, const Path& path) {
    std::vector<Path> folders;
    {
        const std::scoped_lock lock(closed().mutex);
        if (std::ranges::find(closed().exempt, path) == closed().exempt.end())
            folders = closed().folders;
    }
    for (const auto& folder : folders) {
        MEDVEIL_ASSIGN(const bool inside, files.liesIn(folder, path));
        if (inside)
            return fail(ErrorCode::kInsideProfile, "a file or folder inside the profile");
    }
    return {};
}

Result<void> createNamedFolders(FileSystem& files, const Path& folder) {
    MEDVEIL_TRY(checkNotClosed(files, folder));
    return files.createFolders(folder);
}

}  // namespace medveil::base
