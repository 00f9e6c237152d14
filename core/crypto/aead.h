// Authenticated encryption. ChunkCipher is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar 2015;
// as age uses it): nonce = 11-byte big-endian counter, then 1 for the last chunk. A key is used for one
// stream only. A ChunkCipher belongs to one thread; several of one key may work side by side on different
// chunks.
#pragma once

#include <memory>

#include "core/crypto/keys.h"

struct evp_cipher_ctx_st;

namespace medveil::crypto {

inline constexpr std::size_t kTagBytes = 16;

enum class Algorithm : std::uint8_t { kChaCha20Poly1305, kAes256Gcm };

enum class ChunkPosition : std::uint8_t { kInner, kLast };

class ChunkCipher {
  public:
    ChunkCipher(Algorithm algorithm, const SymmetricKey& key);
    ~ChunkCipher();
    ChunkCipher(ChunkCipher&&) noexcept;
    ChunkCipher& operator=(ChunkCipher&&) noexcept;

    /// out.size() == plain.size() + kTagBytes. May work in place (same beginning).
    base::Result<void> seal(std::uint64_t counter, ChunkPosition position, base::ByteView plain,
                            base::MutableByteView out);
    /// out.size() == sealed.size() - kTagBytes. kAuthenticationFailed leaves `out` wiped.
    base::Result<void> open(std::uint64_t counter, ChunkPosition position, base::ByteView sealed,
                            base::MutableByteView out);

  private:
    struct Free {
        void operator()(evp_cipher_ctx_st* context) const;
    };
    std::unique_ptr<evp_cipher_ctx_st, Free> m_seal;
    std::unique_ptr<evp_cipher_ctx_st, Free> m_open;
};

/// XChaCha20-Poly1305 with a random 24-byte nonce in front: for keys that wrap more than once. libsodium's.
inline constexpr std::size_t kBoxOverhead = 24 + kTagBytes;
base::Bytes sealBox(const SymmetricKey& key, base::ByteView plain, base::ByteView associated);
base::Result<base::SecretBytes> openBox(const SymmetricKey& key, base::ByteView box,
                                        base::ByteView associated);

}  // namespace medveil::crypto
