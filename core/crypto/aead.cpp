#include "core/crypto/aead.h"

#include <array>
#include <limits>

#include <openssl/evp.h>
#include <sodium.h>

#include "core/crypto/random.h"

namespace medveil::crypto {

namespace {

using Nonce = std::array<base::Byte, 12>;

Nonce nonceOf(std::uint64_t counter, ChunkPosition position) {
    Nonce nonce{};
    for (std::size_t i = 0; i < 8; ++i)
        nonce[10 - i] = static_cast<base::Byte>(counter >> (8 * i) & 0xffU);
    nonce[11] = position == ChunkPosition::kLast ? 1 : 0;
    return nonce;
}

// Fetched once: a fetch for every blob would cost more than a short message.
const EVP_CIPHER* cipherOf(Algorithm algorithm) {
    static EVP_CIPHER* const chacha = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
    static EVP_CIPHER* const aes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return algorithm == Algorithm::kChaCha20Poly1305 ? chacha : aes;
}

bool fitsInt(std::size_t size) {
    return size <= static_cast<std::size_t>(std::numeric_limits<int>::max());
}

base::Result<void> unavailable() {
    return base::fail(base::ErrorCode::kCryptoUnavailable, "cipher");
}

}  // namespace

void ChunkCipher::Free::operator()(evp_cipher_ctx_st* context) const {
    EVP_CIPHER_CTX_free(context);
}

ChunkCipher::ChunkCipher(Algorithm algorithm, const SymmetricKey& key)
    : m_seal(EVP_CIPHER_CTX_new()), m_open(EVP_CIPHER_CTX_new()) {
    const EVP_CIPHER* cipher = cipherOf(algorithm);
    if (cipher == nullptr || !m_seal || !m_open ||
        EVP_EncryptInit_ex2(m_seal.get(), cipher, key.view().data(), nullptr, nullptr) != 1 ||
        EVP_DecryptInit_ex2(m_open.get(), cipher, key.view().data(), nullptr, nullptr) != 1) {
        m_seal.reset();
        m_open.reset();
    }
}
ChunkCipher::~ChunkCipher() = default;
ChunkCipher::ChunkCipher(ChunkCipher&&) noexcept = default;
ChunkCipher& ChunkCipher::operator=(ChunkCipher&&) noexcept = default;

base::Result<void> ChunkCipher::seal(std::uint64_t counter, ChunkPosition position, base::ByteView plain,
                                     base::MutableByteView out) {
    if (!m_seal)
        return unavailable();
    if (out.size() != plain.size() + kTagBytes || !fitsInt(plain.size()))
        return base::fail(base::ErrorCode::kInternal, "chunk size");
    const auto nonce = nonceOf(counter, position);
    int length = 0;
    int last = 0;
    base::Byte none = 0;
    const base::Byte* in = plain.empty() ? &none : plain.data();
    const bool ok =
        EVP_EncryptInit_ex2(m_seal.get(), nullptr, nullptr, nonce.data(), nullptr) == 1 &&
        EVP_EncryptUpdate(m_seal.get(), out.data(), &length, in, static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(m_seal.get(), out.data() + length, &last) == 1 &&
        EVP_CIPHER_CTX_ctrl(m_seal.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, out.data() + plain.size()) == 1;
    return ok ? base::Result<void>() : unavailable();
}

base::Result<void> ChunkCipher::open(std::uint64_t counter, ChunkPosition position, base::ByteView sealed,
                                     base::MutableByteView out) {
    if (!m_open)
        return unavailable();
    if (sealed.size() < kTagBytes)
        return base::fail(base::ErrorCode::kAuthenticationFailed, "chunk shorter than its tag");
    const auto cipherText = sealed.first(sealed.size() - kTagBytes);
    if (out.size() != cipherText.size() || !fitsInt(cipherText.size()))
        return base::fail(base::ErrorCode::kInternal, "chunk size");
    std::array<base::Byte, kTagBytes> tag{};
    std::copy(sealed.end() - kTagBytes, sealed.end(), tag.begin());
    const auto nonce = nonceOf(counter, position);
    int length = 0;
    int last = 0;
    base::Byte none = 0;
    base::Byte* target = out.empty() ? &none : out.data();
    const bool ok = EVP_DecryptInit_ex2(m_open.get(), nullptr, nullptr, nonce.data(), nullptr) == 1 &&
                    EVP_CIPHER_CTX_ctrl(m_open.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1 &&
                    EVP_DecryptUpdate(m_open.get(), target, &length, cipherText.data(),
                                      static_cast<int>(cipherText.size())) == 1 &&
                    EVP_DecryptFinal_ex(m_open.get(), target + length, &last) == 1;
    if (!ok) {
        base::wipe(out);
        return base::fail(base::ErrorCode::kAuthenticationFailed, "chunk");
    }
    return {};
}

base::Bytes sealBox(const SymmetricKey& key, base::ByteView plain, base::ByteView associated) {
    base::Bytes box(plain.size() + kBoxOverhead);
    fillRandom(base::MutableByteView(box).first(24));
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + 24, nullptr, plain.data(), plain.size(),
                                               associated.data(), associated.size(), nullptr, box.data(),
                                               key.view().data());
    return box;
}

base::Result<base::SecretBytes> openBox(const SymmetricKey& key, base::ByteView box,
                                        base::ByteView associated) {
    if (box.size() < kBoxOverhead)
        return base::fail(base::ErrorCode::kAuthenticationFailed, "box shorter than its tag");
    // One byte more: libsodium wants a pointer even for an empty text.
    base::SecretBytes plain(box.size() - kBoxOverhead + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.mutableView().data(), nullptr, nullptr,
                                                   box.data() + 24, box.size() - 24, associated.data(),
                                                   associated.size(), box.data(), key.view().data()) != 0)
        return base::fail(base::ErrorCode::kAuthenticationFailed, "box");
    return base::SecretBytes::copyOf(plain.view().first(plain.size() - 1));
}

}  // namespace medveil::crypto
