#include "app/services/mailbox.h"

#include "app/services/contacts.h"
#include "app/services/import.h"
#include "core/format/file_digest.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kForeignLimit = 1024 * 1024 * 1024;

MessageRow rowFrom(const vault::MessageSummary& summary) {
    MessageRow row;
    row.number = summary.number;
    row.id = base::toHex(summary.id.view());
    row.time = summary.time;
    row.people = summary.people;
    row.patient = {summary.patient.present, summary.patient.id, summary.patient.name};
    row.beginning = summary.beginning;
    row.hiding = static_cast<Hiding>(summary.hiding);
    row.read = summary.read;
    row.attachments = summary.attachments;
    row.state = static_cast<Delivery>(summary.leastState);
    return row;
}

std::vector<MessageRow> rowsFrom(const std::vector<vault::MessageSummary>& summaries) {
    std::vector<MessageRow> rows;
    for (const auto& summary : summaries)
        rows.push_back(rowFrom(summary));
    return rows;
}

base::Result<vault::StoredMessage> load(SessionState& state, std::int64_t number) {
    MEDVEIL_ASSIGN(auto message, state.messages.find(number));
    if (!message)
        return fail(ErrorCode::kNotFound, "message");
    return std::move(*message);
}

base::Result<void> firstReading(SessionState& state, const vault::StoredMessage& message) {
    const auto write = [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(vault::Transaction transaction, vault::Transaction::begin(state.vault.database()));
        if (!message.read) {
            MEDVEIL_TRY(state.messages.markRead(message.number));
            MEDVEIL_ASSIGN(const auto sender, state.contacts.find(message.sender));
            if (sender)
                MEDVEIL_TRY(queueReceipt(
                    state, *sender,
                    {format::ReceiptKind::kRead, message.id, message.blob, state.clock.now(), 0}));
        }
        MEDVEIL_TRY(state.record(access::Action::kOpened, message.id.view(), message.people));
        return transaction.commit();
    };
    auto written = write();
    if (!written)
        MEDVEIL_TRY(state.audit->reload());
    return written;
}

}  // namespace

base::Result<std::vector<MessageRow>> Mailbox::page(Folder folder, PageMark after, std::size_t count) {
    MEDVEIL_ASSIGN(const auto page, m_session.state().messages.page(static_cast<vault::Direction>(folder),
                                                                    {after.time, after.number}, count));
    return rowsFrom(page);
}

base::Result<std::uint64_t> Mailbox::count(Folder folder) {
    return m_session.state().messages.count(static_cast<vault::Direction>(folder));
}

base::Result<std::uint64_t> Mailbox::unread() {
    return m_session.state().messages.unreadCount();
}

base::Result<std::vector<MessageRow>> Mailbox::search(std::string_view words, std::size_t count) {
    MEDVEIL_ASSIGN(const auto hits, m_session.state().messages.search(words, count));
    return rowsFrom(hits);
}

base::Result<std::vector<PatientRow>> Mailbox::patients(std::string_view beginning, std::size_t count) {
    MEDVEIL_ASSIGN(const auto rows, m_session.state().messages.patients(beginning, count));
    std::vector<PatientRow> patients;
    for (const auto& row : rows)
        patients.push_back({row.id, row.name, row.messages});
    return patients;
}

base::Result<MessageDetail> Mailbox::open(std::int64_t number) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    MessageDetail detail;
    detail.number = number;
    detail.id = base::toHex(message.id.view());
    detail.folder = static_cast<Folder>(message.direction);
    if (message.sender == state.identity.person()) {
        detail.sender = m_session.me();
    } else {
        MEDVEIL_ASSIGN(const auto sender, state.contacts.find(message.sender));
        if (sender)
            detail.sender = personOf(*sender);
    }
    detail.time = message.time;
    detail.received = message.stored;
    detail.patient = {message.patient.present, message.patient.id, message.patient.name};
    if (message.patient.present) {
        MEDVEIL_ASSIGN(const auto known, state.messages.patientName(message.patient.id));
        if (known && *known != message.patient.name)
            detail.otherPatientName = *known;
    }
    detail.text = message.text;
    detail.suite = static_cast<Suite>(message.suite);
    detail.hiding = static_cast<Hiding>(message.hiding);
    detail.coverName = message.coverName;
    for (const auto& person : message.recipients)
        detail.recipients.push_back({person.name, static_cast<Delivery>(person.state), person.changed});
    for (const auto& attachment : message.attachments)
        detail.attachments.push_back(
            {attachment.entry.name, attachment.entry.mediaType, attachment.entry.size});
    MEDVEIL_TRY(firstReading(state, message));
    return detail;
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
                                           base::TaskContext& task) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::StoredMessage message, load(state, number));
    if (index >= message.attachments.size())
        return fail(ErrorCode::kNotFound, "attachment");
    const auto& attachment = message.attachments[index];
    MEDVEIL_ASSIGN(const auto reader, vault::SealedFileReader::open(
                                          state.files, state.vault.attachmentsFolder(), attachment.file));
    // Logged first: what left the vault without a line in the log would be worse than a line too many.
    MEDVEIL_TRY(state.record(access::Action::kExported, message.id.view(), attachment.entry.name));
    MEDVEIL_ASSIGN(const auto out, state.files.createExclusive(file));
    const auto copy = [&]() -> base::Result<void> {
        MEDVEIL_TRY(base::copyStream(*reader, *out, attachment.entry.size, base::Stage::kWriting, task));
        MEDVEIL_TRY(out->sync());
        return out->close();
    };
    auto copied = copy();
    if (!copied)
        (void)state.files.removeFile(file);
    return copied;
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
    MEDVEIL_ASSIGN(const auto reader, vault::SealedFileReader::open(
                                          state.files, state.vault.attachmentsFolder(), attachment.file));
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
                                      base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto known, state.messages.numberOfBlob(envelope.name));
    if (known)
        return *known;
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    share::MailboxFile file;
    file.digest = envelope.name;
    file.ending = "blob";
    const auto local = state.spool("in-" + base::toBase32(envelope.name.view()));
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
    (void)state.files.removeFile(local);
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

base::Result<std::int64_t> Mailbox::openForeignFile(const base::Path& path, base::TaskContext& task) {
    auto& state = m_session.state();
    {
        MEDVEIL_ASSIGN(const auto opened, state.files.openForReading(path));
        base::Bytes front(format::kBlobMagic.size());
        MEDVEIL_ASSIGN(const std::size_t count, opened->read(front));
        if (base::asText(base::ByteView(front).first(count)) == format::kBlobMagic)
            return openSealedFile(state, *opened, task);
    }
    MEDVEIL_ASSIGN(base::Bytes file, base::readWholeFile(state.files, path, kForeignLimit));
    MEDVEIL_ASSIGN(const format::CoverEnvelope envelope, revealEnvelope(state, std::move(file), task));
    return envelope.isTicket() ? openTicket(state, envelope, task)
                               : openSealed(state, envelope.blob, vault::Hiding::kInline, task);
}

}  // namespace medveil::app
