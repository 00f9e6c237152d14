// File keys and what is derived from them. Internal to core/message.
#pragma once

#include "core/crypto/aead.h"
#include "core/format/blob_header.h"
#include "core/identity/identity.h"

namespace medveil::message {

crypto::Algorithm algorithmOf(format::Suite suite);

base::Result<base::Bytes> wrapKey(format::Suite suite, const format::Card& recipient,
                                  const crypto::SymmetricKey& key);
/// kAuthenticationFailed when the stanza is somebody else's: indistinguishable from a damaged one.
base::Result<crypto::SymmetricKey> unwrapKey(format::Suite suite, const identity::Identity& reader,
                                             base::ByteView stanza);

struct PayloadKeys {
    crypto::Digest headerHash;  ///< SHA-256 of the clear header
    crypto::Digest mac;         ///< HMAC-SHA256 over the clear header
    crypto::SymmetricKey payload;
    crypto::Digest commitment;
};
PayloadKeys deriveKeys(const crypto::SymmetricKey& fileKey, base::ByteView clearHeader);

/// What the sender signs: everything that the key holders could otherwise exchange.
base::Bytes signedStatement(format::Suite suite, const crypto::Digest& headerHash,
                            const crypto::Digest& manifestHash, const crypto::Digest& chunkRoot,
                            std::uint64_t chunkCount);
inline constexpr std::string_view kBlobContext = "medveil/v1/blob";

}  // namespace medveil::message
