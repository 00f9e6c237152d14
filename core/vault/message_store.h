// Messages received and sent, their people, attachments, and full-text search. Borrows the vault; its thread.
// Lists are read a page at a time, so that a hundred thousand messages cost no more than a screenful.
#pragma once

#include <optional>

#include "core/base/clock.h"
#include "core/format/manifest.h"
#include "core/vault/vault.h"

namespace medveil::vault {

enum class Direction : std::uint8_t { kReceived = 0, kSent = 1 };
enum class Hiding : std::uint8_t { kNone = 0, kInline = 1, kTicket = 2 };
enum class Delivery : std::uint8_t {
    kQueued = 0,
    kPublished = 1,
    kDelivered = 2,
    kRead = 3,
    kRejected = 4,
    kExpired = 5
};

struct MessagePerson {
    format::PersonId person;
    std::string name;
    Delivery state = Delivery::kQueued;
    base::Timestamp changed = 0;
    std::uint64_t reason = 0;
};

struct StoredAttachment {
    format::AttachmentEntry entry;
    SealedFileRef file;
};

struct StoredMessage {
    std::int64_t number = 0;  ///< the vault's own; 0 before it is stored
    format::MessageId id;
    Direction direction = Direction::kReceived;
    format::PersonId sender;
    base::Timestamp time = 0;  ///< when the sender made it
    base::Timestamp stored = 0;
    base::Timestamp expires = 0;
    format::PatientRef patient;
    base::WipedString text;
    std::string people;  ///< names for lists and search
    format::Suite suite = format::Suite::kX25519ChaCha20;
    Hiding hiding = Hiding::kNone;
    std::string coverName;
    crypto::Digest blob;
    bool read = false;
    std::uint64_t sequence = 0;
    format::DeviceId device;
    std::vector<MessagePerson> recipients;
    std::vector<StoredAttachment> attachments;
};

/// A row of a list.
struct MessageSummary {
    std::int64_t number = 0;
    format::MessageId id;
    base::Timestamp time = 0;
    format::PatientRef patient;
    std::string people;
    std::string beginning;  ///< of the text, at most 120 characters
    Hiding hiding = Hiding::kNone;
    bool read = false;
    std::uint32_t attachments = 0;
    Delivery leastState =
        Delivery::kQueued;  ///< sent messages: rejected or expired for anybody, else who is furthest behind
};

/// Where the next page begins: behind this row.
struct PageMark {
    base::Timestamp time = INT64_MAX;
    std::int64_t number = INT64_MAX;
};

class MessageStore {
  public:
    explicit MessageStore(Vault& vault) : m_vault(vault) {}

    /// With people and attachments; part of the caller's transaction. kAlreadyExists for a message that is
    /// there.
    base::Result<std::int64_t> add(const StoredMessage& message);
    base::Result<std::optional<StoredMessage>> find(std::int64_t number);
    base::Result<std::optional<StoredMessage>> find(Direction direction, const format::PersonId& sender,
                                                    const format::MessageId& id);
    /// By the digest of the sealed message, in either direction.
    base::Result<std::optional<std::int64_t>> numberOfBlob(const crypto::Digest& blob);
    /// By the beginning of the id in hexadecimal; nothing when several begin so.
    base::Result<std::optional<std::int64_t>> numberOfId(std::string_view hexBeginning);
    base::Result<std::vector<MessageSummary>> page(Direction direction, PageMark after, std::size_t count);
    base::Result<std::uint64_t> count(Direction direction);
    base::Result<std::uint64_t> unreadCount();
    /// Every word of `words` as a prefix, newest first.
    base::Result<std::vector<MessageSummary>> search(std::string_view words, std::size_t count);
    base::Result<void> markRead(std::int64_t number);
    /// Never goes back: a late "delivered" does not undo "read".
    base::Result<void> setDelivery(const format::MessageId& id, const format::PersonId& person,
                                   Delivery state, base::Timestamp time, std::uint64_t reason);

    struct PatientRow {
        std::string id;
        std::string name;
        std::uint64_t messages = 0;
    };
    base::Result<std::vector<PatientRow>> patients(std::string_view beginning, std::size_t count);
    base::Result<std::optional<std::string>> patientName(std::string_view id);
    /// A person decided, with both names before them.
    base::Result<void> renamePatient(const format::PatientRef& patient);
    base::Result<void> rememberPatient(const format::PatientRef& patient, base::Timestamp now);

  private:
    base::Result<std::optional<StoredMessage>> load(Statement& select);
    Vault& m_vault;
};

}  // namespace medveil::vault
