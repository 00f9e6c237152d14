#include "stego/embed/group_parity.h"

#include "core/crypto/random.h"

namespace medveil::stego {

namespace {
/// One step, up or down at random, inward at the ends of the range. Either way the lowest bit turns.
std::int32_t stepped(std::int32_t sample, const CarrierInfo& info) {
    if (sample <= info.minimum)
        return sample + 1;
    if (sample >= info.maximum)
        return sample - 1;
    return sample + (crypto::randomBelow(2) == 0 ? 1 : -1);
}
}  // namespace

bool GroupParity::embed(Carrier& carrier, const Costs& costs, base::ByteView bits, ChangeLog& log) const {
    auto& samples = carrier.samples();
    for (std::size_t bit = 0; bit < bits.size() * 8; ++bit) {
        const auto group = m_positions.subspan(bit * m_group, m_group);
        std::uint32_t parity = bits[bit / 8] >> (bit % 8) & 1U;
        std::uint32_t best = UINT32_MAX;
        for (const auto position : group) {
            parity ^= static_cast<std::uint32_t>(samples[position]) & 1U;
            if (costs[position] != kTaken && (best == UINT32_MAX || costs[position] < costs[best]))
                best = position;
        }
        if (parity == 0)
            continue;
        if (best == UINT32_MAX)
            return false;
        log.change(samples, best, stepped(samples[best], carrier.info()));
    }
    return true;
}

base::Bytes GroupParity::extract(const Carrier& carrier, std::size_t bytes) const {
    const auto& samples = carrier.samples();
    base::Bytes bits(bytes);
    for (std::size_t bit = 0; bit < bytes * 8; ++bit) {
        std::uint32_t parity = 0;
        for (const auto position : m_positions.subspan(bit * m_group, m_group))
            parity ^= static_cast<std::uint32_t>(samples[position]) & 1U;
        bits[bit / 8] |= static_cast<base::Byte>(parity << (bit % 8));
    }
    return bits;
}

}  // namespace medveil::stego
