#include "core/message/key_wrap.h"

#include <algorithm>

#include "core/base/byte_writer.h"
#include "core/crypto/digest.h"
#include "core/crypto/key_agreement.h"

namespace medveil::message {

using base::ErrorCode;
using base::fail;

namespace {
crypto::SymmetricKey stanzaKey(const crypto::SymmetricKey& shared,
                               const crypto::AgreementPublicKey& ephemeral,
                               const crypto::AgreementPublicKey& recipient) {
    base::ByteWriter salt;
    salt.raw(ephemeral.view()).raw(recipient.view());
    return crypto::deriveKey(shared.view(), salt.bytes(), "medveil/v1/x25519");
}
}  // namespace

crypto::Algorithm algorithmOf(format::Suite suite) {
    return suite == format::Suite::kX25519ChaCha20 ? crypto::Algorithm::kChaCha20Poly1305
                                                   : crypto::Algorithm::kAes256Gcm;
}

base::Result<base::Bytes> wrapKey(format::Suite suite, const format::Card& recipient,
                                  const crypto::SymmetricKey& key) {
    if (suite == format::Suite::kRsaAes256) {
        MEDVEIL_ASSIGN(const pki::RsaPublicKey rsa, pki::RsaPublicKey::fromDer(recipient.rsa));
        return rsa.wrap(key.view());
    }
    const auto ephemeral = crypto::generateAgreementKeyPair();
    MEDVEIL_ASSIGN(const crypto::SymmetricKey shared,
                   crypto::agree(ephemeral.secretKey, recipient.agreement));
    base::Bytes stanza = base::toBytes(ephemeral.publicKey.view());
    stanza.resize(format::stanzaBytes(suite));
    // The stanza key is used once, so a constant nonce is right (as in age's X25519 recipient).
    crypto::ChunkCipher cipher(crypto::Algorithm::kChaCha20Poly1305,
                               stanzaKey(shared, ephemeral.publicKey, recipient.agreement));
    MEDVEIL_TRY(
        cipher.seal(0, crypto::ChunkPosition::kLast, key.view(), base::MutableByteView(stanza).subspan(32)));
    return stanza;
}

base::Result<crypto::SymmetricKey> unwrapKey(format::Suite suite, const identity::Identity& reader,
                                             base::ByteView stanza) {
    if (stanza.size() != format::stanzaBytes(suite))
        return fail(ErrorCode::kMalformed, "stanza length");
    if (suite == format::Suite::kRsaAes256) {
        MEDVEIL_ASSIGN(const base::SecretBytes key, reader.rsa.unwrap(stanza));
        return crypto::SymmetricKey::from(key.view());
    }
    MEDVEIL_ASSIGN(const auto ephemeral, crypto::AgreementPublicKey::from(stanza.first(32)));
    MEDVEIL_ASSIGN(const crypto::SymmetricKey shared, crypto::agree(reader.agreement, ephemeral));
    crypto::SymmetricKey key;
    crypto::ChunkCipher cipher(crypto::Algorithm::kChaCha20Poly1305,
                               stanzaKey(shared, ephemeral, reader.card.card.agreement));
    MEDVEIL_TRY(cipher.open(0, crypto::ChunkPosition::kLast, stanza.subspan(32), key.mutableView()));
    return key;
}

PayloadKeys deriveKeys(const crypto::SymmetricKey& fileKey, base::ByteView clearHeader) {
    PayloadKeys keys;
    keys.headerHash = crypto::sha256(clearHeader);
    const auto macKey = crypto::deriveKey(fileKey.view(), {}, "medveil/v1/header");
    keys.mac = crypto::hmacSha256(macKey.view(), clearHeader);
    base::SecretBytes both(64);
    crypto::hkdf(fileKey.view(), keys.headerHash.view(), "medveil/v1/payload", both.mutableView());
    std::copy_n(both.view().begin(), 32, keys.payload.mutableView().begin());
    std::copy_n(both.view().begin() + 32, 32, keys.commitment.bytes.begin());
    return keys;
}

base::Bytes signedStatement(format::Suite suite, const crypto::Digest& headerHash,
                            const crypto::Digest& manifestHash, const crypto::Digest& chunkRoot,
                            std::uint64_t chunkCount) {
    base::ByteWriter out;
    out.integer(static_cast<std::uint8_t>(suite)).raw(headerHash.view()).raw(manifestHash.view());
    out.raw(chunkRoot.view()).integer(chunkCount);
    return out.take();
}

}  // namespace medveil::message
