// What still has to go out, and what came in already. Borrows the vault; its thread.
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

struct HeldFile {
    std::string name;
    std::uint64_t reason = 0;  ///< an ErrorCode
    base::Timestamp firstSeen = 0;
};

class DeliveryStore {
  public:
    explicit DeliveryStore(Vault& vault) : m_vault(vault) {}

    base::Result<void> queue(const OutboxItem& item);
    /// Without the damaged ones.
    base::Result<std::vector<OutboxItem>> all();
    /// The numbers of rows that say what cannot be: nobody's mail, left as they are until a person has them
    /// removed.
    base::Result<std::vector<std::int64_t>> damaged();
    base::Result<void> update(const OutboxItem& item);
    /// Removes an item; its spool file is returned when nobody needs it any more.
    base::Result<std::vector<std::string>> clear(std::int64_t number);
    /// Whether a file of the message has not reached the share yet.
    base::Result<bool> stillQueued(const format::MessageId& message, const format::PersonId& person);
    base::Result<bool> spoolNeeded(std::string_view spool);

    /// Per sender: somebody who learnt the id of another person's message cannot make it look received.
    base::Result<bool> wasSeen(const format::PersonId& sender, const format::MessageId& id);
    base::Result<void> remember(const format::PersonId& sender, const format::MessageId& id,
                                base::Timestamp forgetAfter);
    base::Result<void> forgetOld(base::Timestamp now);

    /// A file that could not be opened, by its whole name on the share: remembered, so that it is reported
    /// once and not tried at every poll. Of two files with one digest each is held by itself.
    /// A row whose reason cannot be holds nothing: the file is looked at again, and the row written anew.
    base::Result<std::vector<HeldFile>> held();
    base::Result<void> hold(std::string_view name, std::uint64_t reason, base::Timestamp now);
    base::Result<void> releaseHeld(std::uint64_t reason);
    /// What was held after `time` for this reason: the clock went back, so the reason is looked at again.
    base::Result<void> releaseHeldAfter(std::uint64_t reason, base::Timestamp time);

    /// One file, by its whole name.
    base::Result<void> releaseHeldFile(std::string_view name);

    /// Part files on the share that this device has made and not finished.
    base::Result<void> recordPart(std::string_view name, base::Timestamp now);
    base::Result<void> forgetPart(std::string_view name);
    base::Result<std::vector<std::pair<std::string, base::Timestamp>>> parts();

  private:
    Vault& m_vault;
};

}  // namespace medveil::vault
