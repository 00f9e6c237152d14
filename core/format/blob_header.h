// The clear part of a sealed message: magic, version, suite, salt, stanzas. Layout in core/spec/blob.md.
// Plain value; parsing checks shapes, core/message the MAC.
#pragma once

#include <vector>

#include "core/format/ids.h"

namespace medveil::format {

inline constexpr std::string_view kBlobMagic = "medveil\x01";
inline constexpr std::size_t kBlobFixedBytes = 8 + 1 + 1 + 1 + 1 + 32;  ///< before the stanzas
inline constexpr std::size_t kBlobMacBytes = 32 + 32;   ///< MAC and key commitment, behind the stanzas
inline constexpr std::size_t kChunkBytes = 256 * 1024;  ///< plaintext of a full chunk
inline constexpr std::size_t kSealedChunkBytes = kChunkBytes + 16;
inline constexpr std::size_t kSignatureChunkBytes = 64;

using BlobSalt = base::PublicValue<struct BlobSaltTag, 32>;

struct BlobHeader {
    Suite suite = Suite::kX25519ChaCha20;
    BlobSalt salt;
    std::vector<base::Bytes> stanzas;  ///< 4, 8, 16, 32 or 64, each of the suite's fixed size
    base::Bytes clear;  ///< the encoded bytes up to the MAC: what MAC, commitment and signature cover
    crypto::Digest mac;
    crypto::Digest commitment;

    std::size_t size() const { return clear.size() + kBlobMacBytes; }
};

std::size_t stanzaBytes(Suite suite);
/// The stanza count that `recipients` people are padded to.
std::size_t paddedStanzas(std::size_t recipients);

/// Fills header.clear from suite, salt and stanzas.
void encodeClear(BlobHeader& header);
/// How many bytes the header has in all, from its first kBlobFixedBytes.
base::Result<std::size_t> headerSize(base::ByteView fixed);
base::Result<BlobHeader> decodeHeader(base::ByteView bytes);

/// Padme (Nikitin et al., PETS 2019): a length of at most 12 % more that leaks O(log log) bits.
std::uint64_t padme(std::uint64_t length);

}  // namespace medveil::format
