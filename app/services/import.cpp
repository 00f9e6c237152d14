#include "app/services/import.h"

#include "app/services/cards.h"
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
constexpr base::Timestamp kReceiptLife = 60 * base::kDay;

/// Attachments go straight into sealed files of the vault; unless committed, they are removed again.
class VaultQuarantine final : public message::Quarantine {
  public:
    explicit VaultQuarantine(vault::Vault& vault) : m_vault(vault) {}
    ~VaultQuarantine() override {
        if (!m_committed) {
            for (const auto& file : m_files)
                (void)m_vault.files().removeFile(m_vault.attachmentsFolder() / file.file.name);
        }
    }
    base::Result<void> begin(std::size_t, const format::AttachmentEntry& entry) override {
        MEDVEIL_TRY(finishCurrent());
        m_entry = entry;
        MEDVEIL_ASSIGN(m_writer,
                       vault::SealedFileWriter::create(m_vault.files(), m_vault.attachmentsFolder()));
        return {};
    }
    base::Result<void> write(base::ByteView bytes) override { return m_writer->write(bytes); }
    base::Result<void> finishCurrent() {
        if (!m_writer)
            return {};
        MEDVEIL_ASSIGN(vault::SealedFileRef ref, m_writer->finish());
        m_writer.reset();
        m_files.push_back({m_entry, std::move(ref)});
        return {};
    }
    std::vector<vault::StoredAttachment> take() {
        std::vector<vault::StoredAttachment> copy;
        for (const auto& file : m_files)
            copy.push_back({file.entry, file.file.clone()});
        return copy;
    }
    void committed() { m_committed = true; }

  private:
    vault::Vault& m_vault;
    format::AttachmentEntry m_entry;
    std::unique_ptr<vault::SealedFileWriter> m_writer;
    std::vector<vault::StoredAttachment> m_files;
    bool m_committed = false;
};

base::Result<Imported> importReceipt(SessionState& state, const message::OpenedMessage& opened) {
    MEDVEIL_ASSIGN(const format::Receipt receipt, format::decodeReceipt(opened.body));
    MEDVEIL_ASSIGN(vault::Transaction transaction, vault::Transaction::begin(state.vault.database()));
    const auto delivery = receipt.kind == format::ReceiptKind::kRead       ? vault::Delivery::kRead
                          : receipt.kind == format::ReceiptKind::kRejected ? vault::Delivery::kRejected
                                                                           : vault::Delivery::kDelivered;
    // Only what this person sent to that sender changes: a receipt speaks for nobody else.
    MEDVEIL_TRY(state.messages.setDelivery(receipt.message, opened.manifest.sender, delivery, receipt.time,
                                           receipt.reason));
    MEDVEIL_ASSIGN(const auto freed, state.deliveries.clear(receipt.message, opened.manifest.sender));
    MEDVEIL_TRY(transaction.commit());
    for (const auto& spool : freed)
        (void)state.files.removeFile(state.spool(spool));
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
    stored.time = manifest.created;
    stored.stored = state.clock.now();
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

base::Result<Imported> importMessage(SessionState& state, message::OpenedMessage opened,
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

    MEDVEIL_ASSIGN(vault::Transaction transaction, vault::Transaction::begin(state.vault.database()));
    MEDVEIL_ASSIGN(const bool seen, state.deliveries.wasSeen(manifest.sender, manifest.message));
    if (seen) {
        // Published again because our receipt has not arrived: say so again, store nothing.
        MEDVEIL_TRY(queueReceipt(state, *sender, receipt));
        MEDVEIL_TRY(transaction.commit());
        MEDVEIL_ASSIGN(const auto known,
                       state.messages.find(vault::Direction::kReceived, manifest.sender, manifest.message));
        return Imported{ImportKind::kKnownAlready, known ? known->number : 0};
    }
    MEDVEIL_TRY(quarantine.finishCurrent());
    auto stored = storedFrom(state, opened, std::move(body), source, *sender);
    stored.attachments = quarantine.take();
    MEDVEIL_ASSIGN(const std::int64_t number, state.messages.add(stored));
    const auto forget = manifest.expires == 0 ? kRememberForEver : manifest.expires + kRememberAfterExpiry;
    MEDVEIL_TRY(state.deliveries.remember(manifest.sender, manifest.message, forget));
    MEDVEIL_TRY(state.messages.rememberPatient(stored.patient, stored.stored));
    MEDVEIL_TRY(queueReceipt(state, *sender, receipt));
    MEDVEIL_TRY(state.record(access::Action::kReceived, manifest.message.view(), sender->card.card.name));
    MEDVEIL_TRY(transaction.commit());
    quarantine.committed();
    return Imported{ImportKind::kMessage, number};
}

}  // namespace

base::Result<std::uint64_t> nextSequence(SessionState& state) {
    return state.settings.next("sequence");
}

base::Result<Imported> importBlob(SessionState& state, const ImportSource& source, base::TaskContext& task) {
    VaultQuarantine quarantine(state.vault);
    // Met before, in either direction: one's own message in its cover, or one that came by the share already.
    MEDVEIL_ASSIGN(const auto known, state.messages.numberOfBlob(source.digest));
    if (known && source.travelled == crypto::Digest{})
        return Imported{ImportKind::kKnownAlready, *known};
    auto opened = message::open(*source.bytes, source.size, state.identity, source.key, senderLookup(state),
                                quarantine, task);
    if (!opened)
        return fail(std::move(opened).error());
    if (opened->manifest.type == format::ContentType::kImage)
        return fail(ErrorCode::kUnsupported, "a sealed image, which is opened among scans");
    auto imported = opened->manifest.type == format::ContentType::kReceipt
                        ? importReceipt(state, *opened)
                        : importMessage(state, std::move(*opened), quarantine, source);
    // A rolled-back transaction took its log entries along; the tree in memory must not keep them.
    if (!imported)
        MEDVEIL_TRY(state.audit->reload());
    return imported;
}

base::Result<format::CoverEnvelope> revealEnvelope(SessionState& state, base::Bytes cover,
                                                   base::TaskContext& task) {
    std::vector<stego::ReaderSecret> candidates;
    const auto add = [&](const format::Card& card) -> base::Result<void> {
        MEDVEIL_ASSIGN(const crypto::SymmetricKey key, identity::pairwiseStegoKey(state.identity, card));
        MEDVEIL_ASSIGN(stego::StegoKey reader, stego::StegoKey::from(key.view()));
        candidates.emplace_back(std::move(reader));
        return {};
    };
    MEDVEIL_TRY(add(state.identity.card.card));
    MEDVEIL_ASSIGN(const auto contacts, state.contacts.all());
    for (const auto& contact : contacts)
        MEDVEIL_TRY(add(contact.card.card));
    MEDVEIL_ASSIGN(const stego::Revealed revealed, stego::reveal(std::move(cover), candidates, task));
    return format::decodeEnvelope(revealed.payload);
}

base::Result<void> queueReceipt(SessionState& state, const vault::Contact& to,
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
    const auto name = base::toBase32(info.digest.view()) + ".blob";
    MEDVEIL_TRY(base::writeWholeFile(state.files, state.spool(name), blob));
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
