// What lies in a cover, before it becomes changes of samples. Nothing is recognisable without a key: no
// magic, no plain length, no fixed place. Specification: stego/spec/cover-format.md. Values and pure
// functions.
//
//   cover salt   hash over the lowest bits of samples that everybody can find and nobody changes
//   slot         one per reader, in samples that only the reader's key finds: the payload key and length,
//   sealed payload      sealed under the payload key, in samples that only the payload key finds
#pragma once

#include <vector>

#include "core/crypto/keys.h"

namespace medveil::stego {

using StegoKey = base::SecretKey<struct StegoKeyTag, 32>;
using CoverSalt = crypto::Digest;

/// How the payload's bits lie in the samples; stands inside the sealed slot.
enum class Coding : std::uint8_t { kGroupParity = 1, kTrellis = 2, kExpansion = 3 };

inline constexpr unsigned kLeastHeight = 6;
inline constexpr unsigned kMostHeight = 12;

/// What a reader must know of a trellis coding; stands inside the sealed slot.
struct TrellisShape {
    std::uint8_t height = 10;
    std::uint16_t upperShare = 32768;  ///< of 65536: the part of the bits that second lowest bits say
};

inline constexpr std::uint32_t kSaltSamples = 2048;
inline constexpr std::size_t kSlotPlainBytes = 48;
inline constexpr std::size_t kSlotBytes = 24 + kSlotPlainBytes + 16;
inline constexpr std::uint32_t kSlotGroup = 16;  ///< samples that carry one bit of a slot
inline constexpr std::uint32_t kSlotSamples = static_cast<std::uint32_t>(kSlotBytes) * 8 * kSlotGroup;
inline constexpr std::size_t kPayloadOverhead = 24 + 16;
inline constexpr std::uint32_t kLeastSamples = 4 * kSlotSamples;
inline constexpr std::size_t kMostReaders = 16;

std::vector<std::uint32_t> saltPositions(std::uint32_t total);

struct SlotKeys {
    crypto::SymmetricKey seal;
    crypto::SymmetricKey place;
};
SlotKeys slotKeys(const StegoKey& reader, const CoverSalt& salt);

struct Slot {
    crypto::SymmetricKey payloadKey;
    std::uint64_t payloadBytes = 0;  ///< sealed length
    Coding coding = Coding::kTrellis;
    TrellisShape shape;
};
base::Bytes sealSlot(const SlotKeys& keys, const Slot& slot);
/// kNothingFound for everything that is not a slot for this key.
base::Result<Slot> openSlot(const SlotKeys& keys, base::ByteView sealed);

/// The order of samples for the payload.
crypto::SymmetricKey payloadPlace(const crypto::SymmetricKey& payloadKey);
base::Bytes sealPayload(const crypto::SymmetricKey& payloadKey, base::ByteView payload);
base::Result<base::SecretBytes> openPayload(const crypto::SymmetricKey& payloadKey, base::ByteView sealed);

/// Argon2id over a passphrase two people share, salted by the cover itself.
base::Result<StegoKey> keyFromPassphrase(base::ByteView passphrase, const CoverSalt& salt);

}  // namespace medveil::stego
