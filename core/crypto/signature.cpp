#include "core/crypto/signature.h"

#include <sodium.h>

#include "core/base/byte_writer.h"

namespace medveil::crypto {

namespace {
base::Bytes inContext(std::string_view context, base::ByteView message) {
    base::ByteWriter writer;
    writer.raw(base::asBytes(context)).integer(std::uint8_t{0}).raw(message);
    return writer.take();
}
}  // namespace

SigningKeyPair generateSigningKeyPair() {
    SigningKeyPair pair;
    crypto_sign_keypair(pair.publicKey.bytes.data(), pair.secretKey.mutableView().data());
    return pair;
}

SigningPublicKey publicKeyOf(const SigningSecretKey& secretKey) {
    SigningPublicKey key;
    crypto_sign_ed25519_sk_to_pk(key.bytes.data(), secretKey.view().data());
    return key;
}

bool isUsable(const SigningPublicKey& key) {
    // Canonical, on the curve, in the prime-order group and not of small order.
    return crypto_core_ed25519_is_valid_point(key.bytes.data()) == 1;
}

Signature sign(const SigningSecretKey& key, std::string_view context, base::ByteView message) {
    Signature signature;
    const auto bytes = inContext(context, message);
    crypto_sign_detached(signature.bytes.data(), nullptr, bytes.data(), bytes.size(), key.view().data());
    return signature;
}

base::Result<void> verify(const SigningPublicKey& key, std::string_view context, base::ByteView message,
                          const Signature& signature) {
    const auto bytes = inContext(context, message);
    if (crypto_sign_verify_detached(signature.bytes.data(), bytes.data(), bytes.size(), key.bytes.data()) !=
        0)
        return base::fail(base::ErrorCode::kAuthenticationFailed, "signature");
    return {};
}

}  // namespace medveil::crypto
