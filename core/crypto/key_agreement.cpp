#include "core/crypto/key_agreement.h"

#include <array>

#include <sodium.h>

#include "core/crypto/random.h"

namespace medveil::crypto {

AgreementPublicKey publicKeyOf(const AgreementSecretKey& secretKey) {
    AgreementPublicKey key;
    crypto_scalarmult_curve25519_base(key.bytes.data(), secretKey.view().data());
    return key;
}

AgreementKeyPair generateAgreementKeyPair() {
    AgreementKeyPair pair;
    fillRandom(pair.secretKey.mutableView());
    pair.publicKey = publicKeyOf(pair.secretKey);
    return pair;
}

base::Result<SymmetricKey> agree(const AgreementSecretKey& mine, const AgreementPublicKey& theirs) {
    SymmetricKey shared;
    // libsodium answers -1 for an all-zero result.
    if (crypto_scalarmult_curve25519(shared.mutableView().data(), mine.view().data(), theirs.bytes.data()) !=
        0)
        return base::fail(base::ErrorCode::kBadKey, "public key of small order");
    return shared;
}

bool isUsable(const AgreementPublicKey& key) {
    // A scalar is a multiple of eight (RFC 7748): every point of small order gives zero, which libsodium
    // refuses.
    std::array<unsigned char, crypto_scalarmult_curve25519_SCALARBYTES> scalar{};
    scalar[0] = 8;
    std::array<unsigned char, crypto_scalarmult_curve25519_BYTES> shared{};
    return crypto_scalarmult_curve25519(shared.data(), scalar.data(), key.bytes.data()) == 0;
}

}  // namespace medveil::crypto
