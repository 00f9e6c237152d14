#include "core/crypto/digest.h"

#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

namespace medveil::crypto {

namespace {
// Hashing cannot fail but for a broken installation or no memory: there is no result to go on with.
void require(bool ok) {
    if (!ok) {
        std::fputs("medveil: OpenSSL's SHA-256 does not work on this machine\n", stderr);
        std::abort();
    }
}

const EVP_MD* algorithm() {
    static EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    require(md != nullptr);
    return md;
}
}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Sha256::Sha256() : m_context(EVP_MD_CTX_new()) {
    require(m_context && EVP_DigestInit_ex2(m_context.get(), algorithm(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(base::ByteView bytes) {
    require(EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
    Digest digest;
    require(EVP_DigestFinal_ex(m_context.get(), digest.bytes.data(), nullptr) == 1);
    return digest;
}

Digest sha256(base::ByteView bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

Digest sha256Prefixed(base::Byte prefix, std::initializer_list<base::ByteView> pieces) {
    Sha256 hash;
    hash.update({&prefix, 1});
    for (const auto piece : pieces)
        hash.update(piece);
    return hash.finish();
}

Digest hmacSha256(base::ByteView key, base::ByteView message) {
    Digest digest;
    unsigned length = 0;
    require(HMAC(algorithm(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
                 digest.bytes.data(), &length) != nullptr &&
            length == digest.bytes.size());
    return digest;
}

void hkdf(base::ByteView inputKey, base::ByteView salt, std::string_view info, base::MutableByteView out) {
    static EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    require(kdf != nullptr);
    const std::unique_ptr<EVP_KDF_CTX, void (*)(EVP_KDF_CTX*)> context(EVP_KDF_CTX_new(kdf),
                                                                       EVP_KDF_CTX_free);
    std::array<char, 7> digestName = {"SHA256"};
    // OpenSSL takes parameters as void*, but only reads them.
    const auto octets = [](const char* name, base::ByteView bytes) {
        static base::Byte none = 0;
        void* data = bytes.empty() ? &none : const_cast<base::Byte*>(bytes.data());
        return OSSL_PARAM_construct_octet_string(name, data, bytes.size());
    };
    const std::array parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digestName.data(), 0),
        octets(OSSL_KDF_PARAM_KEY, inputKey),
        octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, base::asBytes(info)),
        OSSL_PARAM_construct_end(),
    };
    require(context && EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data()) == 1);
}

SymmetricKey deriveKey(base::ByteView inputKey, base::ByteView salt, std::string_view info) {
    SymmetricKey key;
    hkdf(inputKey, salt, info, key.mutableView());
    return key;
}

void TreeHash::append(const Digest& leafHash) {
    // Trailing one bits of the size are complete subtrees of the same height as the one that grows.
    Digest digest = leafHash;
    for (auto rest = m_size; rest & 1U; rest >>= 1U) {
        digest = node(m_perfect.back(), digest);
        m_perfect.pop_back();
    }
    m_perfect.push_back(digest);
    ++m_size;
}

Digest TreeHash::root() const {
    if (m_perfect.empty())
        return sha256({});
    Digest digest = m_perfect.back();
    for (auto i = m_perfect.size() - 1; i-- > 0;)
        digest = node(m_perfect[i], digest);
    return digest;
}

}  // namespace medveil::crypto
