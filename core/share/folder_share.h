// The shared folder: marker, cards and mailboxes, as core/spec/share.md lays them out. Everything read from
// it may be hostile, everything written to it may fail half-way. Synchronous; one thread at a time; owns no
// state but the path.
//
// Every file is write-once under a name that is a digest of its bytes. A missing marker means offline:
// nothing is imported, created or deleted, because an unmounted share looks just like an empty folder.
#pragma once

#include <array>
#include <optional>

#include "core/base/file_system.h"
#include "core/format/ids.h"

namespace medveil::share {

using ShareId = base::PublicValue<struct ShareTag, 16>;

inline constexpr std::size_t kMostListed = 100'000;
inline constexpr std::uint64_t kLargestBlob = std::uint64_t{1} << 40;
inline constexpr std::size_t kMostCards = 5'000;
inline constexpr std::uint64_t kSpareBytes = 256 * 1024 * 1024;  ///< of the local disk, left alone

/// Endings a file in a mailbox may have. Anything else is somebody else's and is left alone.
inline constexpr std::array<std::string_view, 8> kEndings = {"blob", "png", "jpg",  "tif",
                                                             "bmp",  "wav", "aiff", "flac"};

struct MailboxFile {
    crypto::Digest digest;  ///< what the name says; true only once the bytes were hashed
    std::string ending;
    std::uint64_t size = 0;
};

struct MailboxListing {
    std::vector<MailboxFile> files;
    std::size_t foreign = 0;  ///< entries that are none of ours
    bool crowded = false;     ///< more entries than are looked at: somebody floods the mailbox
};

class FolderShare {
  public:
    FolderShare(base::FileSystem& files, base::Path root, const format::DeviceId& device)
        : m_files(files), m_root(std::move(root)), m_device(device) {}

    /// Makes the folder a share. Where it is one already, its id.
    base::Result<ShareId> create(base::Timestamp now);
    /// kShareOffline without a marker or folder, kMalformed for a marker that is none.
    base::Result<ShareId> readMarker();
    /// kShareOffline, or kShareForeign when another share lies where the pinned one was.
    base::Result<void> check(const ShareId& pinned);

    base::Result<void> publishCard(const format::PersonId& person, std::uint64_t epoch, base::ByteView card);
    /// Every readable card file, unverified; the same person may stand there several times.
    base::Result<std::vector<base::Bytes>> readCards();

    /// Copies a local file into a mailbox: part file, size check, rename without replacing, read back.
    /// Publishing again what is there already is success. kShareFull when there is no room.
    base::Result<void> publish(const base::Path& local, const crypto::Digest& digest, std::string_view ending,
                               const format::MailboxId& mailbox, base::TaskContext& task);
    base::Result<MailboxListing> list(const format::MailboxId& mailbox);
    /// Copies to a new local file and checks the digest on the way. kAuthenticationFailed when the bytes are
    /// others, kNoSpace when it would fill this machine's disk: a name on the share promises any size.
    base::Result<void> fetch(const MailboxFile& file, const format::MailboxId& mailbox,
                             const base::Path& local, base::TaskContext& task);
    base::Result<void> remove(const MailboxFile& file, const format::MailboxId& mailbox);

    /// This device's part files that a crash left behind, older than 36 hours.
    void removeOldParts(base::Timestamp now);

  private:
    base::Path partFolder() const;
    base::Path mailboxFolder(const format::MailboxId& mailbox) const;
    base::Path blobPath(const crypto::Digest& digest, std::string_view ending,
                        const format::MailboxId& mailbox) const;
    base::Result<void> putContent(const base::Path& target, base::ByteView content);
    base::Result<void> copyVerified(base::File& from, base::File& to, std::uint64_t size,
                                    const crypto::Digest& expected, base::Stage stage,
                                    base::TaskContext& task);

    base::FileSystem& m_files;
    base::Path m_root;
    format::DeviceId m_device;
};

/// The digest and ending a mailbox file name stands for; nothing for every other name.
std::optional<MailboxFile> parseBlobName(std::string_view name);
base::Result<ShareId> parseMarker(base::ByteView json);

/// When to try again after `attempts` failures: 5 s doubling to 10 min, with up to a quarter of jitter.
base::Timestamp backOff(std::uint32_t attempts);

}  // namespace medveil::share
