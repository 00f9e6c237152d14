#include "core/base/detached_file_system.h"

#include <algorithm>

namespace medveil::base {

namespace {

/// A call on a name or a piece of a file.
constexpr std::chrono::milliseconds kPatience{30'000};
/// What carries a whole file to a slow server may rightly take long.
constexpr std::chrono::milliseconds kLongPatience{300'000};

class DetachedFile final : public File {
  public:
    DetachedFile(std::shared_ptr<File> file, std::shared_ptr<DetachedCalls> calls)
        : m_file(std::move(file)), m_calls(std::move(calls)) {}
    ~DetachedFile() override {
        auto drop = [file = std::move(m_file)]() mutable -> Result<void> {
            file.reset();
            return {};
        };
        if (m_lost)
            m_calls->post([drop = std::move(drop)]() mutable { (void)drop(); });
        else
            (void)m_calls->run(std::move(drop), kPatience);
    }
    DetachedFile(const DetachedFile&) = delete;
    DetachedFile& operator=(const DetachedFile&) = delete;

    Result<std::size_t> read(MutableByteView buffer) override {
        MEDVEIL_TRY(alive());
        auto own = room(buffer.size());
        MEDVEIL_ASSIGN(const std::size_t count,
                       kept(m_calls->run([file = m_file, own] { return file->read(*own); }, kPatience)));
        std::copy_n(own->begin(), std::min(count, buffer.size()), buffer.begin());
        m_spare = std::move(own);
        return count;
    }
    Result<void> write(ByteView bytes) override {
        MEDVEIL_TRY(alive());
        auto own = room(bytes.size());
        std::ranges::copy(bytes, own->begin());
        MEDVEIL_TRY(kept(m_calls->run([file = m_file, own] { return file->write(*own); }, kPatience)));
        m_spare = std::move(own);
        return {};
    }
    Result<std::uint64_t> size() override {
        MEDVEIL_TRY(alive());
        return kept(m_calls->run([file = m_file] { return file->size(); }, kPatience));
    }
    Result<void> seek(std::uint64_t offset) override {
        MEDVEIL_TRY(alive());
        return kept(m_calls->run([file = m_file, offset] { return file->seek(offset); }, kPatience));
    }
    Result<void> sync() override {
        MEDVEIL_TRY(alive());
        return kept(m_calls->run([file = m_file] { return file->sync(); }, kLongPatience));
    }
    Result<void> close() override {
        MEDVEIL_TRY(alive());
        return kept(m_calls->run([file = m_file] { return file->close(); }, kLongPatience));
    }

  private:
    Result<void> alive() const {
        if (m_lost)
            return fail(ErrorCode::kShareOffline, "does not answer");
        return {};
    }
    /// The call that did not come back may still use the file and its buffer.
    template <class Answer>
    Answer kept(Answer answer) {
        if (!answer && isUnanswered(answer.error()))
            m_lost = true;
        return answer;
    }
    std::shared_ptr<WipedBytes> room(std::size_t size) {
        auto own = m_spare ? std::move(m_spare) : std::make_shared<WipedBytes>();
        m_spare.reset();
        own->resize(size);
        return own;
    }

    std::shared_ptr<File> m_file;
    std::shared_ptr<DetachedCalls> m_calls;
    std::shared_ptr<WipedBytes> m_spare;
    bool m_lost = false;
};

}  // namespace

std::unique_ptr<File> detachFile(std::shared_ptr<File> file, std::shared_ptr<DetachedCalls> calls) {
    return std::make_unique<DetachedFile>(std::move(file), std::move(calls));
}

DetachedFileSystem::DetachedFileSystem(FileSystem& below, const Path& own)
    : m_below(below), m_own((std::filesystem::absolute(own) / "").lexically_normal().string()) {}

bool DetachedFileSystem::isOwn(const Path& path) const {
    const auto text = path.is_absolute() ? path.lexically_normal().string()
                                         : std::filesystem::absolute(path).lexically_normal().string();
    return text.starts_with(m_own) || text + "/" == m_own;
}

template <class Call>
auto DetachedFileSystem::outside(Call call) {
    return m_calls->run(std::move(call), kPatience);
}

Result<std::unique_ptr<File>> DetachedFileSystem::opened(
    const Path& path, Result<std::unique_ptr<File>> (FileSystem::*open)(const Path&)) {
    if (isOwn(path))
        return (m_below.*open)(path);
    const auto call = [below = &m_below, path, open]() -> Result<std::shared_ptr<File>> {
        MEDVEIL_ASSIGN(std::unique_ptr<File> file, (below->*open)(path));
        return std::shared_ptr<File>(std::move(file));
    };
    MEDVEIL_ASSIGN(std::shared_ptr<File> file, outside(call));
    return detachFile(std::move(file), m_calls);
}

Result<std::unique_ptr<File>> DetachedFileSystem::openForReading(const Path& path) {
    return opened(path, &FileSystem::openForReading);
}
Result<std::unique_ptr<File>> DetachedFileSystem::createExclusive(const Path& path) {
    return opened(path, &FileSystem::createExclusive);
}
Result<std::unique_ptr<File>> DetachedFileSystem::openForUpdate(const Path& path) {
    return opened(path, &FileSystem::openForUpdate);
}
Result<void> DetachedFileSystem::renameWithoutReplacing(const Path& from, const Path& to) {
    if (isOwn(from) && isOwn(to))
        return m_below.renameWithoutReplacing(from, to);
    return outside([below = &m_below, from, to] { return below->renameWithoutReplacing(from, to); });
}
Result<void> DetachedFileSystem::renameReplacing(const Path& from, const Path& to) {
    if (isOwn(from) && isOwn(to))
        return m_below.renameReplacing(from, to);
    return outside([below = &m_below, from, to] { return below->renameReplacing(from, to); });
}
Result<void> DetachedFileSystem::removeFile(const Path& path) {
    if (isOwn(path))
        return m_below.removeFile(path);
    return outside([below = &m_below, path] { return below->removeFile(path); });
}
Result<void> DetachedFileSystem::removeEmptyFolder(const Path& path) {
    if (isOwn(path))
        return m_below.removeEmptyFolder(path);
    return outside([below = &m_below, path] { return below->removeEmptyFolder(path); });
}
Result<void> DetachedFileSystem::createFolders(const Path& path) {
    if (isOwn(path))
        return m_below.createFolders(path);
    return outside([below = &m_below, path] { return below->createFolders(path); });
}
Result<void> DetachedFileSystem::syncFolder(const Path& path) {
    if (isOwn(path))
        return m_below.syncFolder(path);
    return outside([below = &m_below, path] { return below->syncFolder(path); });
}
Result<FileInfo> DetachedFileSystem::info(const Path& path) {
    if (isOwn(path))
        return m_below.info(path);
    return outside([below = &m_below, path] { return below->info(path); });
}
Result<std::vector<FolderEntry>> DetachedFileSystem::list(const Path& folder, std::size_t limit) {
    if (isOwn(folder))
        return m_below.list(folder, limit);
    return outside([below = &m_below, folder, limit] { return below->list(folder, limit); });
}
Result<std::uint64_t> DetachedFileSystem::freeBytes(const Path& path) {
    if (isOwn(path))
        return m_below.freeBytes(path);
    return outside([below = &m_below, path] { return below->freeBytes(path); });
}
Result<bool> DetachedFileSystem::liesIn(const Path& folder, const Path& path) {
    // Also a name below `own` may be a link to somewhere else.
    return outside([below = &m_below, folder, path] { return below->liesIn(folder, path); });
}

}  // namespace medveil::base
