// The people this person knows, and those who wait outside. Borrows the vault; its thread.
#pragma once

#include <optional>

#include "core/base/clock.h"
#include "core/format/card.h"
#include "core/vault/vault.h"

namespace medveil::vault {

enum class Trust : std::uint8_t {
    kUnverified = 0,  ///< the card holds in itself; nobody compared the safety number
    kVerified = 1,    ///< this person compared it, for this key and this name
    kChanged = 2,     ///< a second key that is vouched for turned up: nothing is sent until somebody looked
    kOtherwise = 3,   ///< compared once, but for another name or key than the card has now
};

struct Contact {
    format::SignedCard card;
    std::optional<format::SignedCard> changedCard;  ///< with kChanged: the one that turned up
    Trust trust = Trust::kUnverified;
    base::Timestamp firstSeen = 0;
    base::Timestamp verifiedAt = 0;
    std::optional<crypto::SigningPublicKey> keyBefore;  ///< of the epoch before the card's
    std::string verifiedName;                           ///< what the person was called when compared
    std::optional<crypto::SigningPublicKey> verifiedKey;
};

enum class Standing : std::uint8_t {
    kSeen = 0,     ///< a card on the share
    kAsks = 1,     ///< has written: waits for an answer
    kRefused = 2,  ///< this person does not want to hear of them
};

/// Somebody whose card was found and whom nobody accepted. Not a contact.
struct Stranger {
    format::SignedCard card;
    Standing standing = Standing::kSeen;
    base::Timestamp firstSeen = 0;
    base::Timestamp asked = 0;
};

enum class PeopleTable : std::uint8_t { kContacts, kStrangers };

/// A row that says what cannot be.
struct DamagedPerson {
    PeopleTable table = PeopleTable::kContacts;
    base::Bytes key;   ///< the row's, whatever it is
    std::string name;  ///< what the row says beside the card; unchecked
};

class ContactStore {
  public:
    explicit ContactStore(Vault& vault) : m_vault(vault) {}
    /// Without the damaged ones.
    base::Result<std::vector<Contact>> all();
    /// Contacts and strangers whose rows stay as they are until a person has them removed.
    base::Result<std::vector<DamagedPerson>> damaged();
    base::Result<void> removeDamaged(const DamagedPerson& person);
    /// kContactsDamaged for somebody whose row is damaged; findStranger as well.
    base::Result<std::optional<Contact>> find(const format::PersonId& person);
    base::Result<void> save(const Contact& contact);
    base::Result<void> remove(const format::PersonId& person);

    /// Whoever asks first, then the newest; without the damaged ones.
    base::Result<std::vector<Stranger>> strangers();
    base::Result<std::optional<Stranger>> findStranger(const format::PersonId& person);
    /// Keeps at most `most`: the one seen longest ago makes room, those who asked last of all.
    base::Result<void> saveStranger(const Stranger& stranger, std::size_t most);
    base::Result<void> removeStranger(const format::PersonId& person);

    /// Cards that this person looked at and did not want: not shown again.
    base::Result<void> refuseCard(const format::PersonId& person, const crypto::Digest& card);
    base::Result<bool> cardRefused(const format::PersonId& person, const crypto::Digest& card);

    /// Counts up with every change, so that what was worked out from the people can be kept until then.
    std::uint64_t revision() const { return m_revision; }

  private:
    Vault& m_vault;
    std::uint64_t m_revision = 0;
};

}  // namespace medveil::vault
