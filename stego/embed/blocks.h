// How the samples of a cover are dealt into blocks that are coded one by one, on all cores. Each block has
// samples from everywhere, so that all have about as many places to hide. Pure function of key and count.
#pragma once

#include <algorithm>
#include <span>
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
    /// `runs`: the first sample of each, in order. `turnOf`: for each stripe of the cover, which of them lies
    /// in it; a last one may lie nowhere.
    BlockOrder(std::vector<std::uint32_t> runs, std::vector<std::uint32_t> turnOf)
        : m_runs(std::move(runs)), m_turnOf(std::move(turnOf)) {}
    std::size_t runCount() const { return m_runs.size(); }
    std::size_t size() const { return m_runs.size() * kRunSamples; }
    /// Where the k-th sample lies in the cover.
    std::uint32_t place(std::size_t k) const {
        return m_runs[k % m_runs.size()] + static_cast<std::uint32_t>(k / m_runs.size());
    }
    /// Which run lies in this stripe; runCount() for none.
    std::size_t runIn(std::size_t stripe) const { return m_turnOf[stripe]; }
    std::uint32_t firstOf(std::size_t run) const { return m_runs[run]; }

    /// Calls visit(k, element) for each, where elements lie run by run: in pieces that stay in a core's
    /// nearest memory.
    template <class Visit>
    void each(Visit visit) const {
        constexpr std::size_t kRuns = 512;
        for (std::size_t begin = 0; begin < m_runs.size(); begin += kRuns) {
            const auto end = std::min(m_runs.size(), begin + kRuns);
            for (std::size_t i = 0; i < kRunSamples; ++i)
                for (auto run = begin; run < end; ++run)
                    visit(i * m_runs.size() + run, run * kRunSamples + i);
        }
    }

  private:
    std::vector<std::uint32_t> m_runs;
    std::vector<std::uint32_t> m_turnOf;
};

class Blocks {
  public:
    /// samples >= kRunSamples.
    Blocks(const crypto::SymmetricKey& key, std::uint64_t samples);
    std::size_t count() const { return m_count; }
    BlockOrder order(std::size_t block) const;
    /// Neighbouring blocks have neighbouring runs: read together, each piece of memory is fetched once. Calls
    /// visit(i, run, place of its first sample) for every run of orders[i], all over the cover from front to
    /// back.
    template <class Visit>
    void eachRun(std::span<const BlockOrder> orders, Visit visit) const {
        for (std::size_t stripe = 0; stripe < m_turns.size(); ++stripe) {
            for (std::size_t i = 0; i < orders.size(); ++i) {
                const auto run = orders[i].runIn(stripe);
                if (run < orders[i].runCount())
                    visit(i, run, orders[i].firstOf(run));
            }
        }
    }
    /// The bits that are the block's of a payload: first and one behind the last.
    std::pair<std::uint64_t, std::uint64_t> share(std::size_t block, std::uint64_t bits) const;

  private:
    crypto::SymmetricKey m_key;
    std::uint64_t m_runCount;
    std::size_t m_count;
    std::vector<std::uint32_t> m_turns;  ///< for each stripe, which of its runs is whose
};

}  // namespace medveil::stego
