// The public card of a person: who they are, where they receive and with which keys. Layout in
// core/spec/card.md. Values; parsing checks shapes and bounds, core/identity checks signatures.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/format/ids.h"

namespace medveil::format {

inline constexpr std::string_view kCardMagic = "MVCARD1\n";
inline constexpr std::size_t kCardLimit = 32 * 1024;  ///< bytes of a card file

inline constexpr std::size_t kMostDevices = 16;  ///< of one person

struct CardDevice {
    DeviceId device;
    MailboxId mailbox;
    friend bool operator==(const CardDevice&, const CardDevice&) = default;
};

struct Card {
    PersonId person;
    std::uint64_t epoch = 0;  ///< 0 at first, one more with each rotation
    std::string name;
    std::string facility;
    std::vector<Role> roles;
    crypto::SigningPublicKey signing;
    crypto::AgreementPublicKey agreement;
    base::Bytes rsa;  ///< SubjectPublicKeyInfo, DER
    std::vector<CardDevice> devices;
    base::Timestamp created = 0;
    std::vector<base::Bytes> certificates;  ///< a chain that vouches for the roles; may be empty
};

struct SignedCard {
    Card card;
    base::Bytes body;       ///< the encoded card, what the signatures cover
    crypto::Signature own;  ///< by card.signing
    base::Bytes previous;   ///< by the previous epoch's key; empty for epoch 0
};

base::Bytes encodeCard(const Card& card);
base::Result<Card> decodeCard(base::ByteView body);
/// The card file: magic, then [body, own, previous].
base::Bytes encodeSignedCard(const SignedCard& card);
base::Result<SignedCard> decodeSignedCard(base::ByteView file);

}  // namespace medveil::format
