// The shared folder: marker, cards and mailboxes, as core/spec/share.md lays them out. Everything read from
// it may be hostile, everything written to it may fail half-way. Synchronous; one thread at a time.
//
// Every file is write-once under a name that is a digest of its bytes, and the digest is all that is trusted.
// A missing marker means offline: nothing is imported, created or deleted, because an unmounted share looks
// just like an empty folder.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>

#include "core/format/ids.h"
#include "core/share/card_scan.h"
#include "core/share/part_log.h"

namespace medveil::share {

using ShareId = base::PublicValue<struct ShareTag, 16>;

inline constexpr std::size_t kMostListed = 100'000;
inline constexpr std::uint64_t kLargestBlob = std::uint64_t{1} << 40;
inline constexpr std::uint64_t kSpareBytes = 256 * 1024 * 1024;  ///< of the local disk, left alone

/// Endings a file in a mailbox may have. Anything else is somebody else's and is left alone.
inline constexpr std::array<std::string_view, 8> kEndings = {"blob", "png", "jpg",  "tif",
                                                             "bmp",  "wav", "aiff", "flac"};

struct MailboxFile {
    crypto::Digest digest;  ///< what the name says; true only once the bytes were hashed
    std::string ending;
    std::uint64_t size = 0;
    FileStamp stamp{};

    /// The whole name. Two files of one digest are two files: what is known of one says nothing of the other.
    std::string name() const { return base::toBase32(digest.view()) + "." + ending; }
};

struct MailboxListing {
    std::vector<MailboxFile> files;
    std::size_t foreign = 0;  ///< entries that are none of ours
    bool crowded = false;     ///< more entries than were looked at: somebody floods the mailbox
    bool whole = true;        ///< every entry was seen
    std::string next;         ///< where the next look goes on
};

/// What of a mailbox is wanted: the most files, after which of its folders to begin, and what is left out. A
/// file that is `known` costs no look at it.
struct MailboxView {
    std::size_t most = kMostListed;
    std::string after;
    std::function<bool(const std::string& name)> known;
    std::function<bool(const MailboxFile& file)> wanted;
    std::function<bool()> stop;
};

/// Files that were read and found to be what their names say, so that they need not be read at every look.
/// Lives as long as a session; after so many looks a file is read again all the same.
class Verified {
  public:
    bool holds(const std::string& place, const FileStamp& stamp);
    void remember(const std::string& place, const FileStamp& stamp);

  private:
    struct Look {
        FileStamp stamp{};
        std::uint32_t looks = 0;
    };
    std::map<std::string, Look> m_looks;
};

class FolderShare {
  public:
    /// Borrows all but the folder. `local` is this machine's disk, from and to which mail is carried.
    FolderShare(std::unique_ptr<ShareFolder> folder, base::FileSystem& local, PartLog& parts,
                Verified& verified)
        : m_folder(std::move(folder)), m_local(local), m_parts(parts), m_verified(verified) {}

    /// Makes the folder a share. Where it is one already, its id.
    base::Result<ShareId> create(base::Timestamp now);
    /// kShareOffline without a marker or folder, kMalformed for a marker that is none.
    base::Result<ShareId> readMarker();
    /// kShareOffline, or kShareForeign when another share lies where the pinned one was.
    base::Result<void> check(const ShareId& pinned);

    base::Result<void> publishCard(const format::PersonId& person, std::uint64_t epoch, base::ByteView card);
    base::Result<CardHarvest> readCards(CardMemory& memory, const CardBudget& budget);

    /// Copies a local file into a mailbox: part file, size check, rename without replacing, read back. What
    /// stands there already under its digest is success; anything else under that name makes room. kShareFull
    /// when there is no room.
    base::Result<void> publish(const base::Path& local, const crypto::Digest& digest, std::string_view ending,
                               const format::MailboxId& mailbox, base::TaskContext& task);
    base::Result<MailboxListing> list(const format::MailboxId& mailbox, const MailboxView& view = {});
    /// Copies to a new local file and checks the digest on the way. kAuthenticationFailed when the bytes are
    /// others, kNoSpace when it would fill this machine's disk: a name on the share promises any size.
    base::Result<void> fetch(const MailboxFile& file, const format::MailboxId& mailbox,
                             const base::Path& local, base::TaskContext& task);
    /// A small blob as it was listed, into memory: a flood of them costs this machine's disk nothing.
    /// `localFolder` is where what comes of it goes; the errors are those of fetch().
    base::Result<base::Bytes> read(const MailboxFile& file, const format::MailboxId& mailbox,
                                   const base::Path& localFolder);
    base::Result<void> remove(const MailboxFile& file, const format::MailboxId& mailbox);

    /// The part files that this device wrote down and a crash left behind, older than 36 hours.
    void removeOldParts(base::Timestamp now);

  private:
    base::Result<void> putContent(const SharePath& target, base::ByteView content);
    base::Result<void> viaPart(const SharePath& target,
                               const std::function<base::Result<void>(base::File&)>& fill,
                               const std::function<base::Result<void>(const SharePath&)>& check);
    base::Result<crypto::Digest> digestOf(const SharePath& path, base::TaskContext& task);
    base::Result<bool> stands(const SharePath& target, const crypto::Digest& digest, std::uint64_t size,
                              base::TaskContext& task);
    base::Result<void> lookAt(const SharePath& folder, const std::vector<std::string>& names,
                              const MailboxView& view, MailboxListing& listing);
    base::Result<std::set<std::string>> prefixesOf(const SharePath& folder, MailboxListing& listing);
    base::Result<void> makeRoom(const SharePath& target);
    static base::Result<void> checkFront(base::File& from);
    base::Result<void> checkRoom(const base::Path& folder, std::uint64_t size);
    base::Result<void> copyVerified(base::File& from, base::File& to, std::uint64_t size,
                                    const crypto::Digest& expected, base::Stage stage,
                                    base::TaskContext& task);

    std::unique_ptr<ShareFolder> m_folder;
    base::FileSystem& m_local;
    PartLog& m_parts;
    Verified& m_verified;
};

/// The digest and ending a mailbox file name stands for; nothing for every other name.
std::optional<MailboxFile> parseBlobName(std::string_view name);
base::Result<ShareId> parseMarker(base::ByteView json);

inline constexpr base::Timestamp kLongestBackOff = 10 * base::kMinute * 5 / 4;
/// When to try again after `attempts` failures: 5 s doubling to 10 min, with up to a quarter of jitter.
base::Timestamp backOff(std::uint32_t attempts);

}  // namespace medveil::share
