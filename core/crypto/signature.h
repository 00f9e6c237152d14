// Ed25519 signatures, each bound to its use by a context string. Safe from any thread.
#pragma once

#include <string_view>

#include "core/crypto/keys.h"

namespace medveil::crypto {

SigningKeyPair generateSigningKeyPair();
SigningPublicKey publicKeyOf(const SigningSecretKey& secretKey);

/// False for anything but a canonical point of the prime-order group.
bool isUsable(const SigningPublicKey& key);

/// Signs context | 0x00 | message: a signature over a card can never be taken for one over a message.
Signature sign(const SigningSecretKey& key, std::string_view context, base::ByteView message);
/// kAuthenticationFailed when it does not hold; weak and non-canonical keys are refused by libsodium.
base::Result<void> verify(const SigningPublicKey& key, std::string_view context, base::ByteView message,
                          const Signature& signature);

}  // namespace medveil::crypto
