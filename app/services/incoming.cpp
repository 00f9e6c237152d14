#include "app/services/incoming.h"

#include <algorithm>

#include "core/format/file_digest.h"
#include "stego/carrier/carrier.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

struct Budget {
    base::Timestamp time;
    std::uint64_t bytes;
    std::size_t files;
    base::Timestamp perFile;  ///< doubled at each further try
    std::uint64_t memory;     ///< of a cover's samples
};
/// What comes while a poll is under way waits for the next one, and what is sent meanwhile as well: two of
/// them, of two people, and the pause between them are less than ten seconds. Who asked is content to wait.
constexpr Budget kForPoll = {2 * base::kSecond, std::uint64_t{1} << 30, 20'000, 4 * base::kSecond,
                             std::uint64_t{192} << 20};
/// A cover that takes more than this is opened by name.
constexpr Budget kForPerson = {base::kMinute, std::uint64_t{1} << 40, 50'000, 60 * base::kMinute,
                               std::uint64_t{512} << 20};

constexpr std::size_t kMostDoubtful = 100'000;
constexpr std::size_t kMostHeld = 50'000;
constexpr std::size_t kFailureLines = 100;  ///< of the audit log, in one session
constexpr base::Timestamp kSoon = 20 * base::kSecond;
constexpr base::Timestamp kCheckedFor = base::kSecond / 5;
constexpr std::uint64_t kSmall = std::uint64_t{1} << 20;  ///< bytes, read in no time
constexpr std::string_view kCursor = "mailbox-cursor";    ///< where a flooded mailbox is read on

/// Errors that will pass by themselves: the file is tried again soon. Everything else is set aside.
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

/// What is amiss in the reader's own vault says nothing about the file: it waits, and is not set aside.
bool isOwnDamage(ErrorCode code) {
    return code == ErrorCode::kVaultDamaged || code == ErrorCode::kContactsDamaged;
}

/// One file's share of the time: what takes longer is taken up again later, and longer then.
class Allowance final : public base::TaskContext {
  public:
    Allowance(base::TaskContext& under, const base::Clock& clock, base::Timestamp time)
        : m_under(under), m_clock(clock), m_until(clock.monotonic() + time) {}
    bool cancelled() const override { return m_under.cancelled() || m_clock.monotonic() > m_until; }
    void report(const base::Progress& progress) override { m_under.report(progress); }

  private:
    base::TaskContext& m_under;
    const base::Clock& m_clock;
    base::Timestamp m_until;
};

/// Small files before large ones. Of the small, the newest and the oldest in turns: a letter that comes
/// behind a flood is overtaken only by what came after it, and one that came before the flood has its turn as
/// well.
void inFairOrder(std::vector<share::MailboxFile>& files) {
    const auto large = std::ranges::stable_partition(
        files, [](const share::MailboxFile& file) { return file.size <= kSmall; });
    std::ranges::stable_sort(large, {}, &share::MailboxFile::size);
    const auto small = std::ranges::subrange(files.begin(), large.begin());
    std::ranges::stable_sort(small, std::greater(),
                             [](const share::MailboxFile& file) { return share::touchedAt(file.stamp); });
    std::vector<share::MailboxFile> ordered;
    ordered.reserve(small.size());
    for (std::size_t first = 0, last = small.size(); first < last;) {
        ordered.push_back(std::move(files[first++]));
        if (first < last)
            ordered.push_back(std::move(files[--last]));
    }
    std::ranges::move(ordered, files.begin());
}

const Budget& budgetFor(SyncCause cause) {
    return cause == SyncCause::kPoll ? kForPoll : kForPerson;
}

}  // namespace

Incoming::Incoming(SessionState& state, share::FolderShare& share, SyncCause cause, SyncReport& report,
                   base::TaskContext& task)
    : m_state(state),
      m_share(share),
      m_mailbox(state.identity.mailbox()),
      m_cause(cause),
      m_report(report),
      m_task(task),
      m_until(state.clock.monotonic() + budgetFor(cause).time),
      m_bytesLeft(budgetFor(cause).bytes),
      m_filesLeft(budgetFor(cause).files) {}

base::Result<void> Incoming::run() {
    // "Expired" was said by the clock: where that went back since, it is looked at again.
    MEDVEIL_TRY(m_state.deliveries.releaseHeldAfter(static_cast<std::uint64_t>(ErrorCode::kExpired),
                                                    m_state.clock.now()));
    MEDVEIL_ASSIGN(const auto held, m_state.deliveries.held());
    for (const auto& file : held)
        m_held.insert(file.name);
    share::MailboxView view;
    MEDVEIL_ASSIGN(view.after, m_state.settings.text(kCursor));
    std::unordered_set<std::string> stillHeld;
    view.known = [&](const std::string& name) {
        if (!m_held.contains(name))
            return false;
        ++m_report.held;
        stillHeld.insert(name);
        return true;
    };
    view.wanted = [&](const share::MailboxFile& file) { return isWanted(file); };
    view.stop = [&] { return m_task.cancelled() || m_state.clock.monotonic() > m_until; };
    MEDVEIL_ASSIGN(auto listing, m_share.list(m_mailbox, view));
    // Kept in the vault: who looks by the command line looks anew each time, and sees the next part all the
    // same.
    if (listing.crowded && listing.next != view.after)
        MEDVEIL_TRY(m_state.settings.setText(kCursor, listing.next));
    if (listing.crowded) {
        m_report.more = true;
        m_report.problem = ErrorCode::kTooManyFiles;
    }
    // What was held and is gone makes room for what comes.
    if (listing.whole && m_held.size() > kMostHeld / 2 && stillHeld.size() < m_held.size())
        MEDVEIL_TRY(forgetGone(stillHeld));
    auto taken = takeAll(std::move(listing.files));
    MEDVEIL_TRY(keepHeld());
    return taken;
}

bool Incoming::isWanted(const share::MailboxFile& file) {
    const auto doubt = m_state.doubtful.find(file.name());
    if (doubt == m_state.doubtful.end() || m_cause == SyncCause::kPerson ||
        doubt->second.next <= m_state.clock.monotonic() || doubt->second.stamp != file.stamp)
        return true;
    ++m_report.held;
    return false;
}

bool Incoming::spent(const share::MailboxFile& next) const {
    // On a slow share the time may be over before anything was taken: one file comes in at every look.
    if (m_filesLeft == budgetFor(m_cause).files)
        return false;
    return m_filesLeft == 0 || m_state.clock.monotonic() > m_until ||
           (next.size > m_bytesLeft && m_bytesLeft < budgetFor(m_cause).bytes);
}

base::Result<void> Incoming::takeAll(std::vector<share::MailboxFile> files) {
    MEDVEIL_ASSIGN(const share::ShareId pinned, m_state.pinnedShare());
    // A "cover" that has a blob's digest is that blob under another ending, put there by somebody: the blob
    // goes before it.
    std::set<crypto::Digest> blobs;
    for (const auto& file : files)
        if (file.ending == "blob")
            blobs.insert(file.digest);
    const auto isTwin = [&](const share::MailboxFile& file) {
        return file.ending != "blob" && blobs.contains(file.digest);
    };
    inFairOrder(files);
    // Reading a cover costs a thousand times what reading a blob costs, so each kind has its share of the
    // time, not of the turns: whoever floods the one does not hold the other.
    const auto middle = std::ranges::stable_partition(
        files, [&](const share::MailboxFile& file) { return file.ending != "blob" && !isTwin(file); });
    std::stable_partition(middle.begin(), files.end(),
                          [&](const share::MailboxFile& file) { return !isTwin(file); });
    auto cover = files.begin();
    auto blob = middle.begin();
    const auto covers = blob;
    base::Timestamp checkAgain = 0;
    base::Timestamp forCovers = 0;
    base::Timestamp forBlobs = 0;
    while (cover != covers || blob != files.end()) {
        const bool takeCoverNow = blob == files.end() || (cover != covers && forCovers <= forBlobs);
        const auto& file = takeCoverNow ? *cover++ : *blob++;
        MEDVEIL_TRY(m_task.checkpoint());
        if (m_removed.contains(file.name()))
            continue;  // the blob of a cover that was taken just now
        if (spent(file)) {
            m_report.more = true;
            continue;  // a smaller one may still fit
        }
        // Again and again: a share that went away in between looks like an empty folder, or like another's.
        if (const auto now = m_state.clock.monotonic(); now >= checkAgain) {
            MEDVEIL_TRY(m_share.check(pinned));
            checkAgain = now + kCheckedFor;
        }
        --m_filesLeft;
        m_bytesLeft -= std::min(m_bytesLeft, file.size);
        const auto start = m_state.clock.monotonic();
        MEDVEIL_TRY(takeOne(file));
        (takeCoverNow ? forCovers : forBlobs) += 1 + m_state.clock.monotonic() - start;
    }
    return {};
}

base::Result<void> Incoming::takeOne(const share::MailboxFile& file) {
    m_doubted = m_imported = false;
    const auto known = m_state.doubtful.find(file.name());
    const auto tries = known == m_state.doubtful.end() ? 0U : std::min(known->second.attempts, 10U);
    Allowance allowance(m_task, m_state.clock, budgetFor(m_cause).perFile << tries);
    auto taken =
        file.ending == "blob" ? takeBlob(file, nullptr, file, allowance) : takeCover(file, allowance);
    if (!taken)
        return failed(file, taken.error());
    m_state.doubtful.erase(file.name());
    return {};
}

base::Result<void> Incoming::failed(const share::MailboxFile& file, const base::Error& error) {
    if (error.code == ErrorCode::kCancelled) {
        if (m_task.cancelled())
            return fail(error);
        // It took too long this time.
        m_report.more = true;
        doubt(file, share::kLongestBackOff);
        return {};
    }
    if (error.code == ErrorCode::kNotFound)
        return {};  // taken by somebody else, or taken back
    if (error.code == ErrorCode::kAuthenticationFailed && m_doubted) {
        ++m_report.held;
        doubt(file, share::kLongestBackOff);
        return {};
    }
    if (passes(error.code)) {
        m_report.problem = error.code;
        doubt(file, m_imported ? share::kLongestBackOff : kSoon);
        return {};
    }
    if (isOwnDamage(error.code)) {
        ++m_report.held;
        m_report.problem = error.code;
        doubt(file, share::kLongestBackOff);
        return {};
    }
    ++m_report.held;
    // A blob whose cover brings its key, and mail that is not ours, are no failures worth a line in the log;
    // nor are a hundred thousand of whatever they are.
    if (error.code != ErrorCode::kNotForMe && error.code != ErrorCode::kNothingFound &&
        error.code != ErrorCode::kUnknownContact && m_state.failureLines < kFailureLines) {
        ++m_state.failureLines;
        MEDVEIL_TRY(m_state.record(access::Action::kFailed, file.digest.view(), {}, error.code));
    }
    if (m_held.size() + m_toHold.size() < kMostHeld)
        m_toHold.emplace_back(file.name(), error.code);
    else
        doubt(file, share::kLongestBackOff);
    return {};
}

void Incoming::doubt(const share::MailboxFile& file, base::Timestamp longest) {
    const auto name = file.name();
    if (m_state.doubtful.size() >= kMostDoubtful && !m_state.doubtful.contains(name))
        return;
    auto& doubt = m_state.doubtful[name];
    doubt.stamp = file.stamp;
    doubt.next = m_state.clock.monotonic() + std::min(longest, share::backOff(++doubt.attempts));
}

base::Result<void> Incoming::forgetGone(const std::unordered_set<std::string>& stillHeld) {
    MEDVEIL_ASSIGN(vault::Transaction transaction, vault::Transaction::begin(m_state.vault.database()));
    for (const auto& name : m_held)
        if (!stillHeld.contains(name))
            MEDVEIL_TRY(m_state.deliveries.releaseHeldFile(name));
    MEDVEIL_TRY(transaction.commit());
    m_held = stillHeld;
    return {};
}

base::Result<void> Incoming::keepHeld() {
    if (m_toHold.empty())
        return {};
    MEDVEIL_ASSIGN(vault::Transaction transaction, vault::Transaction::begin(m_state.vault.database()));
    for (const auto& [name, code] : m_toHold)
        MEDVEIL_TRY(m_state.deliveries.hold(name, static_cast<std::uint64_t>(code), m_state.clock.now()));
    MEDVEIL_TRY(transaction.commit());
    m_toHold.clear();
    return {};
}

base::Result<void> Incoming::remove(const share::MailboxFile& file) {
    MEDVEIL_TRY(m_share.remove(file, m_mailbox));
    m_removed.insert(file.name());
    return {};
}

base::Result<void> Incoming::fetch(const share::MailboxFile& file, const base::Path& local,
                                   base::TaskContext& task) {
    auto fetched = m_share.fetch(file, m_mailbox, local, task);
    noteDoubt(fetched);
    return fetched;
}

/// Fetches and imports. `carrier` is the file whose arrival brought it: the blob itself or its cover. The
/// carrier goes first: cut off in between, a blob without its cover is set aside, while a cover without its
/// blob would be tried for ever.
base::Result<void> Incoming::takeBlob(const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                      const share::MailboxFile& carrier, base::TaskContext& task) {
    // The size of a cover's blob is not known before it was looked at.
    MEDVEIL_TRY(count(file.size > 0 && file.size <= kSmall ? importRead(file, key, carrier, task)
                                                           : importFetched(file, key, carrier, task)));
    m_imported = true;
    MEDVEIL_TRY(remove(carrier));
    return remove(file);
}

/// Small ones come in great numbers, most of them nobody's: no copy of them is written down and synced.
base::Result<Imported> Incoming::importRead(const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                            const share::MailboxFile& carrier, base::TaskContext& task) {
    const auto read = m_share.read(file, m_mailbox, m_state.vault.spoolFolder());
    noteDoubt(read);
    if (!read)
        return fail(read.error());
    base::MemorySource bytes(*read);
    return importFrom(bytes, read->size(), file, key, carrier, task);
}

base::Result<Imported> Incoming::importFetched(const share::MailboxFile& file,
                                               const crypto::SymmetricKey* key,
                                               const share::MailboxFile& carrier, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Path local, m_state.incoming(file.digest));
    const auto fetched = fetch(file, local, task);
    auto imported = fetched ? importLocal(local, file, key, carrier, task)
                            : base::Result<Imported>(fail(fetched.error()));
    m_state.removeIncoming(file.digest);
    return imported;
}

base::Result<Imported> Incoming::importLocal(const base::Path& local, const share::MailboxFile& file,
                                             const crypto::SymmetricKey* key,
                                             const share::MailboxFile& carrier, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto bytes, m_state.files.openForReading(local));
    MEDVEIL_ASSIGN(const std::uint64_t size, bytes->size());
    return importFrom(*bytes, size, file, key, carrier, task);
}

base::Result<Imported> Incoming::importFrom(base::ByteSource& bytes, std::uint64_t size,
                                            const share::MailboxFile& file, const crypto::SymmetricKey* key,
                                            const share::MailboxFile& carrier, base::TaskContext& task) {
    ImportSource source;
    source.bytes = &bytes;
    source.size = size;
    source.digest = file.digest;
    source.key = key;
    source.hiding = key != nullptr ? vault::Hiding::kTicket : vault::Hiding::kNone;
    source.travelled = carrier.digest;
    return importBlob(m_state, source, task);
}

base::Result<void> Incoming::takeCover(const share::MailboxFile& file, base::TaskContext& task) {
    if (file.size > stego::kLargestCover)
        return fail(ErrorCode::kTooLarge, "cover");
    MEDVEIL_ASSIGN(const base::Path local, m_state.incoming(file.digest));
    const auto most = budgetFor(m_cause).memory;
    const auto fetched = fetch(file, local, task);
    const auto revealed = fetched ? revealEnvelope(m_state, local, most, task)
                                  : base::Result<format::CoverEnvelope>(fail(fetched.error()));
    m_state.removeIncoming(file.digest);
    // More than one look may take: it waits for the person, who takes the time.
    if (!revealed && revealed.error().code == ErrorCode::kTooLarge && m_cause == SyncCause::kPoll)
        return fail(ErrorCode::kCancelled, revealed.error().detail);
    if (!revealed)
        return fail(revealed.error());
    const auto& envelope = *revealed;
    if (envelope.isTicket()) {
        share::MailboxFile blob;
        blob.digest = envelope.name;
        blob.ending = "blob";
        auto taken = takeBlob(blob, &envelope.key, file, task);
        // The blob may come later than its cover.
        if (!taken && taken.error().code == ErrorCode::kNotFound)
            return fail(ErrorCode::kIo, "the blob of a cover is not there yet");
        return taken;
    }
    {
        base::MemorySource bytes(envelope.blob);
        ImportSource source;
        source.bytes = &bytes;
        source.size = envelope.blob.size();
        source.digest = format::fileDigest(envelope.blob);
        source.hiding = vault::Hiding::kInline;
        source.travelled = file.digest;
        MEDVEIL_TRY(count(importBlob(m_state, source, task)));
    }
    m_imported = true;
    return remove(file);
}

base::Result<void> Incoming::count(base::Result<Imported> imported) {
    if (!imported)
        return fail(std::move(imported).error());
    if (imported->kind == ImportKind::kReceipt)
        ++m_report.receipts;
    else if (imported->kind == ImportKind::kMessage)
        ++m_report.received;
    return {};
}

}  // namespace medveil::app
