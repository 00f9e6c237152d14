// Messages received and sent, their people, attachments, and full-text search. Borrows the vault; its thread.
// Patients' numbers are stored and looked up in the register's form, however they come. Lists are read a page
// at a time, so that a hundred thousand messages cost no more than a screenful.
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
    Direction direction = Direction::kReceived;
    format::MessageId id;
    format::PersonId sender;
    base::Timestamp time = 0;
    format::PatientRef patient;
    std::string people;
    std::string beginning;  ///< of the text, at most 120 characters
    Hiding hiding = Hiding::kNone;
    bool read = false;
    std::uint32_t attachments = 0;
    bool damaged = false;  ///< what the row says is not to be believed; the others are
    std::uint32_t recipients = 0;
    std::uint32_t inLeastState = 0;  ///< of the recipients
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
    /// The time a message claims to be from, where that lay in the future when it came; 0 for every other
    /// one.
    base::Result<base::Timestamp> claimedTime(std::int64_t number);
    base::Result<void> setClaimedTime(std::int64_t number, base::Timestamp time);
    base::Result<std::optional<std::int64_t>> numberOfBlob(const crypto::Digest& blob);
    /// By the beginning of the id in hexadecimal; nothing when several begin so.
    base::Result<std::optional<std::int64_t>> numberOfId(std::string_view hexBeginning);
    /// Newest first, behind the mark.
    base::Result<std::vector<MessageSummary>> page(Direction direction, PageMark after, std::size_t count);
    /// The same of one patient: by the whole number and who gave it out.
    base::Result<std::vector<MessageSummary>> pageOf(const format::PatientRef& patient, Direction direction,
                                                     PageMark after, std::size_t count);
    /// How many of its folder are newer.
    base::Result<std::uint64_t> newerThan(std::int64_t number);
    base::Result<std::uint64_t> count(Direction direction);
    base::Result<std::uint64_t> unreadCount();
    /// Every word of `words`, newest first: as a beginning, or whole where it has a digit in it. A patient's
    /// number is always matched whole: 2004 does not find 20044. Case and marks make no difference, and
    /// "strasse" finds "Straße".
    base::Result<std::vector<MessageSummary>> search(std::string_view words,
                                                     std::optional<Direction> direction, std::size_t count);
    base::Result<void> markRead(std::int64_t number);
    /// With people and attachments' rows; the attachments' files are the caller's to remove after its
    /// transaction.
    base::Result<void> remove(std::int64_t number);
    /// The people of a message as they were called when it was stored.
    base::Result<std::vector<std::pair<format::PersonId, std::string>>> peopleOf(std::int64_t number);
    /// Never goes back: a late "delivered" does not undo "read".
    base::Result<void> setDelivery(const format::MessageId& id, const format::PersonId& person,
                                   Delivery state, base::Timestamp time, std::uint64_t reason);
    /// Whether a device of the person has answered a message that this one sent.
    base::Result<bool> wasAnswered(const format::MessageId& id, const format::PersonId& person);

  private:
    base::Result<std::optional<StoredMessage>> load(Statement& select);
    Vault& m_vault;
};

}  // namespace medveil::vault
