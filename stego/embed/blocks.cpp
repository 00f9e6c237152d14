#include "stego/embed/blocks.h"

#include <algorithm>

#include "core/crypto/digest.h"
#include "stego/frame/positions.h"

namespace medveil::stego {

namespace {
/// Samples are dealt in runs: neighbours in memory are read together.
constexpr std::uint64_t kRun = 16;

crypto::SymmetricKey partKey(const crypto::SymmetricKey& key, std::uint64_t number) {
    return crypto::deriveKey(key.view(), {}, "medveil/v1/stego/block " + std::to_string(number));
}
}  // namespace

Blocks::Blocks(const crypto::SymmetricKey& key, std::uint64_t samples)
    : m_key(key.clone()),
      m_samples(samples),
      m_count(std::max<std::size_t>(1, static_cast<std::size_t>(samples / kBlockSamples))) {
    const auto runs = (samples + kRun - 1) / kRun;
    KeyedRandom random(crypto::deriveKey(key.view(), {}, "medveil/v1/stego/turns"));
    m_turns.resize(static_cast<std::size_t>((runs + m_count - 1) / m_count));
    for (auto& turn : m_turns)
        turn = random.below(static_cast<std::uint32_t>(m_count));
}

std::vector<std::uint64_t> Blocks::positions(std::size_t block) const {
    std::vector<std::uint64_t> places;
    places.reserve(m_turns.size() * kRun);
    for (std::size_t stripe = 0; stripe < m_turns.size(); ++stripe) {
        const auto run = stripe * m_count + (block + m_turns[stripe]) % m_count;
        const auto end = std::min(m_samples, (run + 1) * kRun);
        for (auto at = run * kRun; at < end; ++at)
            places.push_back(at);
    }
    KeyedRandom random(partKey(m_key, block));
    for (auto i = static_cast<std::uint32_t>(places.size()); i > 1; --i)
        std::swap(places[i - 1], places[random.below(i)]);
    return places;
}

std::pair<std::uint64_t, std::uint64_t> Blocks::share(std::size_t block, std::uint64_t bits) const {
    return {bits * block / m_count, bits * (block + 1) / m_count};
}

}  // namespace medveil::stego
