// The file system of a share, and of nothing else. A share is written to by people nobody here knows, its
// folders included, so it is never reached by a path: a ShareFolder holds a descriptor of the root and takes
// every step from there, and no step may lead through a link. The local disk is another type
// (base::FileSystem) with other rules; what is right for the one is wrong for the other.
//
// Modes: a share for a group is for the group. New files and folders take the mode of the folder they lie in.
// One thread at a time.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file_system.h"

namespace medveil::share {

/// A place below the root. It cannot lead out: a component that is empty, "." or "..", or holds a slash or a
/// zero, makes the whole path one that every call refuses.
class SharePath {
  public:
    SharePath() = default;  ///< the root
    explicit SharePath(std::string_view component);
    SharePath operator/(std::string_view component) const;

    bool valid() const { return m_valid; }
    bool isRoot() const { return m_text.empty(); }
    /// Components with slashes between them; no slash at the front.
    const std::string& text() const { return m_text; }
    SharePath parent() const;
    std::string name() const;

  private:
    std::string m_text;
    bool m_valid = true;
};

/// Tells whether a file was touched since it was last looked at, as far as the share's server is honest.
using FileStamp = std::array<std::uint64_t, 5>;
/// When it was touched, by the server's clock, in nanoseconds: good for an order. Who writes files cannot set
/// it.
inline std::uint64_t touchedAt(const FileStamp& stamp) {
    return stamp[4];
}

struct ShareInfo {
    base::FileInfo::Kind kind = base::FileInfo::Kind::kOther;
    std::uint64_t size = 0;  ///< bytes
    base::Timestamp modified = 0;
    FileStamp stamp{};
};

class ShareFolder {
  public:
    virtual ~ShareFolder() = default;

    /// Makes the root itself, with its parents, as the person's own folder: the only call that goes by a
    /// path.
    virtual base::Result<void> createRoot() = 0;

    virtual base::Result<std::unique_ptr<base::File>> openForReading(const SharePath& path) = 0;
    /// kAlreadyExists where there is anything.
    virtual base::Result<std::unique_ptr<base::File>> createExclusive(const SharePath& path) = 0;
    /// Atomic; kAlreadyExists where the target exists.
    virtual base::Result<void> renameWithoutReplacing(const SharePath& from, const SharePath& to) = 0;
    /// A file, or a link itself.
    virtual base::Result<void> removeFile(const SharePath& path) = 0;
    /// With its parents. A link, a file or a device where one of the folders belongs is removed itself, never
    /// what it leads to: it would keep mail from arriving.
    virtual base::Result<void> createFolders(const SharePath& path) = 0;
    /// Makes renames in the folder durable. Network file systems that cannot are not an error.
    virtual base::Result<void> syncFolder(const SharePath& path) = 0;
    /// kNotFound where there is nothing; kNotRegularFile where the way leads through a link or a file.
    virtual base::Result<ShareInfo> info(const SharePath& path) = 0;
    /// Of many files of one folder at once, in their order; nothing for one that cannot be looked at.
    using Infos = std::vector<std::optional<ShareInfo>>;
    virtual base::Result<Infos> infos(const SharePath& folder, const std::vector<std::string>& names);
    /// Every entry of a folder of any size, in no order, until `visit` returns false.
    virtual base::Result<void> list(const SharePath& folder,
                                    const std::function<bool(const base::FolderEntry&)>& visit) = 0;
    /// Nothing where the share tells no size.
    virtual base::Result<std::optional<std::uint64_t>> freeBytes() = 0;
};

/// How a way is kept inside the share: by the kernel (openat2, Linux 5.6), or step by step where it cannot.
enum class Resolution : std::uint8_t { kKernel, kStepByStep };

/// The folder at `root`, which the person chose; it is looked for when it is first used, and held from then
/// on.
std::unique_ptr<ShareFolder> openShareFolder(base::Path root, Resolution resolution = Resolution::kKernel);

}  // namespace medveil::share
