// The people this person knows. Borrows the vault; its thread.
#pragma once

#include <optional>

#include "core/base/clock.h"
#include "core/format/card.h"
#include "core/vault/vault.h"

namespace medveil::vault {

enum class Trust : std::uint8_t {
    kUnverified = 0,  ///< the card holds in itself; nobody compared the safety number
    kVerified = 1,    ///< this person compared it
    kChanged = 2,     ///< another key turned up: nothing is sent until somebody looked
};

struct Contact {
    format::SignedCard card;
    std::optional<format::SignedCard> changedCard;  ///< with kChanged: the one that turned up
    Trust trust = Trust::kUnverified;
    base::Timestamp firstSeen = 0;
    base::Timestamp verifiedAt = 0;
};

class ContactStore {
  public:
    explicit ContactStore(Vault& vault) : m_vault(vault) {}
    base::Result<std::vector<Contact>> all();
    base::Result<std::optional<Contact>> find(const format::PersonId& person);
    base::Result<void> save(const Contact& contact);

  private:
    Vault& m_vault;
};

}  // namespace medveil::vault
