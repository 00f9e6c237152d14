// The kinds of keys and digests, so that one cannot be given where another is meant. Plain values; secrets
// are move-only.
#pragma once

#include "core/base/secret.h"

namespace medveil::crypto {

using SigningPublicKey = base::PublicValue<struct SigningPublicTag, 32>;  ///< Ed25519, RFC 8032
using SigningSecretKey =
    base::SecretKey<struct SigningSecretTag, 64>;              ///< seed and public key, as libsodium has it
using Signature = base::PublicValue<struct SignatureTag, 64>;  ///< Ed25519
using AgreementPublicKey = base::PublicValue<struct AgreementPublicTag, 32>;  ///< X25519, RFC 7748
using AgreementSecretKey = base::SecretKey<struct AgreementSecretTag, 32>;
using SymmetricKey = base::SecretKey<struct SymmetricTag, 32>;
using Digest = base::PublicValue<struct DigestTag, 32>;  ///< SHA-256, FIPS 180-4

struct SigningKeyPair {
    SigningPublicKey publicKey;
    SigningSecretKey secretKey;
};

struct AgreementKeyPair {
    AgreementPublicKey publicKey;
    AgreementSecretKey secretKey;
};

}  // namespace medveil::crypto
