// Which samples carry which bits. Pure functions of a key and a count.
#pragma once

#include <vector>

#include "core/crypto/keys.h"

namespace medveil::stego {

/// Random numbers from a key: ChaCha20's keystream. One thread.
class KeyedRandom {
  public:
    explicit KeyedRandom(const crypto::SymmetricKey& key) : m_key(key.clone()) {}
    /// 0 <= result < bound, without bias (Lemire 2019).
    std::uint32_t below(std::uint32_t bound);

  private:
    std::uint32_t next();
    crypto::SymmetricKey m_key;
    std::vector<std::uint32_t> m_buffer;
    std::size_t m_at = 0;
    std::uint64_t m_block = 0;
};

/// `count` different positions below `total`, in an order that only the key tells. For count much smaller
/// than total.
std::vector<std::uint32_t> scatteredPositions(const crypto::SymmetricKey& key, std::uint32_t total,
                                              std::uint32_t count);

/// All positions below `total`, shuffled by the key.
std::vector<std::uint32_t> permutedPositions(const crypto::SymmetricKey& key, std::uint32_t total);

}  // namespace medveil::stego
