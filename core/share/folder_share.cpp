#include "core/share/folder_share.h"

#include <algorithm>

#include "core/crypto/random.h"
#include "core/format/card.h"
#include "core/format/file_digest.h"

namespace medveil::share {

using base::ErrorCode;
using base::fail;

namespace {

constexpr const char* kMarkerName = "share.json";
constexpr std::size_t kMarkerLimit = 64 * 1024;
constexpr base::Timestamp kPartAge = 36 * base::kHour;
using PartId = base::PublicValue<struct PartTag, 15>;

std::string nameOf(base::ByteView bytes) {
    return base::toBase32(bytes);
}

/// What a share's failures mean to a person: full, gone, or what it was.
base::Error asShareError(base::Error error) {
    if (error.code == ErrorCode::kNoSpace)
        error.code = ErrorCode::kShareFull;
    return error;
}

/// A network file system lists and opens what it no longer has, or not yet: a few tries, then the answer
/// counts.
template <class Call>
auto patiently(Call call) {
    auto result = call();
    for (int i = 0; i < 2 && !result && result.error().code == ErrorCode::kIo; ++i)
        result = call();
    return result;
}

}  // namespace

base::Path FolderShare::partFolder() const {
    return m_root / "tmp" / nameOf(m_device.view());
}
base::Path FolderShare::mailboxFolder(const format::MailboxId& mailbox) const {
    return m_root / "in" / nameOf(mailbox.view());
}
base::Path FolderShare::blobPath(const crypto::Digest& digest, std::string_view ending,
                                 const format::MailboxId& mailbox) const {
    const auto name = nameOf(digest.view());
    return mailboxFolder(mailbox) / name.substr(0, 2) / (name + "." + std::string(ending));
}

base::Result<ShareId> FolderShare::readMarker() {
    const auto content =
        patiently([&] { return base::readWholeFile(m_files, m_root / kMarkerName, kMarkerLimit); });
    if (!content)
        return fail(ErrorCode::kShareOffline, content.error().detail);
    return parseMarker(*content);
}

base::Result<void> FolderShare::check(const ShareId& pinned) {
    MEDVEIL_ASSIGN(const ShareId found, readMarker());
    if (found != pinned)
        return fail(ErrorCode::kShareForeign);
    return {};
}

base::Result<ShareId> FolderShare::create(base::Timestamp now) {
    if (auto existing = readMarker(); existing || existing.error().code != ErrorCode::kShareOffline)
        return existing;
    const auto id = crypto::randomValue<ShareId>();
    const auto text = "{\n  \"format\": \"medveil-share\",\n  \"version\": 1,\n  \"id\": \"" +
                      nameOf(id.view()) + "\",\n  \"created\": " + std::to_string(now) + "\n}\n";
    for (const char* folder : {"id", "in", "tmp", "log"})
        MEDVEIL_TRY(m_files.createFolders(m_root / folder));
    auto put = putContent(m_root / kMarkerName, base::asBytes(text));
    // Somebody else made it at the same moment: theirs counts.
    if (!put && put.error().code != ErrorCode::kAlreadyExists)
        return fail(asShareError(std::move(put).error()));
    return readMarker();
}

base::Result<void> FolderShare::putContent(const base::Path& target, base::ByteView content) {
    MEDVEIL_TRY(m_files.createFolders(partFolder()));
    MEDVEIL_TRY(m_files.createFolders(target.parent_path()));
    const auto part = partFolder() / (nameOf(crypto::randomValue<PartId>().view()) + ".part");
    const auto write = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(const auto file, m_files.createExclusive(part));
        MEDVEIL_TRY(file->write(content));
        MEDVEIL_TRY(file->sync());
        MEDVEIL_TRY(file->close());
        MEDVEIL_ASSIGN(const base::FileInfo info, m_files.info(part));
        if (info.size != content.size())
            return fail(ErrorCode::kIo, "the share kept another size");
        return m_files.renameWithoutReplacing(part, target);
    };
    auto written = write();
    if (!written) {
        (void)m_files.removeFile(part);
        return written;
    }
    (void)m_files.syncFolder(target.parent_path());
    return {};
}

base::Result<void> FolderShare::publishCard(const format::PersonId& person, std::uint64_t epoch,
                                            base::ByteView card) {
    const auto name = std::to_string(epoch) + "-" + nameOf(format::fileDigest(card).view()) + ".card";
    const auto target = m_root / "id" / nameOf(person.view()) / name;
    if (m_files.info(target))
        return {};
    auto put = putContent(target, card);
    if (!put && put.error().code != ErrorCode::kAlreadyExists)
        return fail(asShareError(std::move(put).error()));
    return {};
}

base::Result<std::vector<base::Bytes>> FolderShare::readCards() {
    MEDVEIL_ASSIGN(const auto people, m_files.list(m_root / "id", kMostListed));
    std::vector<base::Bytes> cards;
    for (const auto& person : people) {
        if (person.kind != base::FileInfo::Kind::kFolder || !base::fromBase32(person.name))
            continue;
        const auto entries = m_files.list(m_root / "id" / person.name, 1000);
        if (!entries)
            continue;
        for (const auto& entry : *entries) {
            if (entry.kind != base::FileInfo::Kind::kFile || !entry.name.ends_with(".card"))
                continue;
            // One bad card does not hide the others.
            auto card =
                base::readWholeFile(m_files, m_root / "id" / person.name / entry.name, format::kCardLimit);
            if (card)
                cards.push_back(std::move(*card));
            if (cards.size() == kMostCards)
                return cards;
        }
    }
    return cards;
}

base::Result<void> FolderShare::copyVerified(base::File& from, base::File& to, std::uint64_t size,
                                             const crypto::Digest& expected, base::Stage stage,
                                             base::TaskContext& task) {
    struct Hashing final : base::ByteSink {
        explicit Hashing(base::ByteSink& next) : out(next) {}
        base::Result<void> write(base::ByteView bytes) override {
            digest.update(bytes);
            return out.write(bytes);
        }
        base::ByteSink& out;
        format::FileDigest digest;
    } sink(to);
    MEDVEIL_ASSIGN(const std::uint64_t copied, base::copyStream(from, sink, size, stage, task));
    if (copied != size || sink.digest.finish() != expected)
        return fail(ErrorCode::kAuthenticationFailed, "a file is not what its name says");
    MEDVEIL_TRY(to.sync());
    return to.close();
}

base::Result<void> FolderShare::publish(const base::Path& local, const crypto::Digest& digest,
                                        std::string_view ending, const format::MailboxId& mailbox,
                                        base::TaskContext& task) {
    const auto target = blobPath(digest, ending, mailbox);
    MEDVEIL_ASSIGN(const base::FileInfo mine, m_files.info(local));
    const auto stands = [&] {
        const auto there = m_files.info(target);
        return there && there->kind == base::FileInfo::Kind::kFile && there->size == mine.size;
    };
    if (stands())
        return {};
    // A name that leads to something else would keep the message from ever arriving.
    if (m_files.info(target))
        (void)m_files.removeFile(target);
    const auto copy = [&](const base::Path& part) -> base::Result<void> {
        MEDVEIL_TRY(m_files.createFolders(partFolder()));
        MEDVEIL_TRY(m_files.createFolders(target.parent_path()));
        MEDVEIL_ASSIGN(const auto from, m_files.openForReading(local));
        MEDVEIL_ASSIGN(const std::uint64_t size, from->size());
        if (const auto room = m_files.freeBytes(m_root); room && *room < size)
            return fail(ErrorCode::kNoSpace, "share");
        {
            MEDVEIL_ASSIGN(const auto to, m_files.createExclusive(part));
            MEDVEIL_TRY(copyVerified(*from, *to, size, digest, base::Stage::kSending, task));
        }
        // Read back what the share really holds, before it gets its name.
        MEDVEIL_ASSIGN(const auto stored, m_files.openForReading(part));
        format::FileDigest check;
        base::Bytes buffer(format::FileDigest::kPieceBytes);
        while (true) {
            MEDVEIL_TRY(task.checkpoint());
            MEDVEIL_ASSIGN(const std::size_t count, stored->read(buffer));
            if (count == 0)
                break;
            check.update(base::ByteView(buffer).first(count));
        }
        if (check.finish() != digest)
            return fail(ErrorCode::kIo, "the share kept other bytes");
        auto renamed = m_files.renameWithoutReplacing(part, target);
        if (!renamed && renamed.error().code == ErrorCode::kAlreadyExists && stands()) {
            // Somebody was faster with the same bytes: that is success, and the part is not needed.
            (void)m_files.removeFile(part);
            return {};
        }
        return renamed;
    };
    // Every try under a new name: what a failed one left behind must not be taken for the file itself.
    auto done = patiently([&] {
        const auto part = partFolder() / (nameOf(crypto::randomValue<PartId>().view()) + ".part");
        auto copied = copy(part);
        if (!copied)
            (void)m_files.removeFile(part);
        return copied;
    });
    if (!done)
        return fail(asShareError(std::move(done).error()));
    (void)m_files.syncFolder(target.parent_path());
    return {};
}

base::Result<MailboxListing> FolderShare::list(const format::MailboxId& mailbox) {
    MailboxListing listing;
    const auto folder = mailboxFolder(mailbox);
    const auto prefixes = m_files.list(folder, kMostListed);
    if (!prefixes) {
        if (prefixes.error().code == ErrorCode::kNotFound)
            return listing;
        return fail(prefixes.error());
    }
    for (const auto& prefix : *prefixes) {
        if (prefix.kind != base::FileInfo::Kind::kFolder || prefix.name.size() != 2) {
            ++listing.foreign;
            continue;
        }
        const auto entries = m_files.list(folder / prefix.name, kMostListed);
        if (!entries) {
            ++listing.foreign;
            listing.crowded |= entries.error().code == ErrorCode::kTooManyFiles;
            continue;
        }
        for (const auto& entry : *entries) {
            auto file = parseBlobName(entry.name);
            if (!file || entry.kind != base::FileInfo::Kind::kFile || !entry.name.starts_with(prefix.name)) {
                ++listing.foreign;
                continue;
            }
            const auto info = m_files.info(folder / prefix.name / entry.name);
            if (!info || info->kind != base::FileInfo::Kind::kFile || info->size > kLargestBlob)
                continue;
            file->size = info->size;
            if (listing.files.size() < kMostListed)
                listing.files.push_back(std::move(*file));
            else
                listing.crowded = true;
        }
    }
    // An order that nobody outside chooses by arriving first.
    std::ranges::sort(listing.files, {}, &MailboxFile::digest);
    return listing;
}

base::Result<void> FolderShare::fetch(const MailboxFile& file, const format::MailboxId& mailbox,
                                      const base::Path& local, base::TaskContext& task) {
    const auto copy = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(const auto from, m_files.openForReading(blobPath(file.digest, file.ending, mailbox)));
        MEDVEIL_ASSIGN(const std::uint64_t size, from->size());
        if (size > kLargestBlob)
            return fail(ErrorCode::kTooLarge, "blob");
        if (const auto room = m_files.freeBytes(local.parent_path());
            room && (*room < kSpareBytes || *room - kSpareBytes < size))
            return fail(ErrorCode::kNoSpace, "this machine");
        // What is no sealed message at all is not copied first: junk of any size costs one read.
        if (file.ending == "blob") {
            base::Bytes front(format::kBlobFixedBytes);
            MEDVEIL_ASSIGN(const std::size_t count, from->read(front));
            const auto header = format::headerSize(base::ByteView(front).first(count));
            if (!header && header.error().code != ErrorCode::kUnknownVersion &&
                header.error().code != ErrorCode::kUnknownSuite)
                return fail(ErrorCode::kAuthenticationFailed, "not a sealed message");
            MEDVEIL_TRY(from->seek(0));
        }
        (void)m_files.removeFile(local);
        MEDVEIL_ASSIGN(const auto to, m_files.createExclusive(local));
        return copyVerified(*from, *to, size, file.digest, base::Stage::kReceiving, task);
    };
    auto done = patiently(copy);
    if (!done)
        (void)m_files.removeFile(local);
    return done;
}

base::Result<void> FolderShare::remove(const MailboxFile& file, const format::MailboxId& mailbox) {
    auto removed = m_files.removeFile(blobPath(file.digest, file.ending, mailbox));
    if (!removed && removed.error().code == ErrorCode::kNotFound)
        return {};
    return removed;
}

void FolderShare::removeOldParts(base::Timestamp now) {
    const auto entries = m_files.list(partFolder(), kMostListed);
    if (!entries)
        return;
    for (const auto& entry : *entries) {
        const auto path = partFolder() / entry.name;
        const auto info = m_files.info(path);
        if (info && info->kind == base::FileInfo::Kind::kFile && info->modified + kPartAge < now)
            (void)m_files.removeFile(path);
    }
}

base::Timestamp backOff(std::uint32_t attempts) {
    const auto doubled = 5 * base::kSecond << std::min(attempts, 7U);
    const auto base = std::min<base::Timestamp>(doubled, 10 * base::kMinute);
    return base + crypto::randomBelow(static_cast<std::uint32_t>(base / 4) + 1);
}

}  // namespace medveil::share
