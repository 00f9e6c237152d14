#include "core/identity/identity.h"

#include <algorithm>

#include "core/crypto/digest.h"
#include "core/crypto/key_agreement.h"
#include "core/crypto/random.h"
#include "core/crypto/signature.h"
#include "core/format/cbor.h"
#include "core/format/text_rules.h"
#include "core/format/time_rule.h"
#include "core/identity/contact_card.h"

namespace medveil::identity {

using base::ErrorCode;
using base::fail;

namespace {

struct NewKeys {
    crypto::SigningKeyPair signing = crypto::generateSigningKeyPair();
    crypto::AgreementKeyPair agreement = crypto::generateAgreementKeyPair();
};

base::Result<Identity> assemble(format::Card card, NewKeys keys, const crypto::SigningSecretKey* previous,
                                const format::DeviceId& device) {
    // A card of a later time could not be read again, not even by its owner.
    MEDVEIL_TRY(format::checkTime(card.created));
    MEDVEIL_ASSIGN(pki::RsaSecretKey rsa, pki::RsaSecretKey::generate());
    MEDVEIL_ASSIGN(card.rsa, rsa.publicKeyDer());
    card.signing = keys.signing.publicKey;
    card.agreement = keys.agreement.publicKey;
    if (previous == nullptr)
        card.person = personOf(card.signing);
    auto signedCard = signCard(std::move(card), keys.signing.secretKey, previous);
    return Identity{std::move(signedCard), std::move(keys.signing.secretKey),
                    std::move(keys.agreement.secretKey), std::move(rsa), device};
}

}  // namespace

format::MailboxId Identity::mailbox() const {
    const auto& devices = card.card.devices;
    const auto own =
        std::find_if(devices.begin(), devices.end(), [this](const auto& d) { return d.device == device; });
    return own == devices.end() ? format::MailboxId{} : own->mailbox;
}

base::Result<Identity> createIdentity(const Profile& profile, base::Timestamp now) {
    MEDVEIL_TRY(format::checkName(profile.name, format::kNameLimit));
    MEDVEIL_TRY(format::checkOptionalName(profile.facility, format::kNameLimit));
    format::Card card;
    card.name = profile.name;
    card.facility = profile.facility;
    card.roles = profile.roles;
    std::sort(card.roles.begin(), card.roles.end());
    card.roles.erase(std::unique(card.roles.begin(), card.roles.end()), card.roles.end());
    const auto device = crypto::randomValue<format::DeviceId>();
    card.devices = {{device, crypto::randomValue<format::MailboxId>()}};
    card.created = now;
    return assemble(std::move(card), {}, nullptr, device);
}

base::Result<Identity> rotateIdentity(const Identity& old, base::Timestamp now) {
    auto card = old.card.card;
    ++card.epoch;
    card.created = now;
    return assemble(std::move(card), {}, &old.signing, old.device);
}

base::Result<base::WipedBytes> encodeIdentity(const Identity& identity) {
    format::CborWriter out;
    out.array(6).integer(1).bytes(format::encodeSignedCard(identity.card)).bytes(identity.signing.view());
    out.bytes(identity.agreement.view());
    MEDVEIL_ASSIGN(const base::SecretBytes rsa, identity.rsa.toDer());
    out.bytes(rsa.view()).bytes(identity.device.view());
    return out.take();
}

base::Result<Identity> decodeIdentity(base::ByteView bytes) {
    format::CborReader in(bytes);
    MEDVEIL_TRY(in.arrayOf(6));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version != 1)
        return fail(ErrorCode::kUnknownVersion, "identity");
    MEDVEIL_ASSIGN(const base::ByteView cardFile, in.bytes(format::kCardLimit));
    MEDVEIL_ASSIGN(format::SignedCard card, format::decodeSignedCard(cardFile));
    MEDVEIL_ASSIGN(crypto::SigningSecretKey signing, in.value<crypto::SigningSecretKey>());
    MEDVEIL_ASSIGN(crypto::AgreementSecretKey agreement, in.value<crypto::AgreementSecretKey>());
    MEDVEIL_ASSIGN(const base::ByteView rsaRaw, in.bytes(16 * 1024));
    MEDVEIL_ASSIGN(pki::RsaSecretKey rsa, pki::RsaSecretKey::fromDer(rsaRaw));
    MEDVEIL_ASSIGN(const format::DeviceId device, in.value<format::DeviceId>());
    MEDVEIL_TRY(in.expectEnd());
    if (crypto::publicKeyOf(signing) != card.card.signing ||
        crypto::publicKeyOf(agreement) != card.card.agreement)
        return fail(ErrorCode::kBadKey, "identity and its card do not fit");
    return Identity{std::move(card), std::move(signing), std::move(agreement), std::move(rsa), device};
}

}  // namespace medveil::identity
