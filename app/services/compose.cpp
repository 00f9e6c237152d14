#include "app/services/compose.h"

#include <algorithm>

#include "app/services/cards.h"
#include "app/services/contacts.h"
#include "app/services/import.h"
#include "app/services/names.h"
#include "app/services/patient_guard.h"
#include "app/services/patient_register.h"
#include "app/services/unit_of_work.h"
#include "app/services/used_covers.h"
#include "core/crypto/random.h"
#include "core/format/cbor.h"
#include "core/format/file_digest.h"
#include "core/format/shown_text.h"
#include "core/format/text_rules.h"
#include "core/format/time_rule.h"
#include "core/identity/contact_card.h"
#include "core/message/seal.h"
#include "stego/embed/hide.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

/// As it is stored and looked up, however it was typed.
format::PatientRef patientOf(const Patient& patient) {
    if (!patient.present)
        return {};
    const auto number = records::patientId(patient.authority, patient.id);
    return {true, number.value, patient.name, number.authority};
}

/// The media type by the name's ending, for people to read; nothing acts on it.
std::string mediaTypeOf(const std::string& name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kTypes = {
        {{".png", "image/png"},
         {".jpg", "image/jpeg"},
         {".jpeg", "image/jpeg"},
         {".tif", "image/tiff"},
         {".dcm", "application/dicom"},
         {".pdf", "application/pdf"},
         {".txt", "text/plain"},
         {".json", "application/json"},
         {".wav", "audio/wav"},
         {".flac", "audio/flac"},
         {".csv", "text/csv"}}};
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const auto& [ending, type] : kTypes) {
        if (lower.ends_with(ending))
            return std::string(type);
    }
    return "application/octet-stream";
}

/// One letter on its way out.
class Dispatch {
  public:
    Dispatch(SessionState& state, const Letter& letter, base::TaskContext& task)
        : m_state(state),
          m_letter(letter),
          m_text(format::plainText({letter.text.data(), letter.text.size()})),
          m_task(task),
          m_work(state) {}

    base::Result<void> loadRecipients() {
        MEDVEIL_ASSIGN(m_cards, recipientCards(m_state, m_letter.recipients));
        return {};
    }

    base::Result<void> check() {
        MEDVEIL_TRY(loadRecipients());
        if (m_letter.patient.present) {
            const auto patient = patientOf(m_letter.patient);
            MEDVEIL_TRY(format::checkName(patient.id, format::kNameLimit));
            MEDVEIL_TRY(format::checkName(patient.name, format::kNameLimit));
            MEDVEIL_TRY(format::checkOptionalName(patient.authority, format::kNameLimit));
        }
        MEDVEIL_ASSIGN(m_patients, checkPatients(m_state, m_letter, m_task));
        if (!isConfirmed(m_letter, m_patients))
            return fail(ErrorCode::kPatientMismatch);
        MEDVEIL_TRY(format::checkText({m_text.data(), m_text.size()}, format::kTextLimit));
        if (m_letter.expires != 0 && m_letter.expires <= m_state.clock.now())
            return fail(ErrorCode::kInvalidArgument, "expires in the past");
        return format::checkTime(m_letter.expires);
    }

    /// Sealed size of the letter, from the sizes of its parts alone.
    base::Result<std::uint64_t> estimate() {
        format::Manifest manifest;
        for (const auto& card : m_cards)
            manifest.recipients.push_back(card.person);
        manifest.created = manifest.expires = m_state.clock.now();
        manifest.sequence = UINT32_MAX;
        manifest.bodySize = encodedBody().size();
        for (const auto& file : m_letter.files) {
            MEDVEIL_ASSIGN(const base::FileInfo info, m_state.files.info(file));
            const auto name = format::safeFileName(file.filename().string());
            manifest.attachments.push_back({name, mediaTypeOf(name), info.size});
        }
        for (const auto& pasted : m_letter.pasted)
            manifest.attachments.push_back({pasted.name, pasted.mediaType, pasted.content.size()});
        if (m_letter.cover)
            manifest.coverName = format::safeFileName(m_letter.cover->filename().string());
        MEDVEIL_TRY(loadPrevious());
        if (!m_options.previous.empty())
            manifest.previous.resize(manifest.recipients.size());
        return message::sealedSize(m_cards.size(), manifest.contentSize(),
                                   format::encodeManifest(manifest).size(), suite());
    }

    base::Result<stego::CoverReport> inspect() {
        MEDVEIL_ASSIGN(stego::CoverReport report,
                       stego::inspectCover(m_state.files, *m_letter.cover, m_cards.size() + 1, m_task));
        // Its header names a patient, and a cover lies in the shared folder for everybody to see.
        if (report.restorable)
            return fail(ErrorCode::kCoverUnsupported, "a scan names its patient: it must not travel openly");
        return report;
    }

    base::Result<SendReport> send() {
        MEDVEIL_TRY(check());
        if (m_letter.cover)
            MEDVEIL_TRY(checkCover());
        MEDVEIL_TRY(storeAttachments());
        // What was sealed is what was asked whom it is about.
        if (attachmentsMark(m_letter, m_contents) != m_patients.attachments)
            return fail(ErrorCode::kPatientMismatch, "an attachment changed while it was being sealed");
        m_options.suite = suite();
        m_options.message = crypto::randomValue<format::MessageId>();
        m_options.created = m_state.clock.now();
        m_options.expires = m_letter.expires;
        if (m_letter.cover)
            m_options.coverName = format::safeFileName(m_letter.cover->filename().string());
        MEDVEIL_ASSIGN(m_options.sequence, nextSequence(m_state));
        MEDVEIL_TRY(loadPrevious());
        MEDVEIL_TRY(m_letter.cover ? sealIntoCover() : sealPlain(message::KeyTransport::kStanzas));
        return store();
    }

  private:
    format::Suite suite() const { return static_cast<format::Suite>(m_letter.suite); }

    base::WipedBytes encodedBody() const {
        format::MessageBody body;
        body.patient = patientOf(m_letter.patient);
        body.text = m_text;
        return format::encodeBody(body);
    }

    base::Result<void> loadPrevious() {
        m_options.previous.clear();
        for (const auto& card : m_cards) {
            MEDVEIL_ASSIGN(const auto before, m_state.sequences.lastSentTo(card.person));
            if (before)
                m_options.previous.emplace(card.person, *before);
        }
        return {};
    }

    base::Result<void> checkCover() {
        MEDVEIL_ASSIGN(m_cover, inspect());
        MEDVEIL_ASSIGN(m_coverMarks, marksOf(m_state, *m_letter.cover, m_cover.fingerprint));
        MEDVEIL_ASSIGN(const bool used, wasUsed(m_state, m_coverMarks));
        if (used && !m_letter.insistOnUsedCover)
            return fail(ErrorCode::kCoverReused);
        return {};
    }

    /// The sender's own copies first: what is sealed is exactly what stays here, whatever happens to the file
    /// meanwhile.
    base::Result<void> storeAttachments() {
        for (const auto& path : m_letter.files) {
            MEDVEIL_ASSIGN(const auto from, m_state.files.openForReading(path));
            MEDVEIL_ASSIGN(const std::uint64_t size, from->size());
            const auto name = format::safeFileName(path.filename().string());
            DigestedSource source(*from);
            MEDVEIL_TRY(storeOne({name, mediaTypeOf(name), size}, source));
            m_contents.push_back(source.finish());
        }
        for (const auto& pasted : m_letter.pasted) {
            base::MemorySource from(pasted.content);
            MEDVEIL_TRY(
                storeOne({format::safeFileName(pasted.name), pasted.mediaType, pasted.content.size()}, from));
        }
        return {};
    }

    base::Result<void> storeOne(format::AttachmentEntry entry, base::ByteSource& from) {
        MEDVEIL_ASSIGN(const auto writer, m_state.vault.sealedFiles().create());
        MEDVEIL_TRY(base::copyStream(from, *writer, entry.size, base::Stage::kReading, m_task));
        MEDVEIL_ASSIGN(vault::SealedFileRef ref, writer->finish());
        m_work.takeSealed(ref);
        entry.size = ref.size;
        m_attachments.push_back({std::move(entry), std::move(ref)});
        return {};
    }

    message::Draft draft() {
        message::Draft draft;
        draft.body = encodedBody();
        for (const auto& attachment : m_attachments) {
            draft.attachments.push_back(
                {attachment.entry, [this, &attachment]() -> base::Result<std::unique_ptr<base::ByteSource>> {
                     MEDVEIL_ASSIGN(auto reader, m_state.vault.sealedFiles().open(attachment.file));
                     return reader;
                 }});
        }
        return draft;
    }

    struct SpoolFile {
        std::string name;
        crypto::Digest digest;
        std::string ending;
    };

    base::Result<void> sealPlain(message::KeyTransport transport) {
        const auto name = base::toBase32(m_options.message.view()) + ".blob";
        MEDVEIL_ASSIGN(const base::Path path, m_work.newSpoolFile(name));
        MEDVEIL_ASSIGN(const auto file, m_state.files.createExclusive(path));
        const auto content = draft();
        MEDVEIL_ASSIGN(
            m_sealed, message::seal(m_state.identity, m_cards, content, m_options, transport, *file, m_task));
        MEDVEIL_TRY(file->sync());
        MEDVEIL_TRY(file->close());
        m_spool.push_back({name, m_sealed.digest, "blob"});
        m_blobDigest = m_sealed.digest;
        return m_state.files.syncFolder(m_state.vault.spoolFolder());
    }

    base::Result<void> sealIntoCover() {
        MEDVEIL_ASSIGN(const std::uint64_t size, estimate());
        format::CoverEnvelope envelope;
        m_hiding = size + format::kInlineEnvelopeOverhead <= m_cover.fitBytes ? vault::Hiding::kInline
                                                                              : vault::Hiding::kTicket;
        if (m_hiding == vault::Hiding::kInline) {
            base::MemorySink sink(envelope.blob);
            const auto content = draft();
            MEDVEIL_ASSIGN(m_sealed, message::seal(m_state.identity, m_cards, content, m_options,
                                                   message::KeyTransport::kStanzas, sink, m_task));
            m_blobDigest = m_sealed.digest;
        } else {
            MEDVEIL_TRY(sealPlain(message::KeyTransport::kDetached));
            envelope.name = m_sealed.digest;
            envelope.key = m_sealed.key.clone();
            envelope.size = m_sealed.size;
        }
        return hideEnvelope(format::encodeEnvelope(envelope), m_cover.info.kind);
    }

    base::Result<void> hideEnvelope(base::ByteView payload, stego::CarrierKind kind) {
        std::vector<stego::ReaderSecret> readers;
        auto cards = m_cards;
        cards.push_back(m_state.identity.card.card);
        for (const auto& card : cards) {
            MEDVEIL_ASSIGN(const crypto::SymmetricKey key,
                           identity::pairwiseStegoKey(m_state.identity, card));
            MEDVEIL_ASSIGN(stego::StegoKey reader, stego::StegoKey::from(key.view()));
            readers.emplace_back(std::move(reader));
        }
        const std::string ending(stego::fileEnding(kind));
        const auto name = base::toBase32(m_options.message.view()) + "." + ending;
        MEDVEIL_ASSIGN(const base::Path path, m_work.newSpoolFile(name));
        const base::OwnFile own(path);
        MEDVEIL_TRY(stego::hide(m_state.files, *m_letter.cover, readers, payload, path, m_task));
        MEDVEIL_ASSIGN(const crypto::Digest digest, format::fileDigest(m_state.files, path));
        m_spool.push_back({name, digest, ending});
        return m_state.files.syncFolder(m_state.vault.spoolFolder());
    }

    base::Result<SendReport> store() {
        vault::StoredMessage stored;
        stored.id = m_options.message;
        stored.direction = vault::Direction::kSent;
        stored.sender = m_state.identity.person();
        stored.time = stored.stored = m_options.created;
        stored.expires = m_options.expires;
        stored.patient = patientOf(m_letter.patient);
        stored.text = m_text;
        stored.suite = m_options.suite;
        stored.hiding = m_hiding;
        stored.coverName = m_options.coverName;
        stored.blob = m_blobDigest;
        stored.read = true;
        stored.sequence = m_options.sequence;
        stored.device = m_state.identity.device;
        for (const auto& card : m_cards) {
            stored.people += (stored.people.empty() ? "" : ", ") + card.name;
            stored.recipients.push_back({card.person, card.name, vault::Delivery::kQueued, stored.time, 0});
        }
        stored.attachments = std::move(m_attachments);

        MEDVEIL_TRY(m_work.begin());
        // Whom this person writes to, this person has accepted.
        for (const auto& card : m_cards) {
            MEDVEIL_TRY(acceptInside(m_state, card.person));
            MEDVEIL_TRY(m_state.sequences.sent(card.person, stored.id));
        }
        MEDVEIL_ASSIGN(const std::int64_t number, m_state.messages.add(stored));
        // What was let through in spite of another name teaches the register nothing.
        const bool certain =
            std::ranges::all_of(m_patients.others, [](const auto& other) { return other.advisory; });
        MEDVEIL_TRY(
            learnPatient(m_state, stored.patient, certain ? std::optional(stored.sender) : std::nullopt));
        if (m_letter.cover)
            MEDVEIL_TRY(rememberUsed(m_state, m_coverMarks, stored.time));
        MEDVEIL_TRY(queueAll());
        std::string names;
        for (const auto& card : m_cards)
            names += (names.empty() ? "" : "; ") + shownName(m_state, card.person, card.name);
        MEDVEIL_TRY(m_state.record(access::Action::kSent, stored.id.view(), names));
        MEDVEIL_TRY(m_work.commit());
        return SendReport{base::toHex(stored.id.view()), number, static_cast<Hiding>(m_hiding),
                          m_sealed.size};
    }

    base::Result<void> queueAll() {
        for (const auto& card : m_cards) {
            for (const auto& device : card.devices) {
                for (const auto& file : m_spool) {
                    vault::OutboxItem item;
                    item.message = m_options.message;
                    item.spool = file.name;
                    item.digest = file.digest;
                    item.ending = file.ending;
                    item.mailbox = device.mailbox;
                    item.person = card.person;
                    item.expires = m_options.expires;
                    MEDVEIL_TRY(m_state.deliveries.queue(item));
                }
            }
        }
        return {};
    }

    SessionState& m_state;
    const Letter& m_letter;
    base::WipedString m_text;  ///< the letter's, whatever breaks its lines had
    base::TaskContext& m_task;
    UnitOfWork m_work;
    std::vector<format::Card> m_cards;
    std::vector<vault::StoredAttachment> m_attachments;
    message::SealOptions m_options;
    message::SealedInfo m_sealed;
    std::vector<SpoolFile> m_spool;
    vault::Hiding m_hiding = vault::Hiding::kNone;
    PatientCheck m_patients;
    std::vector<crypto::Digest> m_contents;  ///< of the letter's files, as they were sealed
    stego::CoverReport m_cover;
    CoverMarks m_coverMarks;
    crypto::Digest m_blobDigest;
};

}  // namespace

base::Result<PatientCheck> Compose::checkPatient(const Letter& letter, base::TaskContext& task) {
    return checkPatients(m_session.state(), letter, task);
}

base::Result<CoverPreview> Compose::preview(const Letter& letter, base::TaskContext& task) {
    auto& state = m_session.state();
    Dispatch dispatch(state, letter, task);
    // A letter that is not finished has a size already: patient and text are judged when it is sent.
    MEDVEIL_TRY(dispatch.loadRecipients());
    CoverPreview preview;
    MEDVEIL_ASSIGN(preview.messageBytes, dispatch.estimate());
    if (!letter.cover) {
        preview.hiding = Hiding::kNone;
        return preview;
    }
    MEDVEIL_ASSIGN(const stego::CoverReport report, dispatch.inspect());
    preview.picture = !stego::isSound(report.info.kind);
    preview.width = report.info.width;
    preview.height = report.info.height;
    preview.seconds = report.info.rate == 0 ? 0 : static_cast<double>(report.info.width) / report.info.rate;
    preview.fitBytes = report.fitBytes;
    preview.safeBytes = report.safeBytes;
    preview.flat = std::ranges::find(report.warnings, stego::CoverWarning::kFlat) != report.warnings.end();
    preview.hiding = preview.messageBytes + format::kInlineEnvelopeOverhead <= report.fitBytes
                         ? Hiding::kInline
                         : Hiding::kTicket;
    preview.hiddenBytes = preview.hiding == Hiding::kInline
                              ? preview.messageBytes + format::kInlineEnvelopeOverhead
                              : format::kTicketEnvelopeBytes;
    MEDVEIL_ASSIGN(const CoverMarks marks, marksOf(state, *letter.cover, report.fingerprint));
    MEDVEIL_ASSIGN(preview.usedBefore, wasUsed(state, marks));
    return preview;
}

base::Result<HidingPreview> Compose::rehearse(const Letter& letter, base::TaskContext& task) {
    if (!letter.cover)
        return fail(ErrorCode::kInvalidArgument, "no cover");
    MEDVEIL_ASSIGN(const CoverPreview sizes, preview(letter, task));
    return previewHiding(*letter.cover, letter.recipients.size() + 1, sizes.hiddenBytes, task);
}

base::Result<CoverAdvice> Compose::advise(const std::vector<base::Path>& covers, base::TaskContext& task) {
    auto& state = m_session.state();
    std::vector<Capacity> fresh;
    std::vector<Capacity> used;
    std::optional<base::Error> firstError;
    for (const auto& cover : covers) {
        MEDVEIL_TRY(task.checkpoint());
        auto capacity = coverCapacity(cover, task);
        if (!capacity) {
            if (!firstError)
                firstError = std::move(capacity).error();
            continue;
        }
        MEDVEIL_ASSIGN(const CoverMarks marks, marksOf(state, cover, capacity->fingerprint));
        MEDVEIL_ASSIGN(const bool before, wasUsed(state, marks));
        (before ? used : fresh).push_back(*capacity);
    }
    auto& candidates = fresh.empty() ? used : fresh;
    if (candidates.empty())
        return fail(firstError ? *firstError : base::Error{ErrorCode::kInvalidArgument, "no cover"});
    // Flat ones hide less well than their size promises.
    const auto byWorth = [](const Capacity& a, const Capacity& b) {
        return std::pair(!a.flat, a.safeBytes) < std::pair(!b.flat, b.safeBytes);
    };
    CoverAdvice advice;
    advice.best = *std::ranges::max_element(candidates, byWorth);
    advice.worst = *std::ranges::min_element(candidates, byWorth);
    advice.timesSafer = advice.best.safeBytes / std::max<std::uint64_t>(1, advice.worst.safeBytes);
    return advice;
}

base::Result<SendReport> Compose::send(const Letter& letter, base::TaskContext& task) {
    return Dispatch(m_session.state(), letter, task).send();
}

}  // namespace medveil::app
