// A ShareFolder over another one in which no call can hold its caller for ever: each runs as a DetachedCalls
// call, on a thread that is left to itself when the server does not answer. The folder below is then left to
// that thread as well, and the next call opens another. Owned by a FolderShare; one thread at a time.
#pragma once

#include "core/base/detached_calls.h"
#include "core/share/share_folder.h"

namespace medveil::share {

class DetachedShareFolder final : public ShareFolder {
  public:
    /// Entries of one folder that are looked at, then kTooManyFiles; a list is handed over as a whole.
    static constexpr std::size_t kMostEntries = 1'000'000;
    using Open = std::function<std::unique_ptr<ShareFolder>()>;

    DetachedShareFolder(Open open, std::shared_ptr<base::DetachedCalls> calls)
        : m_open(std::move(open)), m_calls(std::move(calls)) {}
    ~DetachedShareFolder() override { leave(); }
    DetachedShareFolder(const DetachedShareFolder&) = delete;
    DetachedShareFolder& operator=(const DetachedShareFolder&) = delete;

    base::Result<void> createRoot() override;
    base::Result<std::unique_ptr<base::File>> openForReading(const SharePath& path) override;
    base::Result<std::unique_ptr<base::File>> createExclusive(const SharePath& path) override;
    base::Result<void> renameWithoutReplacing(const SharePath& from, const SharePath& to) override;
    base::Result<void> removeFile(const SharePath& path) override;
    base::Result<void> createFolders(const SharePath& path) override;
    base::Result<void> syncFolder(const SharePath& path) override;
    base::Result<ShareInfo> info(const SharePath& path) override;
    base::Result<Infos> infos(const SharePath& folder, const std::vector<std::string>& names) override;
    base::Result<void> list(const SharePath& folder,
                            const std::function<bool(const base::FolderEntry&)>& visit) override;
    base::Result<std::optional<std::uint64_t>> freeBytes() override;

  private:
    /// Closing the folder is a call to the share like any other.
    void leave();
    template <class Call>
    auto detached(Call call);
    base::Result<std::unique_ptr<base::File>> opened(
        const SharePath& path,
        base::Result<std::unique_ptr<base::File>> (ShareFolder::*open)(const SharePath&));

    Open m_open;
    std::shared_ptr<base::DetachedCalls> m_calls;
    std::shared_ptr<ShareFolder> m_below;
};

}  // namespace medveil::share
