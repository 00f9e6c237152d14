#include "stego/frame/positions.h"

#include <array>
#include <numeric>
#include <unordered_set>

#include <sodium.h>

namespace medveil::stego {

namespace {
constexpr std::size_t kBufferWords = 16 * 1024;
}

std::uint32_t KeyedRandom::next() {
    if (m_at == m_buffer.size()) {
        m_buffer.assign(kBufferWords, 0);
        auto* bytes = reinterpret_cast<base::Byte*>(m_buffer.data());
        static constexpr std::array<base::Byte, crypto_stream_chacha20_NONCEBYTES> kNonce{};
        crypto_stream_chacha20_xor_ic(bytes, bytes, kBufferWords * 4, kNonce.data(), m_block,
                                      m_key.view().data());
        m_block += kBufferWords * 4 / 64;
        m_at = 0;
    }
    return m_buffer[m_at++];
}

std::uint32_t KeyedRandom::below(std::uint32_t bound) {
    auto product = std::uint64_t{next()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
        const std::uint32_t threshold = -bound % bound;
        while (static_cast<std::uint32_t>(product) < threshold)
            product = std::uint64_t{next()} * bound;
    }
    return static_cast<std::uint32_t>(product >> 32);
}

std::vector<std::uint32_t> scatteredPositions(const crypto::SymmetricKey& key, std::uint32_t total,
                                              std::uint32_t count) {
    KeyedRandom random(key);
    std::unordered_set<std::uint32_t> seen;
    std::vector<std::uint32_t> positions;
    positions.reserve(count);
    while (positions.size() < count) {
        const auto position = random.below(total);
        if (seen.insert(position).second)
            positions.push_back(position);
    }
    return positions;
}

std::vector<std::uint32_t> permutedPositions(const crypto::SymmetricKey& key, std::uint32_t total) {
    std::vector<std::uint32_t> positions(total);
    std::iota(positions.begin(), positions.end(), 0U);
    KeyedRandom random(key);
    for (std::uint32_t i = total; i > 1; --i)
        std::swap(positions[i - 1], positions[random.below(i)]);
    return positions;
}

}  // namespace medveil::stego
