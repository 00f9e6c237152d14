// Checks of other people's cards, and what two people compare to know that nobody stands between them. Pure
// functions.
#pragma once

#include <array>
#include <optional>

#include "core/format/card.h"

namespace medveil::identity {

struct Identity;

format::PersonId personOf(const crypto::SigningPublicKey& firstSigningKey);

format::SignedCard signCard(format::Card card, const crypto::SigningSecretKey& own,
                            const crypto::SigningSecretKey* previous);

/// What is asked of a card that comes in: keys that keep a secret (kBadKey), names that show all they hold
/// (kMalformed), the card's own signature and, for epoch 0, that the person id is that of its key
/// (kNotVouchedFor).
base::Result<void> verifyCard(const format::SignedCard& card);

enum class CardChange : std::uint8_t {
    kSame,      ///< the very card, or an older epoch: nothing new
    kUpdated,   ///< later epoch, signed by the key this person was known by
    kReplaced,  ///< a second key that the one before vouches for as well: look at it before anything is sent
    kUnproven,  ///< no chain leads to it: junk, which anybody can make, and which changes nothing
};

/// What `fresh`, already verified, means for somebody known by `known`. `before` is the signing key of the
/// epoch before the known one, where it is remembered: only it can vouch for a second card of the same epoch.
/// kInvalidArgument for another person's card.
base::Result<CardChange> compareCards(const format::SignedCard& known, const format::SignedCard& fresh,
                                      const std::optional<crypto::SigningPublicKey>& before = {});

/// Words by which people tell two keys apart at a glance; no proof, six of them are 77 bits.
inline constexpr std::size_t kMostKeyWords = 6;
std::string keyWords(const crypto::SigningPublicKey& key, std::size_t count);

/// Twelve groups of five digits over both people's ids and signing keys; the same on both sides. 5,200 rounds
/// of SHA-256 for each half, as Signal's numeric fingerprint has it.
std::array<std::string, 12> safetyNumber(const format::Card& one, const format::Card& other);

/// The key under which something is hidden in a cover between two people; both compute the same without a
/// passphrase.
base::Result<crypto::SymmetricKey> pairwiseStegoKey(const Identity& mine, const format::Card& theirs);

}  // namespace medveil::identity
