#include "app/services/import.h"

#include <algorithm>

#include "app/services/cards.h"
#include "app/services/contacts.h"
#include "app/services/names.h"
#include "app/services/patient_register.h"
#include "core/crypto/random.h"
#include "core/format/file_digest.h"
#include "core/identity/contact_card.h"
#include "core/message/open.h"
#include "core/message/seal.h"
#include "stego/embed/hide.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr base::Timestamp kRememberAfterExpiry = 30 * base::kDay;
constexpr base::Timestamp kRememberForEver = std::int64_t{1} << 60;
constexpr std::size_t kStrangersTried = 32;
/// A clock may be a little ahead. What is farther ahead is sorted by when it came, or it would stay on top of
/// every list until then; what it claims is kept and shown.
constexpr base::Timestamp kMostAhead = 10 * base::kMinute;
constexpr base::Timestamp kReceiptLife = 60 * base::kDay;

/// Attachments go straight into sealed files of the vault; unless the work is committed, they are removed
/// again.
class VaultQuarantine final : public message::Quarantine {
  public:
    VaultQuarantine(SessionState& state, UnitOfWork& work) : m_state(state), m_work(work) {}
    base::Result<void> begin(std::size_t, const format::AttachmentEntry& entry) override {
        MEDVEIL_TRY(finishCurrent());
        // The copy in the vault comes on top of the fetched file: nobody's mail fills the disk to the last
        // byte.
        MEDVEIL_ASSIGN(const std::uint64_t free, m_state.files.freeBytes(m_state.vault.attachmentsFolder()));
        if (entry.size > free || free - entry.size < share::kSpareBytes)
            return fail(ErrorCode::kNoSpace, "attachment");
        m_entry = entry;
        MEDVEIL_ASSIGN(m_writer, m_state.vault.sealedFiles().create());
        return {};
    }
    base::Result<void> write(base::ByteView bytes) override { return m_writer->write(bytes); }
    base::Result<void> finishCurrent() {
        if (!m_writer)
            return {};
        MEDVEIL_ASSIGN(vault::SealedFileRef ref, m_writer->finish());
        m_writer.reset();
        m_work.takeSealed(ref);
        m_files.push_back({m_entry, std::move(ref)});
        return {};
    }
    std::vector<vault::StoredAttachment> take() { return std::move(m_files); }

  private:
    SessionState& m_state;
    UnitOfWork& m_work;
    format::AttachmentEntry m_entry;
    std::unique_ptr<vault::SealedFileWriter> m_writer;
    std::vector<vault::StoredAttachment> m_files;
};

/// Contacts, and those who wait outside: the signature of a stranger's message is checked before their name
/// is shown, and that is all that comes of it.
class StrangersToo {
  public:
    explicit StrangersToo(SessionState& state) : m_state(state), m_known(senderLookup(state)) {}

    message::SenderLookup function() {
        using Known = std::optional<format::SignedCard>;
        return [this](const format::PersonId& person, std::uint64_t epoch) -> base::Result<Known> {
            MEDVEIL_ASSIGN(auto known, m_known(person, epoch));
            if (known)
                return known;
            MEDVEIL_ASSIGN(const auto contact, m_state.contacts.find(person));
            if (contact)
                return Known();
            MEDVEIL_ASSIGN(auto outside, m_state.contacts.findStranger(person));
            if (!outside || outside->card.card.epoch != epoch)
                return Known();
            m_stranger = std::move(*outside);
            return Known(m_stranger->card);
        };
    }
    const std::optional<vault::Stranger>& stranger() const { return m_stranger; }

  private:
    SessionState& m_state;
    message::SenderLookup m_known;
    std::optional<vault::Stranger> m_stranger;
};

base::Result<void> noteRequest(SessionState& state, vault::Stranger stranger) {
    if (stranger.standing != vault::Standing::kSeen)
        return {};
    stranger.standing = vault::Standing::kAsks;
    stranger.asked = state.clock.now();
    return state.contacts.saveStranger(stranger, Contacts::kMostStrangers);
}

/// Takes out of the outbox what the answering device has, and what waits for devices that are no longer on
/// the card.
base::Result<std::vector<std::string>> clearAnswered(SessionState& state, const format::MessageId& message,
                                                     const format::Manifest& answer) {
    std::vector<std::string> freed;
    MEDVEIL_ASSIGN(const auto contact, state.contacts.find(answer.sender));
    if (!contact)
        return freed;
    MEDVEIL_ASSIGN(const auto items, state.deliveries.all());
    for (const auto& item : items) {
        if (item.message != message || item.person != answer.sender || item.isReceipt)
            continue;
        const auto& devices = contact->card.card.devices;
        const auto device = std::ranges::find(devices, item.mailbox, &format::CardDevice::mailbox);
        if (device != devices.end() && device->device != answer.device)
            continue;
        MEDVEIL_ASSIGN(const auto spools, state.deliveries.clear(item.number));
        freed.insert(freed.end(), spools.begin(), spools.end());
    }
    return freed;
}

base::Result<Imported> importReceipt(SessionState& state, UnitOfWork& work,
                                     const message::OpenedMessage& opened) {
    MEDVEIL_ASSIGN(const format::Receipt receipt, format::decodeReceipt(opened.body));
    MEDVEIL_TRY(work.begin());
    const auto delivery = receipt.kind == format::ReceiptKind::kRead       ? vault::Delivery::kRead
                          : receipt.kind == format::ReceiptKind::kRejected ? vault::Delivery::kRejected
                                                                           : vault::Delivery::kDelivered;
    // Only what this person sent to that sender changes: a receipt speaks for nobody else.
    MEDVEIL_TRY(state.messages.setDelivery(receipt.message, opened.manifest.sender, delivery,
                                           std::min(receipt.time, state.clock.now()), receipt.reason));
    // The device it comes from has the message; the person's others may not.
    MEDVEIL_ASSIGN(const auto freed, clearAnswered(state, receipt.message, opened.manifest));
    work.freeSpool(freed);
    MEDVEIL_TRY(work.commit());
    return Imported{ImportKind::kReceipt, 0};
}

vault::StoredMessage storedFrom(SessionState& state, const message::OpenedMessage& opened,
                                format::MessageBody body, const ImportSource& source,
                                const vault::Contact& sender) {
    vault::StoredMessage stored;
    const auto& manifest = opened.manifest;
    stored.id = manifest.message;
    stored.direction = vault::Direction::kReceived;
    stored.sender = manifest.sender;
    stored.stored = state.clock.now();
    stored.time = manifest.created > stored.stored + kMostAhead ? stored.stored : manifest.created;
    stored.expires = manifest.expires;
    stored.patient = body.patient;
    stored.text = std::move(body.text);
    stored.people = sender.card.card.name;
    stored.suite = opened.suite;
    stored.hiding = source.hiding;
    stored.coverName = manifest.coverName;
    stored.blob = source.digest;
    stored.sequence = manifest.sequence;
    stored.device = manifest.device;
    for (const auto& person : manifest.recipients) {
        std::string name;
        if (person == state.identity.person())
            name = state.identity.card.card.name;
        else if (const auto contact = state.contacts.find(person); contact && *contact)
            name = (*contact)->card.card.name;
        stored.recipients.push_back({person, name, vault::Delivery::kDelivered, stored.stored, 0});
    }
    return stored;
}

/// What the message says about those before it. Part of the caller's transaction.
base::Result<void> noteSequence(SessionState& state, const format::Manifest& manifest,
                                const std::string& name) {
    const auto own = std::ranges::find(manifest.recipients, state.identity.person());
    format::MessageId previous;
    if (!manifest.previous.empty() && own != manifest.recipients.end())
        previous = manifest.previous[static_cast<std::size_t>(own - manifest.recipients.begin())];
    MEDVEIL_ASSIGN(const bool seen, state.deliveries.wasSeen(manifest.sender, previous));
    MEDVEIL_TRY(state.sequences.received(manifest.sender, manifest.device, manifest.message, previous, seen,
                                         state.clock.now()));
    MEDVEIL_ASSIGN(const bool repeat, state.sequences.isRepeat(manifest.sender, manifest.device,
                                                               manifest.sequence, manifest.message));
    return repeat ? state.record(access::Action::kFailed, manifest.message.view(),
                                 name + ": two messages with one number", ErrorCode::kReplayed)
                  : base::Result<void>();
}

base::Result<Imported> importMessage(SessionState& state, UnitOfWork& work, message::OpenedMessage opened,
                                     VaultQuarantine& quarantine, const ImportSource& source) {
    const auto& manifest = opened.manifest;
    MEDVEIL_ASSIGN(const auto sender, state.contacts.find(manifest.sender));
    if (!sender)
        return fail(ErrorCode::kUnknownContact);
    if (manifest.expires != 0 && manifest.expires < state.clock.now())
        return fail(ErrorCode::kExpired);
    MEDVEIL_ASSIGN(format::MessageBody body, format::decodeBody(opened.body));
    const format::Receipt receipt{format::ReceiptKind::kDelivered, manifest.message, source.digest,
                                  state.clock.now(), 0};

    MEDVEIL_TRY(quarantine.finishCurrent());
    MEDVEIL_TRY(work.begin());
    MEDVEIL_ASSIGN(const bool seen, state.deliveries.wasSeen(manifest.sender, manifest.message));
    if (seen) {
        // Published again because our receipt has not arrived: say so again, store nothing.
        MEDVEIL_TRY(queueReceipt(state, work, *sender, receipt));
        MEDVEIL_TRY(work.commit());
        MEDVEIL_ASSIGN(const auto known,
                       state.messages.find(vault::Direction::kReceived, manifest.sender, manifest.message));
        return Imported{ImportKind::kKnownAlready, known ? known->number : 0};
    }
    MEDVEIL_TRY(noteSequence(state, manifest, shownName(state, manifest.sender, sender->card.card.name)));
    auto stored = storedFrom(state, opened, std::move(body), source, *sender);
    stored.attachments = quarantine.take();
    MEDVEIL_ASSIGN(const std::int64_t number, state.messages.add(stored));
    if (stored.time != manifest.created)
        MEDVEIL_TRY(state.messages.setClaimedTime(number, manifest.created));
    const auto forget = manifest.expires == 0 ? kRememberForEver : manifest.expires + kRememberAfterExpiry;
    MEDVEIL_TRY(state.deliveries.remember(manifest.sender, manifest.message, forget));
    MEDVEIL_TRY(learnPatient(state, stored.patient, manifest.sender));
    MEDVEIL_TRY(queueReceipt(state, work, *sender, receipt));
    MEDVEIL_TRY(state.record(access::Action::kReceived, manifest.message.view(),
                             shownName(state, manifest.sender, sender->card.card.name)));
    MEDVEIL_TRY(work.commit());
    return Imported{ImportKind::kMessage, number};
}

}  // namespace

base::Result<std::uint64_t> nextSequence(SessionState& state) {
    return state.settings.next("sequence");
}

base::Result<Imported> importBlob(SessionState& state, const ImportSource& source, base::TaskContext& task) {
    UnitOfWork work(state);
    VaultQuarantine quarantine(state, work);
    // Met before, in either direction: one's own message in its cover, or one that came by the share already.
    MEDVEIL_ASSIGN(const auto known, state.messages.numberOfBlob(source.digest));
    if (known && source.travelled == crypto::Digest{})
        return Imported{ImportKind::kKnownAlready, *known};
    StrangersToo lookup(state);
    auto opened = message::open(*source.bytes, source.size, state.identity, source.key, lookup.function(),
                                quarantine, task);
    if (!opened)
        return fail(std::move(opened).error());
    if (lookup.stranger()) {
        if (opened->manifest.type == format::ContentType::kMessage)
            MEDVEIL_TRY(noteRequest(state, *lookup.stranger()));
        return fail(ErrorCode::kUnknownContact, "a message from somebody whom nobody accepted");
    }
    if (opened->manifest.type == format::ContentType::kImage)
        return fail(ErrorCode::kUnsupported, "a sealed image, which is opened among scans");
    return opened->manifest.type == format::ContentType::kReceipt
               ? importReceipt(state, work, *opened)
               : importMessage(state, work, std::move(*opened), quarantine, source);
}

base::Result<format::CoverEnvelope> revealEnvelope(SessionState& state, const base::Path& cover,
                                                   std::uint64_t mostMemory, base::TaskContext& task) {
    std::vector<stego::ReaderSecret> candidates;
    const auto add = [&](const format::Card& card) -> base::Result<void> {
        MEDVEIL_ASSIGN(const crypto::SymmetricKey key, identity::pairwiseStegoKey(state.identity, card));
        MEDVEIL_ASSIGN(stego::StegoKey reader, stego::StegoKey::from(key.view()));
        candidates.emplace_back(std::move(reader));
        return {};
    };
    MEDVEIL_TRY(add(state.identity.card.card));
    MEDVEIL_ASSIGN(const auto contacts, state.contacts.all());
    // Somebody whose card holds a key that is good for nothing hides nothing for anybody: the others do.
    for (const auto& contact : contacts)
        (void)add(contact.card.card);
    // The first message of somebody may come in a cover: they ask like any other. So many and no more, since
    // each is a search of the whole picture.
    MEDVEIL_ASSIGN(const auto strangers, state.contacts.strangers());
    for (std::size_t i = 0; i < std::min(strangers.size(), kStrangersTried); ++i)
        (void)add(strangers[i].card.card);
    // The keys are here, and the cover is a file of its own: a person who waits for the session need not
    // wait.
    const auto revealed = [&] {
        const base::Waiting::Lent lent;
        return stego::reveal(state.files, cover, candidates, task, mostMemory);
    }();
    if (!revealed && revealed.error().code == ErrorCode::kNothingFound) {
        // Somebody's key could not be tried, and it may be theirs.
        MEDVEIL_ASSIGN(const auto damaged, state.contacts.damaged());
        if (!damaged.empty())
            return fail(ErrorCode::kContactsDamaged, "a cover that may be from one of them");
    }
    if (!revealed)
        return fail(revealed.error());
    return format::decodeEnvelope(revealed->payload);
}

base::Result<void> queueReceipt(SessionState& state, UnitOfWork& work, const vault::Contact& to,
                                const format::Receipt& receipt) {
    message::Draft draft;
    draft.type = format::ContentType::kReceipt;
    draft.body = format::encodeReceipt(receipt);
    message::SealOptions options;
    options.message = crypto::randomValue<format::MessageId>();
    MEDVEIL_ASSIGN(options.sequence, nextSequence(state));
    options.created = state.clock.now();
    options.expires = options.created + kReceiptLife;
    base::Bytes blob;
    base::MemorySink sink(blob);
    base::NullTaskContext task;
    MEDVEIL_ASSIGN(const message::SealedInfo info,
                   message::seal(state.identity, {to.card.card}, draft, options,
                                 message::KeyTransport::kStanzas, sink, task));
    MEDVEIL_ASSIGN(const std::string name, work.writeSpool(blob));
    for (const auto& device : to.card.card.devices) {
        vault::OutboxItem item;
        item.message = options.message;
        item.spool = name;
        item.digest = info.digest;
        item.ending = "blob";
        item.mailbox = device.mailbox;
        item.person = to.card.card.person;
        item.isReceipt = true;
        item.expires = options.expires;
        MEDVEIL_TRY(state.deliveries.queue(item));
    }
    return {};
}

}  // namespace medveil::app
