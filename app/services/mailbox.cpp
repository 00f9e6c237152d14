#include "app/services/mailbox.h"

#include "app/services/cards.h"
#include "app/services/contacts.h"
#include "app/services/import.h"
#include "app/services/names.h"
#include "app/services/patient_register.h"
#include "core/format/file_digest.h"
#include "core/records/person_name.h"
#include "stego/carrier/carrier.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr base::Timestamp kGapsShownFor = 30 * base::kDay;

/// The people of a row as every list shows them. Names that are nobody else's, which is nearly all, cost
/// nothing.
std::string shownPeople(SessionState& state, const vault::MessageSummary& summary) {
    if (summary.sender != state.identity.person())
        return shownName(state, summary.sender, summary.people);
    if (!anyNameIsShared(state))
        return summary.people;
    const auto people = state.messages.peopleOf(summary.number);
    if (!people)
        return summary.people;
    std::string names;
    for (const auto& [person, name] : *people)
        names += (names.empty() ? "" : "; ") + shownName(state, person, name);
    return names;
}

MessageRow rowFrom(SessionState& state, const vault::MessageSummary& summary) {
    MessageRow row;
    row.number = summary.number;
    row.id = base::toHex(summary.id.view());
    row.time = summary.time;
    row.people = shownPeople(state, summary);
    row.folder = static_cast<Folder>(summary.direction);
    row.patient = {summary.patient.present, summary.patient.id, summary.patient.name,
                   summary.patient.authority};
    row.beginning = summary.beginning;
    row.hiding = static_cast<Hiding>(summary.hiding);
    row.read = summary.read;
    row.attachments = summary.attachments;
    row.state = static_cast<Delivery>(summary.leastState);
    row.damaged = summary.damaged;
    row.recipients = summary.recipients;
    row.inState = summary.inLeastState;
    return row;
}

std::vector<MessageRow> rowsFrom(SessionState& state, const std::vector<vault::MessageSummary>& summaries) {
    std::vector<MessageRow> rows;
    for (const auto& summary : summaries)
        rows.push_back(rowFrom(state, summary));
    return rows;
}

base::Result<vault::StoredMessage> load(SessionState& state, std::int64_t number) {
    MEDVEIL_ASSIGN(auto message, state.messages.find(number));
    if (!message)
        return fail(ErrorCode::kNotFound, "message");
    return std::move(*message);
}

/// Whom a message is from or to, as every list and the log show them.
std::string shownPeople(SessionState& state, const vault::StoredMessage& message) {
    if (message.direction == vault::Direction::kReceived)
        return shownName(state, message.sender, message.people);
    std::string names;
    for (const auto& person : message.recipients)
        names += (names.empty() ? "" : "; ") + shownName(state, person.person, person.name);
    return names;
}

base::Result<void> recordOpened(SessionState& state, const vault::StoredMessage& message) {
    return state.record(access::Action::kOpened, message.id.view(), shownPeople(state, message));
}

/// The first time: read here, and the sender is told.
base::Result<void> noteRead(SessionState& state, UnitOfWork& work, const vault::StoredMessage& message) {
    if (message.read)
        return {};
    MEDVEIL_TRY(state.messages.markRead(message.number));
    MEDVEIL_ASSIGN(const auto sender, readableContact(state, message.sender));
    if (!sender)
        return {};
    return queueReceipt(state, work, *sender,
                        {format::ReceiptKind::kRead, message.id, message.blob, state.clock.now(), 0});
}

}  // namespace

base::Result<std::vector<MessageRow>> Mailbox::page(Folder folder, PageMark after, std::size_t count) {
    MEDVEIL_ASSIGN(const auto page, m_session.state().messages.page(static_cast<vault::Direction>(folder),
                                                                    {after.time, after.number}, count));
    return rowsFrom(m_session.state(), page);
}

base::Result<std::uint64_t> Mailbox::count(Folder folder) {
    return m_session.state().messages.count(static_cast<vault::Direction>(folder));
}

base::Result<std::uint64_t> Mailbox::unread() {
    return m_session.state().messages.unreadCount();
}

base::Result<std::vector<MessageRow>> Mailbox::pageOf(const Patient& patient, Folder folder, PageMark after,
                                                      std::size_t count) {
    MEDVEIL_ASSIGN(const auto page,
                   m_session.state().messages.pageOf({true, patient.id, patient.name, patient.authority},
                                                     static_cast<vault::Direction>(folder),
                                                     {after.time, after.number}, count));
    return rowsFrom(m_session.state(), page);
}

base::Result<std::vector<MessageRow>> Mailbox::search(std::string_view words, std::optional<Folder> folder,
                                                      std::size_t count) {
    const auto direction = folder ? std::optional(static_cast<vault::Direction>(*folder)) : std::nullopt;
    MEDVEIL_ASSIGN(const auto hits, m_session.state().messages.search(words, direction, count));
    return rowsFrom(m_session.state(), hits);
}

base::Result<std::uint64_t> Mailbox::newerThan(std::int64_t number) {
    return m_session.state().messages.newerThan(number);
}

namespace {

/// Who else calls the patient of this number differently, and whether that weighs as much as the sender's
/// word.
base::Result<void> compareWithRegister(SessionState& state, const vault::StoredMessage& message,
                                       MessageDetail& detail) {
    if (!message.patient.present)
        return {};
    MEDVEIL_ASSIGN(const auto known, knownPatient(state, message.patient.authority, message.patient.id));
    if (!known || records::compareNames(known->row.name, message.patient.name) == records::Agreement::kSame)
        return {};
    MEDVEIL_ASSIGN(const NameWeight sender, weightOf(state, message.sender));
    detail.otherPatientName = known->row.name;
    detail.otherNameSaidBy = known->saidBy;
    detail.otherNameWeak = known->weight < sender;
    return {};
}

base::Result<MessageDetail> detailOf(Session& session, const vault::StoredMessage& message) {
    auto& state = session.state();
    MessageDetail detail;
    detail.number = message.number;
    detail.id = base::toHex(message.id.view());
    detail.folder = static_cast<Folder>(message.direction);
    if (message.sender == state.identity.person()) {
        detail.sender = session.me();
    } else {
        MEDVEIL_ASSIGN(const auto sender, readableContact(state, message.sender));
        if (sender)
            detail.sender = personOf(*sender);
        detail.sender.id = base::toHex(message.sender.view());
        detail.nameNow = sender && detail.sender.name != message.people ? detail.sender.name : std::string();
        // The name it came under, whatever the person is called today.
        detail.sender.name = message.people;
        detail.sender.shown = shownName(state, message.sender, message.people);
    }
    detail.time = message.time;
    detail.received = message.stored;
    MEDVEIL_ASSIGN(detail.claimed, state.messages.claimedTime(message.number));
    detail.patient = {message.patient.present, message.patient.id, message.patient.name,
                      message.patient.authority};
    MEDVEIL_TRY(compareWithRegister(state, message, detail));
    detail.text = message.text;
    detail.suite = static_cast<Suite>(message.suite);
    detail.hiding = static_cast<Hiding>(message.hiding);
    detail.coverName = message.coverName;
    for (const auto& person : message.recipients)
        detail.recipients.push_back({shownName(state, person.person, person.name),
                                     static_cast<Delivery>(person.state), person.changed});
    for (const auto& attachment : message.attachments)
        detail.attachments.push_back(
            {attachment.entry.name, attachment.entry.mediaType, attachment.entry.size});
    return detail;
}

}  // namespace

base::Result<MessageDetail> Mailbox::open(std::int64_t number) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    MEDVEIL_ASSIGN(MessageDetail detail, detailOf(m_session, message));
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(noteRead(state, work, message));
    MEDVEIL_TRY(recordOpened(state, message));
    MEDVEIL_TRY(work.commit());
    return detail;
}

base::Result<MessageDetail> Mailbox::show(std::int64_t number) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    MEDVEIL_ASSIGN(MessageDetail detail, detailOf(m_session, message));
    MEDVEIL_TRY(recordOpened(state, message));
    return detail;
}

base::Result<void> Mailbox::wasShown(std::int64_t number) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(noteRead(state, work, message));
    return work.commit();
}

base::Result<void> Mailbox::remove(std::int64_t number) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(state.messages.remove(number));
    if (message.direction == vault::Direction::kSent) {
        MEDVEIL_ASSIGN(const auto queued, state.deliveries.all());
        for (const auto& item : queued) {
            if (item.message != message.id)
                continue;
            MEDVEIL_ASSIGN(const auto spools, state.deliveries.clear(item.number));
            work.freeSpool(spools);
        }
    }
    MEDVEIL_TRY(
        state.record(access::Action::kMessageRemoved, message.id.view(), shownPeople(state, message)));
    return work.commit();
}

base::Result<std::size_t> Mailbox::removeDamagedMail() {
    auto& state = m_session.state();
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_ASSIGN(const auto damaged, state.deliveries.damaged());
    for (const auto number : damaged) {
        MEDVEIL_ASSIGN(const auto spools, state.deliveries.clear(number));
        work.freeSpool(spools);
        MEDVEIL_TRY(state.record(access::Action::kDamageRemoved, {}, "outbox " + std::to_string(number)));
    }
    MEDVEIL_TRY(work.commit());
    return damaged.size();
}

base::Result<std::vector<GapRow>> Mailbox::gaps() {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const auto gaps, state.sequences.gaps(state.clock.now() - kGapsShownFor));
    std::vector<GapRow> rows;
    for (const auto& gap : gaps) {
        MEDVEIL_ASSIGN(const auto sender, readableContact(state, gap.sender));
        if (sender)
            rows.push_back({shownName(state, gap.sender, sender->card.card.name),
                            base::toHex(gap.message.view()), gap.noticed});
    }
    return rows;
}

base::Result<MessageDetail> Mailbox::again(std::int64_t number) {
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(m_session.state(), number));
    return detailOf(m_session, message);
}

base::Result<std::int64_t> Mailbox::resolve(std::string_view numberOrId) {
    auto& state = m_session.state();
    if (!numberOrId.empty() && numberOrId.size() < 8 &&
        numberOrId.find_first_not_of("0123456789") == std::string_view::npos) {
        const auto number = std::stoll(std::string(numberOrId));
        MEDVEIL_TRY(load(state, number));
        return number;
    }
    if (numberOrId.size() >= 8 && numberOrId.size() <= 32 &&
        numberOrId.find_first_not_of("0123456789abcdef") == std::string_view::npos) {
        MEDVEIL_ASSIGN(const auto number, state.messages.numberOfId(numberOrId));
        if (number)
            return *number;
    }
    return fail(ErrorCode::kNotFound, "message");
}

base::Result<void> Mailbox::saveAttachment(std::int64_t number, std::size_t index, const base::Path& file,
                                           base::TaskContext& task, base::IfThere there) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    if (index >= message.attachments.size())
        return fail(ErrorCode::kNotFound, "attachment");
    const auto& attachment = message.attachments[index];
    MEDVEIL_ASSIGN(const auto reader, state.vault.sealedFiles().open(attachment.file));
    // Logged first: what left the vault without a line in the log would be worse than a line too many.
    MEDVEIL_TRY(state.record(access::Action::kExported, message.id.view(), attachment.entry.name));
    base::NewFile out(state.files, file, there);
    MEDVEIL_TRY(out.begin());
    MEDVEIL_TRY(base::copyStream(*reader, out, attachment.entry.size, base::Stage::kWriting, task));
    return out.finish();
}

base::Result<base::WipedBytes> Mailbox::attachmentBytes(std::int64_t number, std::size_t index,
                                                        std::size_t limit) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    if (index >= message.attachments.size())
        return fail(ErrorCode::kNotFound, "attachment");
    const auto& attachment = message.attachments[index];
    if (attachment.entry.size > limit)
        return fail(ErrorCode::kTooLarge, "attachment");
    MEDVEIL_ASSIGN(const auto reader, state.vault.sealedFiles().open(attachment.file));
    base::WipedBytes bytes(static_cast<std::size_t>(attachment.entry.size));
    MEDVEIL_ASSIGN(const std::size_t count, reader->read(bytes));
    if (count != bytes.size())
        return fail(ErrorCode::kVaultDamaged, "attachment");
    return bytes;
}

namespace {

base::Result<std::int64_t> numberOf(SessionState& state, base::Result<Imported> imported) {
    if (!imported)
        return fail(std::move(imported).error());
    MEDVEIL_TRY(state.record(access::Action::kRevealed, {}, {}));
    return imported->number;
}

/// The blob a ticket names: stored here already, or in this person's mailbox.
base::Result<std::int64_t> openTicket(SessionState& state, const format::CoverEnvelope& envelope,
                                      Mailbox::Follow follow, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto known, state.messages.numberOfBlob(envelope.name));
    if (known)
        return *known;
    if (follow == Mailbox::Follow::kNothing)
        return fail(ErrorCode::kShareOffline, "the message lies on the share");
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    share::MailboxFile file;
    file.digest = envelope.name;
    file.ending = "blob";
    MEDVEIL_ASSIGN(const base::Path local, state.incoming(envelope.name));
    MEDVEIL_TRY(share.fetch(file, state.identity.mailbox(), local, task));
    const auto read = [&]() -> base::Result<std::int64_t> {
        MEDVEIL_ASSIGN(const auto bytes, state.files.openForReading(local));
        ImportSource source;
        source.bytes = bytes.get();
        source.size = envelope.size;
        source.digest = envelope.name;
        source.key = &envelope.key;
        source.hiding = vault::Hiding::kTicket;
        return numberOf(state, importBlob(state, source, task));
    };
    auto number = read();
    state.removeIncoming(envelope.name);
    return number;
}

base::Result<std::int64_t> openSealed(SessionState& state, base::ByteView blob, vault::Hiding hiding,
                                      base::TaskContext& task) {
    base::MemorySource bytes(blob);
    ImportSource source;
    source.bytes = &bytes;
    source.size = blob.size();
    source.digest = format::fileDigest(blob);
    source.hiding = hiding;
    return numberOf(state, importBlob(state, source, task));
}

/// Twice through the file, for its digest and for its content: of any size, and never whole in memory.
base::Result<std::int64_t> openSealedFile(SessionState& state, base::File& file, base::TaskContext& task) {
    struct Hashing final : base::ByteSink {
        base::Result<void> write(base::ByteView bytes) override {
            digest.update(bytes);
            return {};
        }
        format::FileDigest digest;
    } hashing;
    ImportSource source;
    MEDVEIL_TRY(file.seek(0));
    MEDVEIL_ASSIGN(source.size, file.size());
    MEDVEIL_TRY(base::copyStream(file, hashing, source.size, base::Stage::kOpening, task));
    source.digest = hashing.digest.finish();
    MEDVEIL_TRY(file.seek(0));
    source.bytes = &file;
    return numberOf(state, importBlob(state, source, task));
}

}  // namespace

base::Result<std::int64_t> Mailbox::openForeignFile(const base::Path& path, base::TaskContext& task,
                                                    Follow follow) {
    auto& state = m_session.state();
    {
        MEDVEIL_ASSIGN(const auto opened, state.files.openForReading(path));
        base::Bytes front(format::kBlobMagic.size());
        MEDVEIL_ASSIGN(const std::size_t count, opened->read(front));
        if (base::asText(base::ByteView(front).first(count)) == format::kBlobMagic)
            return openSealedFile(state, *opened, task);
    }
    MEDVEIL_ASSIGN(const format::CoverEnvelope envelope,
                   revealEnvelope(state, path, stego::kAnyMemory, task));
    return envelope.isTicket() ? openTicket(state, envelope, follow, task)
                               : openSealed(state, envelope.blob, vault::Hiding::kInline, task);
}

}  // namespace medveil::app
