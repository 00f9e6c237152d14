// A person's own keys, and the card that shows their public half. The vault keeps the encoded form; nothing
// else does. Identity is move-only and belongs to one open vault; const members may be used from several
// threads.
#pragma once

#include "core/format/card.h"
#include "core/pki/rsa.h"

namespace medveil::identity {

struct Profile {
    std::string name;
    std::string facility;
    std::vector<format::Role> roles;
};

struct Identity {
    format::SignedCard card;
    crypto::SigningSecretKey signing;
    crypto::AgreementSecretKey agreement;
    pki::RsaSecretKey rsa;
    format::DeviceId device;  ///< this device; its mailbox stands on the card

    const format::PersonId& person() const { return card.card.person; }
    format::MailboxId mailbox() const;
};

/// New keys for a new person, on a new device. Takes a second: RSA.
base::Result<Identity> createIdentity(const Profile& profile, base::Timestamp now);
/// New keys for the same person: a card of the next epoch, signed by the new and the old key.
base::Result<Identity> rotateIdentity(const Identity& old, base::Timestamp now);

base::Result<base::WipedBytes> encodeIdentity(const Identity& identity);
base::Result<Identity> decodeIdentity(base::ByteView bytes);

}  // namespace medveil::identity
