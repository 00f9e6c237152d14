// How the samples of a cover are dealt into blocks that are coded one by one, on all cores. Each block has
// samples from everywhere, so that all have about as many places to hide. Pure function of key and count.
#pragma once

#include <vector>

#include "core/crypto/keys.h"

namespace medveil::stego {

/// Samples are dealt in runs: neighbours in memory are read together. Up to 15 at the end of a cover are in
/// none.
inline constexpr std::size_t kRunSamples = 16;
/// Of a block, about. Not a power of two, or the rows of a block would compete for the same lines of a cache.
inline constexpr std::uint64_t kBlockSamples = 17 * 4096;

/// One block's samples in the order in which they are coded: the first of each run, runs in an order that
/// only the key tells; then the second of each, and so on. What stands side by side in the picture comes far
/// apart, so that every window of a code has easy and hard places.
class BlockOrder {
  public:
    explicit BlockOrder(std::vector<std::uint32_t> runs) : m_runs(std::move(runs)) {}
    std::size_t size() const { return m_runs.size() * kRunSamples; }
    /// Where the k-th sample lies in the cover.
    std::uint32_t place(std::size_t k) const {
        return m_runs[k % m_runs.size()] + static_cast<std::uint32_t>(k / m_runs.size());
    }
    /// Calls visit(k, place) for each, in the order of memory rather than of k.
    template <class Visit>
    void each(Visit visit) const {
        for (std::size_t run = 0; run < m_runs.size(); ++run) {
            for (std::size_t i = 0; i < kRunSamples; ++i)
                visit(i * m_runs.size() + run, m_runs[run] + i);
        }
    }

  private:
    std::vector<std::uint32_t> m_runs;  ///< first sample of each
};

class Blocks {
  public:
    /// samples >= kRunSamples.
    Blocks(const crypto::SymmetricKey& key, std::uint64_t samples);
    std::size_t count() const { return m_count; }
    BlockOrder order(std::size_t block) const;
    /// The bits that are the block's of a payload: first and one behind the last.
    std::pair<std::uint64_t, std::uint64_t> share(std::size_t block, std::uint64_t bits) const;

  private:
    crypto::SymmetricKey m_key;
    std::uint64_t m_runCount;
    std::size_t m_count;
    std::vector<std::uint32_t> m_turns;  ///< for each stripe, which of its runs is whose
};

}  // namespace medveil::stego
