#include "core/identity/contact_card.h"

#include <algorithm>
#include <cstdio>

#include "core/base/byte_writer.h"
#include "core/crypto/digest.h"
#include "core/crypto/key_agreement.h"
#include "core/crypto/signature.h"
#include "core/format/text_rules.h"
#include "core/identity/identity.h"
#include "core/identity/word_list.h"

namespace medveil::identity {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::string_view kOwnContext = "medveil/v1/card";
constexpr std::string_view kRotationContext = "medveil/v1/card-rotation";
constexpr int kFingerprintRounds = 5200;

crypto::Digest iteratedFingerprint(const format::Card& card) {
    base::ByteWriter seed;
    seed.raw(base::asBytes("medveil/v1/safety-number")).raw(card.person.view()).raw(card.signing.view());
    auto digest = crypto::sha256(seed.bytes());
    for (int i = 0; i < kFingerprintRounds; ++i)
        digest = crypto::sha256Prefixed(2, {digest.view(), card.signing.view()});
    return digest;
}
}  // namespace

format::PersonId personOf(const crypto::SigningPublicKey& firstSigningKey) {
    return {crypto::sha256(firstSigningKey.view()).bytes};
}

format::SignedCard signCard(format::Card card, const crypto::SigningSecretKey& own,
                            const crypto::SigningSecretKey* previous) {
    format::SignedCard result;
    result.body = format::encodeCard(card);
    result.card = std::move(card);
    result.own = crypto::sign(own, kOwnContext, result.body);
    if (previous != nullptr)
        result.previous = base::toBytes(crypto::sign(*previous, kRotationContext, result.body).view());
    return result;
}

base::Result<void> verifyCard(const format::SignedCard& card) {
    if (!crypto::isUsable(card.card.signing) || !crypto::isUsable(card.card.agreement))
        return fail(ErrorCode::kBadKey, "a key on the card keeps no secret");
    MEDVEIL_TRY(format::checkName(card.card.name, format::kNameLimit));
    MEDVEIL_TRY(format::checkOptionalName(card.card.facility, format::kNameLimit));
    if (!crypto::verify(card.card.signing, kOwnContext, card.body, card.own))
        return fail(ErrorCode::kNotVouchedFor, "card signature");
    if (card.card.epoch == 0 && card.card.person != personOf(card.card.signing))
        return fail(ErrorCode::kNotVouchedFor, "card of another person");
    return {};
}

base::Result<CardChange> compareCards(const format::SignedCard& known, const format::SignedCard& fresh,
                                      const std::optional<crypto::SigningPublicKey>& before) {
    if (known.card.person != fresh.card.person)
        return fail(ErrorCode::kInvalidArgument, "cards of two people");
    if (fresh.card.epoch < known.card.epoch || fresh.body == known.body)
        return CardChange::kSame;
    const auto vouchedForBy = [&](const crypto::SigningPublicKey& key) {
        const auto signature = crypto::Signature::from(fresh.previous);
        return signature && crypto::verify(key, kRotationContext, fresh.body, *signature);
    };
    if (fresh.card.epoch == known.card.epoch) {
        // The same key may update a name or a device, but an older card put back brings nothing old back with
        // it; any other key is a second card for the same epoch, and worth a look only when whoever made it
        // held the key before. Of epoch 0 there is one: the person id is its key's.
        if (fresh.card.signing != known.card.signing)
            return before && vouchedForBy(*before) ? CardChange::kReplaced : CardChange::kUnproven;
        return fresh.card.created > known.card.created ? CardChange::kUpdated : CardChange::kSame;
    }
    return fresh.card.epoch == known.card.epoch + 1 && vouchedForBy(known.card.signing)
               ? CardChange::kUpdated
               : CardChange::kUnproven;
}

std::string keyWords(const crypto::SigningPublicKey& key, std::size_t count) {
    const auto digest = crypto::sha256Prefixed(3, {base::asBytes("medveil/v1/key-words"), key.view()});
    std::string words;
    for (std::size_t i = 0; i < std::min(count, kMostKeyWords); ++i) {
        std::uint64_t value = 0;
        for (std::size_t j = 0; j < 5; ++j)
            value = value << 8 | digest.bytes[i * 5 + j];
        words += (words.empty() ? "" : " ") + std::string(kWords[value % kWords.size()]);
    }
    return words;
}

std::array<std::string, 12> safetyNumber(const format::Card& one, const format::Card& other) {
    auto first = iteratedFingerprint(one);
    auto second = iteratedFingerprint(other);
    if (other.person < one.person)
        std::swap(first, second);
    std::array<std::string, 12> groups;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto& digest = i < 6 ? first : second;
        std::uint64_t value = 0;
        for (std::size_t j = 0; j < 5; ++j)
            value = value << 8 | digest.bytes[(i % 6) * 5 + j];
        std::array<char, 8> text{};
        std::snprintf(text.data(), text.size(), "%05u", static_cast<unsigned>(value % 100000));
        groups[i] = text.data();
    }
    return groups;
}

base::Result<crypto::SymmetricKey> pairwiseStegoKey(const Identity& mine, const format::Card& theirs) {
    MEDVEIL_ASSIGN(const crypto::SymmetricKey shared, crypto::agree(mine.agreement, theirs.agreement));
    base::ByteWriter salt;
    salt.raw(std::min(mine.person(), theirs.person).view())
        .raw(std::max(mine.person(), theirs.person).view());
    return crypto::deriveKey(shared.view(), salt.bytes(), "medveil/v1/stego");
}

}  // namespace medveil::identity
