// RSA-3072 with OAEP (RFC 8017, section 7.1) through QCA: wraps file keys for suite 2. QCA passes OpenSSL's
// default digest for OAEP, SHA-1, with MGF1 over the same; OAEP's security does not rest on collision
// resistance. Keys are values; one thread at a time. Works without an event loop and on any thread.
#pragma once

#include <memory>

#include "core/base/secret.h"

namespace medveil::pki {

inline constexpr std::size_t kRsaBits = 3072;
inline constexpr std::size_t kRsaCipherBytes = kRsaBits / 8;

class RsaPublicKey {
  public:
    /// From SubjectPublicKeyInfo DER. kBadKey unless RSA with exactly kRsaBits.
    static base::Result<RsaPublicKey> fromDer(base::ByteView der);
    RsaPublicKey(RsaPublicKey&&) noexcept;
    RsaPublicKey& operator=(RsaPublicKey&&) noexcept;
    ~RsaPublicKey();

    /// kRsaCipherBytes; `secret` at most 64 bytes.
    base::Result<base::Bytes> wrap(base::ByteView secret) const;

  private:
    struct State;
    explicit RsaPublicKey(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

class RsaSecretKey {
  public:
    static base::Result<RsaSecretKey> generate();
    /// From PKCS #8 PrivateKeyInfo DER.
    static base::Result<RsaSecretKey> fromDer(base::ByteView der);
    RsaSecretKey(RsaSecretKey&&) noexcept;
    RsaSecretKey& operator=(RsaSecretKey&&) noexcept;
    ~RsaSecretKey();

    base::Result<base::SecretBytes> toDer() const;
    base::Result<base::Bytes> publicKeyDer() const;
    /// kAuthenticationFailed for every kind of failure: what went wrong inside is nobody's to learn.
    base::Result<base::SecretBytes> unwrap(base::ByteView cipherText) const;

  private:
    struct State;
    explicit RsaSecretKey(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace medveil::pki
