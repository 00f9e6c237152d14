#include "stego/frame/frame.h"

#include <algorithm>

#include "core/base/byte_reader.h"
#include "core/crypto/aead.h"
#include "core/crypto/digest.h"
#include "core/crypto/password_hash.h"
#include "stego/frame/positions.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {
// The same for everybody and for ever: these parameters are part of the format.
constexpr crypto::PasswordHashParameters kPassphraseParameters = {3, 128 * 1024};

base::Result<base::SecretBytes> orNothing(base::Result<base::SecretBytes> result) {
    if (!result)
        return fail(ErrorCode::kNothingFound);
    return result;
}
}  // namespace

std::vector<std::uint32_t> saltPositions(std::uint32_t total) {
    const auto key = crypto::deriveKey(base::asBytes("medveil"), {}, "medveil/v1/stego/salt-positions");
    return scatteredPositions(key, total, kSaltSamples);
}

SlotKeys slotKeys(const StegoKey& reader, const CoverSalt& salt) {
    return {crypto::deriveKey(reader.view(), salt.view(), "medveil/v1/stego/slot-seal"),
            crypto::deriveKey(reader.view(), salt.view(), "medveil/v1/stego/slot-place")};
}

base::Bytes sealSlot(const SlotKeys& keys, const Slot& slot) {
    base::SecretBytes plain(kSlotPlainBytes);
    const auto out = plain.mutableView();
    std::copy(slot.payloadKey.view().begin(), slot.payloadKey.view().end(), out.begin());
    for (std::size_t i = 0; i < 8; ++i)
        out[32 + i] = static_cast<base::Byte>(slot.payloadBytes >> (8 * i) & 0xffU);
    out[40] = static_cast<base::Byte>(slot.coding);
    if (slot.coding == Coding::kTrellis) {
        out[41] = slot.shape.height;
        out[42] = static_cast<base::Byte>(slot.shape.upperShare & 0xffU);
        out[43] = static_cast<base::Byte>(slot.shape.upperShare >> 8);
    }
    return crypto::sealBox(keys.seal, plain.view(), {});
}

base::Result<Slot> openSlot(const SlotKeys& keys, base::ByteView sealed) {
    MEDVEIL_ASSIGN(const base::SecretBytes plain, orNothing(crypto::openBox(keys.seal, sealed, {})));
    base::ByteReader in(plain.view());
    Slot slot;
    MEDVEIL_ASSIGN(const base::ByteView key, in.take(32));
    MEDVEIL_ASSIGN(slot.payloadKey, crypto::SymmetricKey::from(key));
    MEDVEIL_ASSIGN(slot.payloadBytes, in.integer<std::uint64_t>());
    MEDVEIL_ASSIGN(const auto coding, in.integer<std::uint8_t>());
    slot.coding = static_cast<Coding>(coding);
    if (slot.coding == Coding::kTrellis) {
        MEDVEIL_ASSIGN(slot.shape.height, in.integer<std::uint8_t>());
        MEDVEIL_ASSIGN(slot.shape.upperShare, in.integer<std::uint16_t>());
        if (slot.shape.height < kLeastHeight || slot.shape.height > kMostHeight)
            return fail(ErrorCode::kUnknownVersion, "hidden by a newer version");
    } else if (slot.coding != Coding::kGroupParity && slot.coding != Coding::kExpansion) {
        return fail(ErrorCode::kUnknownVersion, "hidden by a newer version");
    }
    return slot;
}

crypto::SymmetricKey payloadPlace(const crypto::SymmetricKey& payloadKey) {
    return crypto::deriveKey(payloadKey.view(), {}, "medveil/v1/stego/payload-place");
}

base::Bytes sealPayload(const crypto::SymmetricKey& payloadKey, base::ByteView payload) {
    return crypto::sealBox(crypto::deriveKey(payloadKey.view(), {}, "medveil/v1/stego/payload-seal"), payload,
                           {});
}

base::Result<base::SecretBytes> openPayload(const crypto::SymmetricKey& payloadKey, base::ByteView sealed) {
    return orNothing(crypto::openBox(
        crypto::deriveKey(payloadKey.view(), {}, "medveil/v1/stego/payload-seal"), sealed, {}));
}

base::Result<StegoKey> keyFromPassphrase(base::ByteView passphrase, const CoverSalt& salt) {
    crypto::PasswordSalt short16;
    std::copy_n(salt.bytes.begin(), short16.bytes.size(), short16.bytes.begin());
    MEDVEIL_ASSIGN(const crypto::SymmetricKey key,
                   crypto::keyFromPassphrase(passphrase, short16, kPassphraseParameters));
    return StegoKey::from(key.view());
}

}  // namespace medveil::stego
