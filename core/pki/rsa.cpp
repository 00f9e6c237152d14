#include "core/pki/rsa.h"

#include <QtCrypto>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define MEDVEIL_LEAKS_ALLOWED const __lsan::ScopedDisabler leaksAllowed
#else
#define MEDVEIL_LEAKS_ALLOWED
#endif

namespace medveil::pki {

using base::ErrorCode;
using base::fail;

namespace {

/// Starts QCA once for the process; it scans for its plugin, so the first call takes some milliseconds.
base::Result<void> requireQca() {
    static const bool ready = [] {
        // QCA's plugin loads OpenSSL's legacy provider for the life of the process and never gives it back: a
        // fixed amount that LeakSanitizer would report in every program.
        MEDVEIL_LEAKS_ALLOWED;
        // Never destroyed: keys in other static objects may outlive whatever order the program ends in.
        static const auto* const initializer = new QCA::Initializer;
        (void)initializer;
        return QCA::isSupported("rsa") && QCA::isSupported("pkey");
    }();
    if (!ready)
        return fail(ErrorCode::kCryptoUnavailable, "QCA has no plugin with RSA");
    return {};
}

QByteArray toQt(base::ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

base::ByteView viewOf(const QByteArray& bytes) {
    return {reinterpret_cast<const base::Byte*>(bytes.constData()), static_cast<std::size_t>(bytes.size())};
}

base::ByteView viewOf(const QCA::SecureArray& bytes) {
    return {reinterpret_cast<const base::Byte*>(bytes.constData()), static_cast<std::size_t>(bytes.size())};
}

QCA::SecureArray toSecure(base::ByteView bytes) {
    QCA::SecureArray array(static_cast<int>(bytes.size()));
    std::copy(bytes.begin(), bytes.end(), array.data());
    return array;
}

constexpr std::size_t kMaximumDer = 16 * 1024;

}  // namespace

struct RsaPublicKey::State {
    QCA::PublicKey key;
};

RsaPublicKey::RsaPublicKey(std::unique_ptr<State> state) : m_state(std::move(state)) {}
RsaPublicKey::RsaPublicKey(RsaPublicKey&&) noexcept = default;
RsaPublicKey& RsaPublicKey::operator=(RsaPublicKey&&) noexcept = default;
RsaPublicKey::~RsaPublicKey() = default;

base::Result<RsaPublicKey> RsaPublicKey::fromDer(base::ByteView der) {
    MEDVEIL_TRY(requireQca());
    if (der.size() > kMaximumDer)
        return fail(ErrorCode::kBadKey, "RSA public key");
    QCA::ConvertResult result = QCA::ErrorDecode;
    auto state = std::make_unique<State>();
    state->key = QCA::PublicKey::fromDER(toQt(der), &result);
    if (result != QCA::ConvertGood || !state->key.isRSA() ||
        state->key.bitSize() != static_cast<int>(kRsaBits))
        return fail(ErrorCode::kBadKey, "RSA public key");
    // One encoding for one key: what a card carries is what was signed, to the byte.
    if (state->key.toDER() != toQt(der))
        return fail(ErrorCode::kBadKey, "RSA public key in another encoding");
    return RsaPublicKey(std::move(state));
}

base::Result<base::Bytes> RsaPublicKey::wrap(base::ByteView secret) const {
    if (secret.empty() || secret.size() > 64)
        return fail(ErrorCode::kInternal, "secret size");
    // QCA's key objects are not const in use; a copy shares the key and is not seen by other threads.
    QCA::PublicKey key = m_state->key;
    const auto cipherText = key.encrypt(toSecure(secret), QCA::EME_PKCS1_OAEP);
    if (static_cast<std::size_t>(cipherText.size()) != kRsaCipherBytes)
        return fail(ErrorCode::kCryptoUnavailable, "RSA encryption");
    return base::toBytes(viewOf(cipherText));
}

struct RsaSecretKey::State {
    QCA::PrivateKey key;
};

RsaSecretKey::RsaSecretKey(std::unique_ptr<State> state) : m_state(std::move(state)) {}
RsaSecretKey::RsaSecretKey(RsaSecretKey&&) noexcept = default;
RsaSecretKey& RsaSecretKey::operator=(RsaSecretKey&&) noexcept = default;
RsaSecretKey::~RsaSecretKey() = default;

base::Result<RsaSecretKey> RsaSecretKey::generate() {
    MEDVEIL_TRY(requireQca());
    auto state = std::make_unique<State>();
    QCA::KeyGenerator generator;
    generator.setBlockingEnabled(true);
    state->key = generator.createRSA(static_cast<int>(kRsaBits));
    if (state->key.isNull())
        return fail(ErrorCode::kCryptoUnavailable, "RSA key generation");
    return RsaSecretKey(std::move(state));
}

base::Result<RsaSecretKey> RsaSecretKey::fromDer(base::ByteView der) {
    MEDVEIL_TRY(requireQca());
    if (der.size() > kMaximumDer)
        return fail(ErrorCode::kBadKey, "RSA secret key");
    QCA::ConvertResult result = QCA::ErrorDecode;
    auto state = std::make_unique<State>();
    state->key = QCA::PrivateKey::fromDER(toSecure(der), QCA::SecureArray(), &result);
    if (result != QCA::ConvertGood || !state->key.isRSA() ||
        state->key.bitSize() != static_cast<int>(kRsaBits))
        return fail(ErrorCode::kBadKey, "RSA secret key");
    return RsaSecretKey(std::move(state));
}

base::Result<base::SecretBytes> RsaSecretKey::toDer() const {
    const auto der = m_state->key.toDER();
    if (der.isEmpty())
        return fail(ErrorCode::kCryptoUnavailable, "RSA key export");
    return base::SecretBytes::copyOf(viewOf(der));
}

base::Result<base::Bytes> RsaSecretKey::publicKeyDer() const {
    const auto der = m_state->key.toPublicKey().toDER();
    if (der.isEmpty())
        return fail(ErrorCode::kCryptoUnavailable, "RSA key export");
    return base::toBytes(viewOf(der));
}

base::Result<base::SecretBytes> RsaSecretKey::unwrap(base::ByteView cipherText) const {
    QCA::SecureArray secret;
    QCA::PrivateKey key = m_state->key;
    if (cipherText.size() != kRsaCipherBytes ||
        !key.decrypt(toSecure(cipherText), &secret, QCA::EME_PKCS1_OAEP))
        return fail(ErrorCode::kAuthenticationFailed, "key wrap");
    return base::SecretBytes::copyOf(viewOf(secret));
}

}  // namespace medveil::pki
