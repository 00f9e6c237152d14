#include "stego/embed/trellis_coding.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>

#include "core/base/parallel.h"
#include "core/crypto/digest.h"
#include "stego/embed/blocks.h"
#include "stego/embed/trellis.h"

namespace medveil::stego {

namespace {

constexpr std::size_t kCostLevels = 256;
/// Changes rarer than one in 20,000 need not be thought of: all of them together carry next to nothing, and
/// every sample left out saves time.
constexpr double kMostExponent = 10;
/// More bits to a sample and a block may find no way; the best codes lose too much there, too.
constexpr double kMostBitsPerSample = 0.5;

double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -(p * std::log2(p) + (1 - p) * std::log2(1 - p));
}
double valueOf(std::size_t cost) {
    return std::exp2(static_cast<double>(cost) / kCostSteps);
}

struct Bits {
    double upper = 0;
    double lower = 0;
};

/// What samples say on average when changes are as likely as exp(-lambda * cost), each way alike.
Bits bitsAt(const CostCounts& counts, double lambda) {
    Bits bits;
    for (std::size_t cost = 0; cost < kFeatureless; ++cost) {
        if (counts[cost] == 0)
            continue;
        const double weight = std::exp(-lambda * valueOf(cost));
        const double p = weight / (1 + 2 * weight);
        const auto n = static_cast<double>(counts[cost]);
        bits.upper += n * entropy(p);
        bits.lower += n * (1 - p) * entropy(p / (1 - p));
    }
    return bits;
}

double lambdaFor(const CostCounts& counts, double wanted) {
    double low = -60;
    double high = 20;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        const auto bits = bitsAt(counts, std::exp2(middle));
        (bits.upper + bits.lower > wanted ? low : high) = middle;
    }
    return std::exp2(low);
}

/// The codes' costs for each cost of a sample, in kTrellisCostUnit.
struct Tables {
    std::array<std::uint16_t, kCostLevels> upper{};
    std::array<std::uint16_t, kCostLevels> lower{};

    Tables(const CostCounts& counts, std::uint64_t bits) {
        const double lambda = lambdaFor(counts, static_cast<double>(bits));
        upper.fill(kWet);
        lower.fill(kWet);
        for (std::size_t cost = 0; cost < kFeatureless; ++cost) {
            const double exponent = lambda * valueOf(cost);
            if (exponent > kMostExponent)
                break;
            lower[cost] = scaled(exponent);
            upper[cost] = scaled(exponent + std::log1p(std::exp(-exponent)));
        }
    }
    static std::uint16_t scaled(double exponent) {
        return static_cast<std::uint16_t>(
            std::min<double>(kMostTrellisCost, std::round(exponent * kTrellisCostUnit)));
    }
};

struct Codes {
    Codes(const Slot& slot)
        : upper(crypto::deriveKey(slot.payloadKey.view(), {}, "medveil/v1/stego/upper"), slot.shape.height),
          lower(crypto::deriveKey(slot.payloadKey.view(), {}, "medveil/v1/stego/lower"), slot.shape.height) {}
    Trellis upper;
    Trellis lower;
};

std::size_t upperBits(const TrellisShape& shape, std::size_t bits) {
    return bits * shape.upperShare / 65536;
}

std::vector<std::uint8_t> bitsOf(base::ByteView payload, std::uint64_t first, std::uint64_t last) {
    std::vector<std::uint8_t> bits;
    bits.reserve(static_cast<std::size_t>(last - first));
    for (auto bit = first; bit < last; ++bit)
        bits.push_back(payload[static_cast<std::size_t>(bit / 8)] >> (bit % 8) & 1U);
    return bits;
}

/// One thread's work on one block after the other.
class BlockEmbedder {
  public:
    BlockEmbedder(Carrier& carrier, const Costs& costs, const Tables& tables, const Codes& codes,
                  const TrellisShape& shape)
        : m_carrier(carrier), m_costs(costs), m_tables(tables), m_codes(codes), m_shape(shape) {}

    bool run(const BlockOrder& order, const std::vector<std::uint8_t>& message) {
        const auto split = upperBits(m_shape, message.size());
        const std::span<const std::uint8_t> bits(message);
        read(order);
        if (!m_codes.upper.embed(m_upper, m_upperCosts, bits.first(split), m_upperFlips, m_workspace))
            return false;
        for (std::size_t k = 0; k < order.size(); ++k) {
            // Where the second lowest bit turns, the lowest turns with it.
            m_lower[k] ^= m_upperFlips[k];
            m_lowerCosts[k] = m_upperFlips[k] == 0 ? m_lowerCosts[k] : kWet;
        }
        if (!m_codes.lower.embed(m_lower, m_lowerCosts, bits.subspan(split), m_lowerFlips, m_workspace))
            return false;
        for (std::size_t k = 0; k < order.size(); ++k) {
            if ((m_upperFlips[k] | m_lowerFlips[k]) != 0)
                apply(k, order.place(k));
        }
        return true;
    }
    ChangeLog& log() { return m_log; }

  private:
    /// The step that turns the second lowest bit too: up from odd, down from even. The other turns only the
    /// lowest.
    static std::int32_t carrying(std::int32_t sample) { return (sample & 1) != 0 ? 1 : -1; }
    bool allowed(std::int64_t value) const {
        return value >= m_carrier.info().minimum && value <= m_carrier.info().maximum;
    }

    void read(const BlockOrder& order) {
        for (auto* row : {&m_upper, &m_lower, &m_upperFlips, &m_lowerFlips})
            row->resize(order.size());
        for (auto* costs : {&m_upperCosts, &m_lowerCosts})
            costs->resize(order.size());
        m_carrier.samples().visit([&](auto samples) {
            order.each([&](std::size_t k, std::size_t place) {
                const std::int32_t sample = samples[place];
                const auto cost = m_costs[place];
                m_upper[k] = static_cast<std::uint8_t>(sample >> 1 & 1);
                m_lower[k] = static_cast<std::uint8_t>(sample & 1);
                m_upperCosts[k] =
                    allowed(std::int64_t{sample} + carrying(sample)) ? m_tables.upper[cost] : kWet;
                m_lowerCosts[k] =
                    allowed(std::int64_t{sample} - carrying(sample)) ? m_tables.lower[cost] : kWet;
            });
        });
    }
    void apply(std::size_t k, std::uint32_t place) {
        const auto sample = m_carrier.samples()[place];
        m_log.change(m_carrier.samples(), place,
                     m_upperFlips[k] != 0 ? sample + carrying(sample) : sample - carrying(sample));
    }

    Carrier& m_carrier;
    const Costs& m_costs;
    const Tables& m_tables;
    const Codes& m_codes;
    TrellisShape m_shape;
    ChangeLog m_log;
    TrellisWorkspace m_workspace;
    std::vector<std::uint8_t> m_upper;  ///< second lowest bits
    std::vector<std::uint8_t> m_lower;  ///< lowest bits
    std::vector<std::uint8_t> m_upperFlips;
    std::vector<std::uint8_t> m_lowerFlips;
    std::vector<std::uint16_t> m_upperCosts;
    std::vector<std::uint16_t> m_lowerCosts;
};

}  // namespace

CostCounts countCosts(const Costs& costs) {
    CostCounts counts(kCostLevels);
    for (const auto cost : costs)
        ++counts[cost];
    return counts;
}

std::uint64_t trellisCapacity(const CostCounts& counts) {
    std::uint64_t dry = 0;
    for (std::size_t cost = 0; cost < kFeatureless; ++cost)
        dry += counts[cost];
    return static_cast<std::uint64_t>(static_cast<double>(dry) * kMostBitsPerSample);
}

TrellisShape shapeFor(const CostCounts& counts, std::uint64_t bits) {
    const Tables tables(counts, bits);
    std::uint64_t work = 0;
    for (std::size_t cost = 0; cost < kFeatureless; ++cost)
        work += tables.lower[cost] != kWet ? counts[cost] : 0;
    TrellisShape shape;
    // Higher codes waste less and take longer: what a second or so allows.
    shape.height = work < 2'000'000    ? 12
                   : work < 5'000'000  ? 11
                   : work < 12'000'000 ? 10
                   : work < 24'000'000 ? 9
                                       : 8;
    const auto said = bitsAt(counts, lambdaFor(counts, static_cast<double>(bits)));
    const double share = said.upper / std::max(said.upper + said.lower, 1e-9);
    shape.upperShare = static_cast<std::uint16_t>(std::clamp(share * 65536, 1.0, 65535.0));
    return shape;
}

base::Result<bool> embedTrellis(Carrier& carrier, const Costs& costs, const CostCounts& counts,
                                const Slot& slot, base::ByteView payload, ChangeLog& log,
                                base::TaskContext& task) {
    const auto bits = std::uint64_t{payload.size()} * 8;
    const Tables tables(counts, bits);
    const Codes codes(slot);
    const Blocks blocks(payloadPlace(slot.payloadKey), carrier.samples().size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> possible{true};
    std::mutex mutex;
    const auto lanes = std::min<std::size_t>(base::coreCount(), blocks.count());
    const auto outcome = base::parallelFor(lanes, [&](std::size_t lane) -> base::Result<void> {
        BlockEmbedder embedder(carrier, costs, tables, codes, slot.shape);
        base::Result<void> going;
        for (auto block = next.fetch_add(1); block < blocks.count() && possible; block = next.fetch_add(1)) {
            if (going = task.checkpoint(); !going)
                break;
            const auto [first, last] = blocks.share(block, bits);
            if (!embedder.run(blocks.order(block), bitsOf(payload, first, last)))
                possible = false;
            if (lane == 0)
                task.report({base::Stage::kHiding, block + 1, blocks.count()});
        }
        const std::lock_guard lock(mutex);
        log.append(embedder.log());
        return going;
    });
    MEDVEIL_TRY(outcome);
    return possible.load();
}

base::Result<base::Bytes> extractTrellis(const Carrier& carrier, const Slot& slot, base::TaskContext& task) {
    const auto bits = slot.payloadBytes * 8;
    const Codes codes(slot);
    const Blocks blocks(payloadPlace(slot.payloadKey), carrier.samples().size());
    std::vector<std::uint8_t> message(static_cast<std::size_t>(bits));
    MEDVEIL_TRY(base::parallelFor(blocks.count(), [&](std::size_t block) -> base::Result<void> {
        MEDVEIL_TRY(task.checkpoint());
        const auto order = blocks.order(block);
        std::vector<std::uint8_t> upper(order.size());
        std::vector<std::uint8_t> lower(order.size());
        carrier.samples().visit([&](auto samples) {
            order.each([&](std::size_t k, std::size_t place) {
                const std::int32_t sample = samples[place];
                upper[k] = static_cast<std::uint8_t>(sample >> 1 & 1);
                lower[k] = static_cast<std::uint8_t>(sample & 1);
            });
        });
        const auto [first, last] = blocks.share(block, bits);
        const auto mine = std::span(message).subspan(static_cast<std::size_t>(first),
                                                     static_cast<std::size_t>(last - first));
        const auto split = upperBits(slot.shape, mine.size());
        codes.upper.extract(upper, mine.first(split));
        codes.lower.extract(lower, mine.subspan(split));
        return {};
    }));
    base::Bytes payload(static_cast<std::size_t>(slot.payloadBytes));
    for (std::size_t bit = 0; bit < message.size(); ++bit)
        payload[bit / 8] = static_cast<base::Byte>(payload[bit / 8] | message[bit] << (bit % 8));
    return payload;
}

}  // namespace medveil::stego
