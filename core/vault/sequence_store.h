// What shows that a message is missing or counted twice: each message names the one that its sender's device
// sent to the same person before it. Borrows the vault; its thread.
#pragma once

#include <optional>

#include "core/base/clock.h"
#include "core/format/ids.h"
#include "core/vault/vault.h"

namespace medveil::vault {

/// A message that was named by a later one and has not arrived.
struct Gap {
    format::PersonId sender;
    format::MessageId message;
    base::Timestamp noticed = 0;
};

class SequenceStore {
  public:
    explicit SequenceStore(Vault& vault) : m_vault(vault) {}

    /// What this device sent to somebody last; nothing before the first.
    base::Result<std::optional<format::MessageId>> lastSentTo(const format::PersonId& person);
    base::Result<void> sent(const format::PersonId& person, const format::MessageId& id);

    /// A message arrived, and `previous` is what it names as the one before; zeros for none. Closes the gap
    /// it fills and opens the one it shows. `previousSeen` says that the one before has arrived at some time.
    base::Result<void> received(const format::PersonId& sender, const format::DeviceId& device,
                                const format::MessageId& id, const format::MessageId& previous,
                                bool previousSeen, base::Timestamp now);
    base::Result<std::vector<Gap>> gaps(base::Timestamp since);
    /// Another message of this device with the same number is stored: its vault was put back, or copied.
    base::Result<bool> isRepeat(const format::PersonId& sender, const format::DeviceId& device,
                                std::uint64_t sequence, const format::MessageId& id);

  private:
    Vault& m_vault;
};

}  // namespace medveil::vault
