#include "core/format/card.h"

#include "core/format/cbor.h"
#include "core/format/text_rules.h"
#include "core/format/time_rule.h"

namespace medveil::format {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kMostRoles = 5;
constexpr std::size_t kMostCertificates = 4;
constexpr std::size_t kCertificateLimit = 4 * 1024;
}  // namespace

base::Bytes encodeCard(const Card& card) {
    CborWriter out;
    out.array(12)
        .integer(kVersion)
        .bytes(card.person.view())
        .integer(card.epoch)
        .text(card.name)
        .text(card.facility);
    out.array(card.roles.size());
    for (const auto role : card.roles)
        out.integer(static_cast<std::uint64_t>(role));
    out.bytes(card.signing.view()).bytes(card.agreement.view()).bytes(card.rsa);
    out.array(card.devices.size());
    for (const auto& device : card.devices)
        out.array(2).bytes(device.device.view()).bytes(device.mailbox.view());
    out.integer(static_cast<std::uint64_t>(card.created));
    out.array(card.certificates.size());
    for (const auto& certificate : card.certificates)
        out.bytes(certificate);
    return out.takePublic();
}

base::Result<Card> decodeCard(base::ByteView body) {
    CborReader in(body);
    Card card;
    MEDVEIL_TRY(in.arrayOf(12));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version != kVersion)
        return fail(ErrorCode::kUnknownVersion, "card");
    MEDVEIL_ASSIGN(card.person, in.value<PersonId>());
    MEDVEIL_ASSIGN(card.epoch, in.integer(UINT32_MAX));
    MEDVEIL_ASSIGN(card.name, in.text(kNameLimit));
    MEDVEIL_TRY(checkLine(card.name, kNameLimit));
    MEDVEIL_ASSIGN(card.facility, in.text(kNameLimit));
    MEDVEIL_TRY(checkOptionalLine(card.facility, kNameLimit));
    MEDVEIL_ASSIGN(const std::size_t roles, in.array(kMostRoles));
    for (std::size_t i = 0; i < roles; ++i) {
        MEDVEIL_ASSIGN(const std::uint64_t role, in.integer());
        const auto least = card.roles.empty() ? 1 : static_cast<std::uint64_t>(card.roles.back()) + 1;
        if (role < least || role > static_cast<std::uint64_t>(Role::kResearcher))
            return fail(ErrorCode::kMalformed, "roles of a card");
        card.roles.push_back(static_cast<Role>(role));
    }
    MEDVEIL_ASSIGN(card.signing, in.value<crypto::SigningPublicKey>());
    MEDVEIL_ASSIGN(card.agreement, in.value<crypto::AgreementPublicKey>());
    MEDVEIL_ASSIGN(const base::ByteView rsa, in.bytes(1024));
    card.rsa = base::toBytes(rsa);
    MEDVEIL_ASSIGN(const std::size_t devices, in.array(kMostDevices));
    for (std::size_t i = 0; i < devices; ++i) {
        CardDevice device;
        MEDVEIL_TRY(in.arrayOf(2));
        MEDVEIL_ASSIGN(device.device, in.value<DeviceId>());
        MEDVEIL_ASSIGN(device.mailbox, in.value<MailboxId>());
        card.devices.push_back(device);
    }
    if (card.devices.empty())
        return fail(ErrorCode::kMalformed, "card without a device");
    MEDVEIL_ASSIGN(card.created, timeFrom(in));
    MEDVEIL_ASSIGN(const std::size_t certificates, in.array(kMostCertificates));
    for (std::size_t i = 0; i < certificates; ++i) {
        MEDVEIL_ASSIGN(const base::ByteView certificate, in.bytes(kCertificateLimit));
        card.certificates.push_back(base::toBytes(certificate));
    }
    MEDVEIL_TRY(in.expectEnd());
    return card;
}

base::Bytes encodeSignedCard(const SignedCard& card) {
    CborWriter out;
    out.array(3).bytes(card.body).bytes(card.own.view()).bytes(card.previous);
    auto file = base::toBytes(base::asBytes(kCardMagic));
    const auto content = out.takePublic();
    file.insert(file.end(), content.begin(), content.end());
    return file;
}

base::Result<SignedCard> decodeSignedCard(base::ByteView file) {
    if (file.size() > kCardLimit)
        return fail(ErrorCode::kTooLarge, "card file");
    if (file.size() < kCardMagic.size() || base::asText(file.first(kCardMagic.size())) != kCardMagic)
        return fail(ErrorCode::kMalformed, "not a card file");
    CborReader in(file.subspan(kCardMagic.size()));
    SignedCard card;
    MEDVEIL_TRY(in.arrayOf(3));
    MEDVEIL_ASSIGN(const base::ByteView body, in.bytes(kCardLimit));
    card.body = base::toBytes(body);
    MEDVEIL_ASSIGN(card.own, in.value<crypto::Signature>());
    MEDVEIL_ASSIGN(const base::ByteView previous, in.bytes(crypto::Signature::kBytes));
    if (!previous.empty() && previous.size() != crypto::Signature::kBytes)
        return fail(ErrorCode::kMalformed, "signature of a wrong length");
    card.previous = base::toBytes(previous);
    MEDVEIL_TRY(in.expectEnd());
    MEDVEIL_ASSIGN(card.card, decodeCard(card.body));
    if ((card.card.epoch == 0) != card.previous.empty())
        return fail(ErrorCode::kMalformed, "card and its previous signature do not fit");
    return card;
}

}  // namespace medveil::format
