#include "core/share/folder_share.h"

#include <algorithm>

#include "core/base/detached_calls.h"
#include "core/crypto/random.h"
#include "core/format/card.h"
#include "core/format/file_digest.h"
#include "core/share/read_whole.h"

namespace medveil::share {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kMarkerName = "share.json";
constexpr std::uint32_t kLooksBeforeReading = 36;
constexpr std::size_t kMostVerified = 10'000;
constexpr std::size_t kLookedAtOnce = 500;
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

SharePath mailboxFolder(const format::MailboxId& mailbox) {
    return SharePath("in") / nameOf(mailbox.view());
}
SharePath blobPath(const MailboxFile& file, const format::MailboxId& mailbox) {
    const auto name = file.name();
    return mailboxFolder(mailbox) / name.substr(0, 2) / name;
}

bool isPrefix(std::string_view name) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
    return name.size() == 2 && name.find_first_not_of(kLetters) == std::string_view::npos;
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

base::Result<base::Bytes> readWhole(ShareFolder& folder, const SharePath& path, std::size_t limit) {
    MEDVEIL_ASSIGN(const auto file, folder.openForReading(path));
    MEDVEIL_ASSIGN(const std::uint64_t size, file->size());
    if (size > limit)
        return fail(ErrorCode::kTooLarge, "file over its bound");
    base::Bytes content(static_cast<std::size_t>(size));
    MEDVEIL_ASSIGN(const std::size_t count, file->read(content));
    content.resize(count);
    return content;
}

bool Verified::holds(const std::string& place, const FileStamp& stamp) {
    const auto known = m_looks.find(place);
    return known != m_looks.end() && known->second.stamp == stamp &&
           ++known->second.looks < kLooksBeforeReading;
}

void Verified::remember(const std::string& place, const FileStamp& stamp) {
    if (m_looks.size() < kMostVerified || m_looks.contains(place))
        m_looks[place] = {stamp, 0};
}

base::Result<ShareId> FolderShare::readMarker() {
    const auto content =
        patiently([&] { return readWhole(*m_folder, SharePath(kMarkerName), kMarkerLimit); });
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
    MEDVEIL_TRY(m_folder->createRoot());
    for (const char* folder : {"id", "in", "tmp", "log"})
        MEDVEIL_TRY(m_folder->createFolders(SharePath(folder)));
    auto put = putContent(SharePath(kMarkerName), base::asBytes(text));
    // Somebody else made it at the same moment: theirs counts.
    if (!put && put.error().code != ErrorCode::kAlreadyExists)
        return fail(asShareError(std::move(put).error()));
    return readMarker();
}

base::Result<void> FolderShare::viaPart(const SharePath& target,
                                        const std::function<base::Result<void>(base::File&)>& fill,
                                        const std::function<base::Result<void>(const SharePath&)>& check) {
    MEDVEIL_TRY(m_folder->createFolders(SharePath("tmp")));
    MEDVEIL_TRY(m_folder->createFolders(target.parent()));
    // Every try under a new name: what a failed one left behind must not be taken for the file itself.
    const auto name = nameOf(crypto::randomValue<PartId>().view()) + ".part";
    const auto part = SharePath("tmp") / name;
    MEDVEIL_TRY(m_parts.record(name));
    const auto write = [&]() -> base::Result<void> {
        {
            MEDVEIL_ASSIGN(const auto file, m_folder->createExclusive(part));
            MEDVEIL_TRY(fill(*file));
        }
        MEDVEIL_TRY(check(part));
        return m_folder->renameWithoutReplacing(part, target);
    };
    auto written = write();
    if (!written) {
        const auto removed = m_folder->removeFile(part);
        if (!removed && removed.error().code != ErrorCode::kNotFound)
            return written;
    } else {
        (void)m_folder->syncFolder(target.parent());
    }
    (void)m_parts.forget(name);
    return written;
}

base::Result<void> FolderShare::putContent(const SharePath& target, base::ByteView content) {
    return viaPart(
        target,
        [&](base::File& file) -> base::Result<void> {
            MEDVEIL_TRY(file.write(content));
            MEDVEIL_TRY(file.sync());
            return file.close();
        },
        [&](const SharePath& part) -> base::Result<void> {
            MEDVEIL_ASSIGN(const ShareInfo info, m_folder->info(part));
            if (info.size != content.size())
                return fail(ErrorCode::kIo, "the share kept another size");
            return {};
        });
}

base::Result<void> FolderShare::publishCard(const format::PersonId& person, std::uint64_t epoch,
                                            base::ByteView card) {
    const auto name = std::to_string(epoch) + "-" + nameOf(format::fileDigest(card).view()) + ".card";
    const auto target = SharePath("id") / nameOf(person.view()) / name;
    const auto there = [&] {
        const auto content = readWhole(*m_folder, target, format::kCardLimit);
        return content && std::ranges::equal(*content, card);
    };
    if (there())
        return {};
    MEDVEIL_TRY(makeRoom(target));
    auto put = putContent(target, card);
    if (!put && (put.error().code != ErrorCode::kAlreadyExists || !there()))
        return fail(asShareError(std::move(put).error()));
    return {};
}

base::Result<CardHarvest> FolderShare::readCards(CardMemory& memory, const CardBudget& budget) {
    return share::readCards(*m_folder, memory, budget);
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

base::Result<crypto::Digest> FolderShare::digestOf(const SharePath& path, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto file, m_folder->openForReading(path));
    format::FileDigest digest;
    base::Bytes buffer(format::FileDigest::kPieceBytes);
    while (true) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(const std::size_t count, file->read(buffer));
        if (count == 0)
            return digest.finish();
        digest.update(base::ByteView(buffer).first(count));
    }
}

base::Result<bool> FolderShare::stands(const SharePath& target, const crypto::Digest& digest,
                                       std::uint64_t size, base::TaskContext& task) {
    const auto there = m_folder->info(target);
    if (!there || there->kind != base::FileInfo::Kind::kFile || there->size != size)
        return false;
    if (m_verified.holds(target.text(), there->stamp))
        return true;
    const auto found = digestOf(target, task);
    if (!found && found.error().code == ErrorCode::kCancelled)
        return fail(found.error());
    if (!found || *found != digest)
        return false;
    m_verified.remember(target.text(), there->stamp);
    return true;
}

/// What stands under a name that is ours and is not ours would keep the message from ever arriving.
base::Result<void> FolderShare::makeRoom(const SharePath& target) {
    const auto there = m_folder->info(target);
    if (!there)
        return {};  // nothing, or a way that will be made
    if (there->kind != base::FileInfo::Kind::kFolder)
        return m_folder->removeFile(target);
    // A folder may hold anything, and is none of ours: it moves aside.
    const auto aside = target.name() + "." + nameOf(crypto::randomValue<PartId>().view()) + ".aside";
    return m_folder->renameWithoutReplacing(target, target.parent() / aside);
}

base::Result<void> FolderShare::publish(const base::Path& local, const crypto::Digest& digest,
                                        std::string_view ending, const format::MailboxId& mailbox,
                                        base::TaskContext& task) {
    const auto target = blobPath({digest, std::string(ending), 0, {}}, mailbox);
    MEDVEIL_ASSIGN(const base::FileInfo mine, m_local.info(local));
    const auto fill = [&](base::File& to) -> base::Result<void> {
        MEDVEIL_ASSIGN(const auto from, m_local.openForReading(local));
        return copyVerified(*from, to, mine.size, digest, base::Stage::kSending, task);
    };
    // Read back what the share really holds, before it gets its name.
    const auto check = [&](const SharePath& part) -> base::Result<void> {
        MEDVEIL_ASSIGN(const crypto::Digest stored, digestOf(part, task));
        if (stored != digest)
            return fail(ErrorCode::kIo, "the share kept other bytes");
        return {};
    };
    auto done = patiently([&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(const bool already, stands(target, digest, mine.size, task));
        if (already)
            return {};
        MEDVEIL_TRY(makeRoom(target));
        if (const auto room = m_folder->freeBytes(); room && *room && **room < mine.size)
            return fail(ErrorCode::kNoSpace, "share");
        auto put = viaPart(target, fill, check);
        if (!put && put.error().code == ErrorCode::kAlreadyExists) {
            // Somebody was faster with the same bytes: that is success.
            MEDVEIL_ASSIGN(const bool faster, stands(target, digest, mine.size, task));
            if (faster)
                return {};
        }
        return put;
    });
    if (!done)
        return fail(asShareError(std::move(done).error()));
    return {};
}

base::Result<std::set<std::string>> FolderShare::prefixesOf(const SharePath& folder,
                                                            MailboxListing& listing) {
    std::set<std::string> prefixes;
    MEDVEIL_TRY(m_folder->list(folder, [&](const base::FolderEntry& entry) {
        if (entry.kind == base::FileInfo::Kind::kFolder && isPrefix(entry.name))
            prefixes.insert(entry.name);
        else
            ++listing.foreign;
        return true;
    }));
    return prefixes;
}

base::Result<MailboxListing> FolderShare::list(const format::MailboxId& mailbox, const MailboxView& view) {
    MailboxListing listing;
    const auto folder = mailboxFolder(mailbox);
    auto prefixes = prefixesOf(folder, listing);
    if (!prefixes && prefixes.error().code == ErrorCode::kNotRegularFile) {
        // A link where this mailbox belongs: nothing can arrive through it.
        MEDVEIL_TRY(m_folder->createFolders(folder));
        prefixes = prefixesOf(folder, listing);
    }
    if (!prefixes) {
        if (prefixes.error().code == ErrorCode::kNotFound)
            return listing;
        return fail(prefixes.error());
    }
    // A ring: each look goes on where the one before ran out of room, so that no part of a flooded mailbox is
    // never looked at.
    listing.next = view.after;
    auto prefix = prefixes->upper_bound(view.after);
    for (std::size_t i = 0; i < prefixes->size() && !listing.crowded; ++i) {
        if (prefix == prefixes->end())
            prefix = prefixes->begin();
        std::vector<std::string> names;
        const auto looked = m_folder->list(folder / *prefix, [&](const base::FolderEntry& entry) {
            if (entry.kind != base::FileInfo::Kind::kFile || !entry.name.starts_with(*prefix) ||
                !parseBlobName(entry.name))
                ++listing.foreign;
            else if (!view.known || !view.known(entry.name))
                names.push_back(entry.name);
            return true;
        });
        if (!looked) {
            ++listing.foreign;
            listing.whole = false;
        }
        MEDVEIL_TRY(lookAt(folder / *prefix, names, view, listing));
        if (listing.crowded)
            listing.next = *prefix;
        ++prefix;
    }
    listing.whole = listing.whole && !listing.crowded;
    return listing;
}

/// Sizes and stamps, many at a time: each question is a way to the server.
base::Result<void> FolderShare::lookAt(const SharePath& folder, const std::vector<std::string>& names,
                                       const MailboxView& view, MailboxListing& listing) {
    for (std::size_t at = 0; at < names.size() && !listing.crowded; at += kLookedAtOnce) {
        const auto from = names.begin() + static_cast<std::ptrdiff_t>(at);
        const std::vector<std::string> some(
            from, from + static_cast<std::ptrdiff_t>(std::min(kLookedAtOnce, names.size() - at)));
        auto infos = m_folder->infos(folder, some);
        if (!infos && base::isUnanswered(infos.error()))
            return fail(std::move(infos).error());
        if (!infos) {
            listing.whole = false;  // a folder that went, or is none any more
            return {};
        }
        for (std::size_t i = 0; i < some.size() && !listing.crowded; ++i) {
            const auto& info = (*infos)[i];
            if (!info || info->kind != base::FileInfo::Kind::kFile || info->size > kLargestBlob)
                continue;
            auto file = parseBlobName(some[i]);
            file->size = info->size;
            file->stamp = info->stamp;
            if (!view.wanted || view.wanted(*file))
                listing.files.push_back(std::move(*file));
            listing.crowded = listing.files.size() >= view.most;
        }
        listing.crowded = listing.crowded || (view.stop && view.stop());
    }
    return {};
}

/// What is no sealed message at all is not read further: junk of any size costs one read.
base::Result<void> FolderShare::checkFront(base::File& from) {
    base::Bytes front(format::kBlobFixedBytes);
    MEDVEIL_ASSIGN(const std::size_t count, from.read(front));
    const auto header = format::headerSize(base::ByteView(front).first(count));
    if (!header && header.error().code != ErrorCode::kUnknownVersion &&
        header.error().code != ErrorCode::kUnknownSuite)
        return fail(ErrorCode::kAuthenticationFailed, "not a sealed message");
    return from.seek(0);
}

base::Result<void> FolderShare::checkRoom(const base::Path& folder, std::uint64_t size) {
    const auto room = m_local.freeBytes(folder);
    if (room && (*room < kSpareBytes || *room - kSpareBytes < size))
        return fail(ErrorCode::kNoSpace, "this machine");
    return {};
}

base::Result<void> FolderShare::fetch(const MailboxFile& file, const format::MailboxId& mailbox,
                                      const base::Path& local, base::TaskContext& task) {
    const auto copy = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(const auto from, m_folder->openForReading(blobPath(file, mailbox)));
        MEDVEIL_ASSIGN(const std::uint64_t size, from->size());
        if (size > kLargestBlob)
            return fail(ErrorCode::kTooLarge, "blob");
        MEDVEIL_TRY(checkRoom(local.parent_path(), size));
        if (file.ending == "blob")
            MEDVEIL_TRY(checkFront(*from));
        (void)m_local.removeFile(local);
        MEDVEIL_ASSIGN(const auto to, m_local.createExclusive(local));
        return copyVerified(*from, *to, size, file.digest, base::Stage::kReceiving, task);
    };
    auto done = patiently(copy);
    if (!done)
        (void)m_local.removeFile(local);
    return done;
}

base::Result<base::Bytes> FolderShare::read(const MailboxFile& file, const format::MailboxId& mailbox,
                                            const base::Path& localFolder) {
    return patiently([&]() -> base::Result<base::Bytes> {
        MEDVEIL_ASSIGN(const auto from, m_folder->openForReading(blobPath(file, mailbox)));
        MEDVEIL_TRY(checkRoom(localFolder, file.size));
        MEDVEIL_TRY(checkFront(*from));
        // A byte more: a file that has grown is not what it was.
        base::Bytes content(static_cast<std::size_t>(file.size) + 1);
        MEDVEIL_ASSIGN(const std::size_t count, from->read(content));
        content.resize(count);
        if (count != file.size || format::fileDigest(content) != file.digest)
            return fail(ErrorCode::kAuthenticationFailed, "a file is not what its name says");
        return content;
    });
}

base::Result<void> FolderShare::remove(const MailboxFile& file, const format::MailboxId& mailbox) {
    auto removed = m_folder->removeFile(blobPath(file, mailbox));
    if (!removed && removed.error().code == ErrorCode::kNotFound)
        return {};
    return removed;
}

void FolderShare::removeOldParts(base::Timestamp now) {
    const auto parts = m_parts.all();
    if (!parts)
        return;
    for (const auto& part : *parts) {
        // Written down under a clock that was ahead: that part may still be in the making.
        if (part.made + kPartAge > now && part.made <= now + kPartAge)
            continue;
        const auto removed = m_folder->removeFile(SharePath("tmp") / part.name);
        if (removed || removed.error().code == ErrorCode::kNotFound ||
            removed.error().code == ErrorCode::kNotRegularFile)
            (void)m_parts.forget(part.name);
    }
}

base::Timestamp backOff(std::uint32_t attempts) {
    const auto doubled = 5 * base::kSecond << std::min(attempts, 7U);
    const auto pause = std::min<base::Timestamp>(doubled, 10 * base::kMinute);
    return pause + crypto::randomBelow(static_cast<std::uint32_t>(pause / 4) + 1);
}

}  // namespace medveil::share
