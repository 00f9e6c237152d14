// X25519, RFC 7748. Safe from any thread.
#pragma once

#include "core/crypto/keys.h"

namespace medveil::crypto {

AgreementKeyPair generateAgreementKeyPair();
AgreementPublicKey publicKeyOf(const AgreementSecretKey& secretKey);

/// False for a point of small order, the all-zero key among them: whatever is agreed with it is no secret.
bool isUsable(const AgreementPublicKey& key);

/// The shared secret; hash it before use. kBadKey for a point of small order (all-zero result, RFC 7748
/// section 6.1).
base::Result<SymmetricKey> agree(const AgreementSecretKey& mine, const AgreementPublicKey& theirs);

}  // namespace medveil::crypto
