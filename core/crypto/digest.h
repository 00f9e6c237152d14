// SHA-256, HMAC and HKDF (OpenSSL's, which use the processor's SHA instructions) and the RFC 6962 tree hash
// over pieces of a stream. Objects belong to one thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/crypto/keys.h"

struct evp_md_ctx_st;

namespace medveil::crypto {

class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(base::ByteView bytes);
    /// Ends the hash; start a new object for the next one.
    Digest finish();

  private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
};

Digest sha256(base::ByteView bytes);
/// SHA-256 over a one-byte prefix and the pieces: prefixes keep the uses apart.
Digest sha256Prefixed(base::Byte prefix, std::initializer_list<base::ByteView> pieces);
Digest hmacSha256(base::ByteView key, base::ByteView message);

/// HKDF-SHA256, RFC 5869. Fills `out` (at most 255 * 32 bytes).
void hkdf(base::ByteView inputKey, base::ByteView salt, std::string_view info, base::MutableByteView out);
SymmetricKey deriveKey(base::ByteView inputKey, base::ByteView salt, std::string_view info);

/// Merkle tree hash of RFC 6962, section 2.1: leaf = H(0x00 | data), node = H(0x01 | left | right). Keeps one
/// digest per level, so a stream of any length costs a few hundred bytes, and leaves may be hashed on other
/// cores first.
class TreeHash {
  public:
    static Digest leaf(base::ByteView data) { return sha256Prefixed(0, {data}); }
    static Digest node(const Digest& left, const Digest& right) {
        return sha256Prefixed(1, {left.view(), right.view()});
    }
    void append(const Digest& leafHash);
    std::uint64_t size() const { return m_size; }
    /// Root over what was appended so far; of nothing, SHA-256 of the empty string.
    Digest root() const;

  private:
    std::vector<Digest> m_perfect;  ///< roots of the perfect subtrees, largest first
    std::uint64_t m_size = 0;
};

}  // namespace medveil::crypto
