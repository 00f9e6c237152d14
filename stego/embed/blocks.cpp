#include "stego/embed/blocks.h"

#include <algorithm>

#include "core/crypto/digest.h"
#include "stego/frame/positions.h"

namespace medveil::stego {

namespace {
crypto::SymmetricKey partKey(const crypto::SymmetricKey& key, std::uint64_t number) {
    return crypto::deriveKey(key.view(), {}, "medveil/v1/stego/block " + std::to_string(number));
}
}  // namespace

Blocks::Blocks(const crypto::SymmetricKey& key, std::uint64_t samples)
    : m_key(key.clone()),
      m_runCount(samples / kRunSamples),
      m_count(std::max<std::size_t>(1, static_cast<std::size_t>(samples / kBlockSamples))) {
    KeyedRandom random(crypto::deriveKey(key.view(), {}, "medveil/v1/stego/turns"));
    m_turns.resize(static_cast<std::size_t>((m_runCount + m_count - 1) / m_count));
    for (auto& turn : m_turns)
        turn = random.below(static_cast<std::uint32_t>(m_count));
}

BlockOrder Blocks::order(std::size_t block) const {
    std::vector<std::uint32_t> runs;
    runs.reserve(m_turns.size());
    for (std::size_t stripe = 0; stripe < m_turns.size(); ++stripe) {
        const auto run = stripe * m_count + (block + m_turns[stripe]) % m_count;
        if (run < m_runCount)
            runs.push_back(static_cast<std::uint32_t>(run * kRunSamples));
    }
    KeyedRandom random(partKey(m_key, block));
    for (auto i = static_cast<std::uint32_t>(runs.size()); i > 1; --i)
        std::swap(runs[i - 1], runs[random.below(i)]);
    std::vector<std::uint32_t> turnOf(m_turns.size(), static_cast<std::uint32_t>(runs.size()));
    for (std::size_t i = 0; i < runs.size(); ++i)
        turnOf[runs[i] / kRunSamples / m_count] = static_cast<std::uint32_t>(i);
    return BlockOrder(std::move(runs), std::move(turnOf));
}

std::pair<std::uint64_t, std::uint64_t> Blocks::share(std::size_t block, std::uint64_t bits) const {
    return {bits * block / m_count, bits * (block + 1) / m_count};
}

}  // namespace medveil::stego
