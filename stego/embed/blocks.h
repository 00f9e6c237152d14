// How the samples of a cover are dealt into blocks that are coded one by one, on all cores. Each block has
// samples from everywhere, so that all have about as many places to hide. Pure function of key and count.
#pragma once

#include <vector>

#include "core/crypto/keys.h"

namespace medveil::stego {

inline constexpr std::uint64_t kBlockSamples = 65536;  ///< of a block, about

class Blocks {
  public:
    Blocks(const crypto::SymmetricKey& key, std::uint64_t samples);
    std::size_t count() const { return m_count; }
    /// Where the block's samples lie, in the order in which they are coded.
    std::vector<std::uint64_t> positions(std::size_t block) const;
    /// The bits that are the block's of a payload: first and one behind the last.
    std::pair<std::uint64_t, std::uint64_t> share(std::size_t block, std::uint64_t bits) const;

  private:
    crypto::SymmetricKey m_key;
    std::uint64_t m_samples;
    std::size_t m_count;
    std::vector<std::uint32_t> m_turns;  ///< for each stripe, which of its runs is whose
};

}  // namespace medveil::stego
