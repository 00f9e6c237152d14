// What still has to go out, what came in already, and the audit log's rows. Borrows the vault; its thread.
#pragma once

#include <optional>

#include "core/base/clock.h"
#include "core/format/ids.h"
#include "core/vault/vault.h"

namespace medveil::vault {

enum class OutboxState : std::uint8_t {
    kQueued = 0,     ///< not on the share yet
    kPublished = 1,  ///< there, and waiting for the recipient's receipt
};

/// One file for one mailbox. The file itself lies sealed in the spool.
struct OutboxItem {
    std::int64_t number = 0;
    format::MessageId message;
    std::string spool;
    crypto::Digest digest;
    std::string ending;
    format::MailboxId mailbox;
    format::PersonId person;
    bool isReceipt = false;  ///< receipts are not receipted: published means done
    OutboxState state = OutboxState::kQueued;
    std::uint32_t attempts = 0;
    base::Timestamp nextAttempt = 0;
    std::uint64_t lastError = 0;  ///< an ErrorCode, 0 for none
    base::Timestamp expires = 0;
};

class DeliveryStore {
  public:
    explicit DeliveryStore(Vault& vault) : m_vault(vault) {}

    base::Result<void> queue(const OutboxItem& item);
    base::Result<std::vector<OutboxItem>> due(base::Timestamp now, std::size_t count);
    base::Result<std::vector<OutboxItem>> all();
    base::Result<void> update(const OutboxItem& item);
    /// Removes the items for this person's copy of a message; spool files nobody needs any more are returned.
    base::Result<std::vector<std::string>> clear(const format::MessageId& message,
                                                 const format::PersonId& person);
    base::Result<std::vector<std::string>> clear(std::int64_t number);
    base::Result<std::uint64_t> waiting();
    /// Whether a file of the message has not reached the share yet.
    base::Result<bool> stillQueued(const format::MessageId& message, const format::PersonId& person);
    base::Result<bool> spoolNeeded(std::string_view spool);

    /// Per sender: somebody who learnt the id of another person's message cannot make it look received.
    base::Result<bool> wasSeen(const format::PersonId& sender, const format::MessageId& id);
    base::Result<void> remember(const format::PersonId& sender, const format::MessageId& id,
                                base::Timestamp forgetAfter);
    base::Result<void> forgetOld(base::Timestamp now);

    /// A file that could not be opened: remembered, so that it is reported once and not tried at every poll.
    base::Result<std::optional<std::uint64_t>> heldReason(const crypto::Digest& digest);
    base::Result<void> hold(const crypto::Digest& digest, std::uint64_t reason, base::Timestamp now);
    base::Result<void> releaseHeld(std::uint64_t reason);

    /// Entry and head together or not at all, inside the caller's transaction or without one.
    base::Result<void> appendAudit(std::uint64_t sequence, base::ByteView entry, base::ByteView checkpoint);
    base::Result<std::uint64_t> auditSize();
    base::Result<std::vector<base::Bytes>> auditEntries(std::uint64_t first, std::size_t count);
    base::Result<base::Bytes> auditHead();

  private:
    Vault& m_vault;
};

}  // namespace medveil::vault
