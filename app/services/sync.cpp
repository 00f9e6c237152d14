#include "app/services/sync.h"

#include <algorithm>

#include "app/services/contacts.h"
#include "app/services/import.h"
#include "core/format/file_digest.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kPerRun = 10'000;
constexpr std::size_t kMostDoubtful = 10'000;
constexpr base::Timestamp kRepublish = 10 * base::kMinute;
constexpr std::uint64_t kLargestCover = 1024ULL * 1024 * 1024;

/// Errors that will pass by themselves: the file is tried again at the next run. Everything else is set
/// aside.
bool passes(ErrorCode code) {
    switch (code) {
        case ErrorCode::kIo:
        case ErrorCode::kNoSpace:
        case ErrorCode::kNotFound:
        case ErrorCode::kCancelled:
        case ErrorCode::kOutOfMemory:
        case ErrorCode::kPermissionDenied:
        case ErrorCode::kReadOnly:
        case ErrorCode::kVaultBusy:
        case ErrorCode::kShareOffline:
            return true;
        default:
            return false;
    }
}

/// One run over the mailbox.
class Reception {
  public:
    Reception(SessionState& state, share::FolderShare& share, SyncReport& report, base::TaskContext& task)
        : m_state(state),
          m_share(share),
          m_mailbox(state.identity.mailbox()),
          m_report(report),
          m_task(task) {}

    base::Result<void> run() {
        MEDVEIL_ASSIGN(const share::ShareId pinned, m_state.pinnedShare());
        MEDVEIL_ASSIGN(auto listing, m_share.list(m_mailbox));
        if (listing.crowded)
            m_report.problem = ErrorCode::kTooManyFiles;
        // Covers first: they hold the keys of the blobs that belong to them.
        std::ranges::stable_partition(listing.files, [](const auto& file) { return file.ending != "blob"; });
        for (const auto& file : listing.files) {
            MEDVEIL_TRY(m_task.checkpoint());
            MEDVEIL_ASSIGN(const auto held, m_state.deliveries.heldReason(file.digest));
            if (held) {
                ++m_report.held;
                continue;
            }
            const auto doubt = m_state.doubtful.find(file.digest);
            if (doubt != m_state.doubtful.end() && doubt->second.next > m_state.clock.now()) {
                ++m_report.held;
                continue;
            }
            // Each file anew: a share that went away in between looks like an empty folder, or like
            // another's.
            MEDVEIL_TRY(m_share.check(pinned));
            MEDVEIL_TRY(takeOne(file));
        }
        return {};
    }

  private:
    base::Result<void> takeOne(const share::MailboxFile& file) {
        auto taken = file.ending == "blob" ? takeBlob(file, nullptr, file) : takeCover(file);
        if (taken)
            return {};
        const auto& error = taken.error();
        // A file that does not fit this machine's disk waits; it must not keep the others, or what goes out,
        // waiting.
        if (error.code == ErrorCode::kCancelled)
            return taken;
        if (passes(error.code)) {
            m_report.problem = error.code;
            return {};
        }
        ++m_report.held;
        // A blob whose cover brings its key, and mail that is not ours, are no failures worth a line in the
        // log.
        if (error.code != ErrorCode::kNotForMe && error.code != ErrorCode::kNothingFound &&
            error.code != ErrorCode::kUnknownContact)
            MEDVEIL_TRY(m_state.record(access::Action::kFailed, file.digest.view(), {}, error.code));
        return m_state.deliveries.hold(file.digest, static_cast<std::uint64_t>(error.code),
                                       m_state.clock.now());
    }

    base::Result<void> fetch(const share::MailboxFile& file, const base::Path& local) {
        auto fetched = m_share.fetch(file, m_mailbox, local, m_task);
        if (fetched) {
            m_state.doubtful.erase(file.digest);
            return fetched;
        }
        if (fetched.error().code != ErrorCode::kAuthenticationFailed)
            return fetched;
        if (m_state.doubtful.size() < kMostDoubtful || m_state.doubtful.contains(file.digest)) {
            auto& doubt = m_state.doubtful[file.digest];
            doubt.next = m_state.clock.now() + share::backOff(++doubt.attempts);
        }
        return fail(ErrorCode::kIo, "a file on the share is not what its name says");
    }

    /// Fetches and imports. `carrier` is the file whose arrival brought it: the blob itself or its cover. The
    /// carrier goes first: cut off in between, a blob without its cover is set aside, while a cover without
    /// its blob would be tried for ever.
    base::Result<void> takeBlob(const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                const share::MailboxFile& carrier) {
        const auto local = m_state.spool("in-" + base::toBase32(file.digest.view()));
        MEDVEIL_TRY(fetch(file, local));
        auto imported = importLocal(local, file, key, carrier);
        (void)m_state.files.removeFile(local);
        MEDVEIL_TRY(count(std::move(imported)));
        MEDVEIL_TRY(m_share.remove(carrier, m_mailbox));
        return m_share.remove(file, m_mailbox);
    }

    base::Result<Imported> importLocal(const base::Path& local, const share::MailboxFile& file,
                                       const crypto::SymmetricKey* key, const share::MailboxFile& carrier) {
        MEDVEIL_ASSIGN(const auto bytes, m_state.files.openForReading(local));
        MEDVEIL_ASSIGN(const std::uint64_t size, bytes->size());
        ImportSource source;
        source.bytes = bytes.get();
        source.size = size;
        source.digest = file.digest;
        source.key = key;
        source.hiding = key != nullptr ? vault::Hiding::kTicket : vault::Hiding::kNone;
        source.travelled = carrier.digest;
        return importBlob(m_state, source, m_task);
    }

    base::Result<void> takeCover(const share::MailboxFile& file) {
        if (file.size > kLargestCover)
            return fail(ErrorCode::kTooLarge, "cover");
        const auto local = m_state.spool("in-" + base::toBase32(file.digest.view()));
        MEDVEIL_TRY(fetch(file, local));
        auto cover = base::readWholeFile(m_state.files, local, kLargestCover);
        (void)m_state.files.removeFile(local);
        if (!cover)
            return fail(std::move(cover).error());
        MEDVEIL_ASSIGN(const format::CoverEnvelope envelope,
                       revealEnvelope(m_state, std::move(*cover), m_task));
        if (envelope.isTicket()) {
            share::MailboxFile blob;
            blob.digest = envelope.name;
            blob.ending = "blob";
            return takeBlob(blob, &envelope.key, file);
        }
        {
            base::MemorySource bytes(envelope.blob);
            ImportSource source;
            source.bytes = &bytes;
            source.size = envelope.blob.size();
            source.digest = format::fileDigest(envelope.blob);
            source.hiding = vault::Hiding::kInline;
            source.travelled = file.digest;
            MEDVEIL_TRY(count(importBlob(m_state, source, m_task)));
        }
        return m_share.remove(file, m_mailbox);
    }

    base::Result<void> count(base::Result<Imported> imported) {
        if (!imported)
            return fail(std::move(imported).error());
        if (imported->kind == ImportKind::kReceipt)
            ++m_report.receipts;
        else if (imported->kind == ImportKind::kMessage)
            ++m_report.received;
        return {};
    }

    SessionState& m_state;
    share::FolderShare& m_share;
    format::MailboxId m_mailbox;
    SyncReport& m_report;
    base::TaskContext& m_task;
};

base::Result<void> publishOne(SessionState& state, share::FolderShare& share, vault::OutboxItem item,
                              SyncReport& report, base::TaskContext& task) {
    const auto now = state.clock.now();
    if (item.expires != 0 && item.expires < now) {
        // A share that lets nobody delete must not keep everything behind this item waiting.
        (void)share.remove({item.digest, item.ending, 0}, item.mailbox);
        MEDVEIL_TRY(state.messages.setDelivery(item.message, item.person, vault::Delivery::kExpired, now, 0));
        MEDVEIL_ASSIGN(const auto freed, state.deliveries.clear(item.number));
        for (const auto& spool : freed)
            (void)state.files.removeFile(state.spool(spool));
        return {};
    }
    auto published = share.publish(state.spool(item.spool), item.digest, item.ending, item.mailbox, task);
    if (!published && published.error().code == ErrorCode::kCancelled)
        return published;
    ++item.attempts;
    if (!published) {
        // One line for a failure, not one for every try of a share that is away.
        if (item.lastError == 0)
            MEDVEIL_TRY(state.record(access::Action::kFailed, item.message.view(), "publish",
                                     published.error().code));
        item.lastError = static_cast<std::uint64_t>(published.error().code);
        item.nextAttempt = now + share::backOff(item.attempts);
        report.problem = published.error().code;
        return state.deliveries.update(item);
    }
    if (item.isReceipt) {
        MEDVEIL_ASSIGN(const auto freed, state.deliveries.clear(item.number));
        for (const auto& spool : freed)
            (void)state.files.removeFile(state.spool(spool));
        return {};
    }
    if (item.state == vault::OutboxState::kQueued)
        ++report.published;
    item.state = vault::OutboxState::kPublished;
    item.lastError = 0;
    // Until the receipt arrives it is looked after: a file that vanished from the share is put there again.
    item.nextAttempt = now + kRepublish;
    MEDVEIL_TRY(state.deliveries.update(item));
    // A cover and its blob are two files: only with both is the message on its way.
    MEDVEIL_ASSIGN(const bool more, state.deliveries.stillQueued(item.message, item.person));
    return more ? base::Result<void>()
                : state.messages.setDelivery(item.message, item.person, vault::Delivery::kPublished, now, 0);
}

}  // namespace

base::Result<void> Sync::publish(SyncReport& report, base::TaskContext& task) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    MEDVEIL_ASSIGN(const auto due, state.deliveries.due(state.clock.now(), kPerRun));
    for (const auto& item : due) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_TRY(share.check(pinned));
        MEDVEIL_TRY(publishOne(state, share, item, report, task));
    }
    return {};
}

base::Result<void> Sync::receive(SyncReport& report, base::TaskContext& task) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    return Reception(state, share, report, task).run();
}

base::Result<SyncReport> Sync::run(base::TaskContext& task) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    MEDVEIL_TRY(share.check(pinned));
    SyncReport report;
    // A full share, or a directory that cannot be read, is a problem to tell and no reason to leave mail
    // lying.
    const auto carded = share.publishCard(state.identity.person(), state.identity.card.card.epoch,
                                          format::encodeSignedCard(state.identity.card));
    if (!carded)
        report.problem = carded.error().code;
    const auto people = Contacts(m_session).readDirectory();
    if (people)
        report.newPeople = *people;
    else
        report.problem = people.error().code;
    MEDVEIL_TRY(receive(report, task));
    // What was received has put receipts into the outbox: they go out in the same run.
    MEDVEIL_TRY(publish(report, task));
    share.removeOldParts(state.clock.now());
    MEDVEIL_TRY(state.deliveries.forgetOld(state.clock.now()));
    state.lastSync = state.clock.now();
    return report;
}

}  // namespace medveil::app
