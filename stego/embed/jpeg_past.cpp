// Coefficients of a decoded JPEG stand near the multiples of the step they were quantised with: how near is
// the mean of cos(2 pi c / q), which is 0 for whatever was never quantised. Rounding to whole pixels
// has a deviation of 0.29; with it the mean is 0.8 for a step of 3, 0.6 for 2 and 0.2 for 1. Steps of 1, the
// best qualities, need all coefficients together to be told from chance.
#include "stego/embed/jpeg_past.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <numbers>

#include "core/base/parallel.h"

namespace medveil::stego {

namespace {

constexpr std::size_t kSide = 8;
constexpr std::size_t kBlocks = 640;
constexpr std::size_t kPlacesTried = 8 * kBlocks;  ///< where too little happens, or too bright, is no block
constexpr std::size_t kFewBlocks = 100;
constexpr std::size_t kLow = 4;  ///< frequencies each way that are looked at
constexpr std::size_t kFrequencies = kLow * kLow - 1;
constexpr int kLongestStep = 80;
constexpr std::size_t kFewCoefficients = 40;
constexpr double kNearMultiples = 0.55;
constexpr double kNearMultiplesOfTwo = 0.3;
constexpr int kFrequenciesNear = 4;
constexpr double kNearWholeNumbers = 0.05;
constexpr double kDeviations = 6;  ///< of that mean by chance, in its standard deviations

using Block = std::array<float, kSide * kSide>;

/// basis[u][x] of the orthonormal DCT of eight numbers, as JPEG has it.
const std::array<std::array<float, kSide>, kLow>& basis() {
    static const auto table = [] {
        std::array<std::array<float, kSide>, kLow> values{};
        for (std::size_t u = 0; u < kLow; ++u)
            for (std::size_t x = 0; x < kSide; ++x)
                values[u][x] = static_cast<float>(
                    std::sqrt((u == 0 ? 1.0 : 2.0) / kSide) *
                    std::cos(static_cast<double>((2 * x + 1) * u) * std::numbers::pi / (2 * kSide)));
        return values;
    }();
    return table;
}

/// cos(2 pi at / kTurn), for whole parts of a turn.
constexpr std::uint32_t kTurn = 1024;
const std::array<float, kTurn>& cosines() {
    static const auto table = [] {
        std::array<float, kTurn> values{};
        for (std::size_t i = 0; i < kTurn; ++i)
            values[i] = static_cast<float>(std::cos(2 * std::numbers::pi * static_cast<double>(i) / kTurn));
        return values;
    }();
    return table;
}

struct Nearness {
    double sum = 0;
    std::size_t count = 0;
    double mean() const { return count == 0 ? 0 : sum / static_cast<double>(count); }
};

/// Of the coefficients that were not quantised to nothing.
Nearness nearnessTo(int step, const std::vector<float>& coefficients) {
    const auto& cosine = cosines();
    const float least = static_cast<float>(step) / 2;
    const float turns = static_cast<float>(kTurn) / static_cast<float>(step);
    Nearness near;
    float sum = 0;
    for (const float c : coefficients) {
        if (c < least)
            continue;
        sum += cosine[static_cast<std::uint32_t>(c * turns + 0.5F) % kTurn];
        ++near.count;
    }
    near.sum = static_cast<double>(sum);
    return near;
}

/// The luminance of a picture.
class Light {
  public:
    explicit Light(const Carrier& carrier) : m_info(carrier.info()), m_pixels(carrier.samples().bytes()) {
        // BMP has blue first.
        if (m_info.channels == 1)
            m_weights[0] = 1;
        else if (m_info.kind == CarrierKind::kBmp)
            std::swap(m_weights[0], m_weights[2]);
    }
    /// False where something is as dark or as bright as can be, and so was cut off, or nothing happens.
    bool block(std::size_t left, std::size_t top, Block& out) const {
        const std::size_t channels = m_info.channels;
        bool moves = false;
        for (std::size_t y = 0; y < kSide; ++y) {
            const auto* at = m_pixels.data() + ((top + y) * m_info.width + left) * channels;
            for (std::size_t x = 0; x < kSide; ++x, at += channels) {
                float value = 0.5F;
                for (std::size_t c = 0; c < channels; ++c) {
                    if (at[c] == 0 || at[c] == UINT8_MAX)
                        return false;
                    value += m_weights[c] * static_cast<float>(at[c]);
                }
                // The decoder's was a whole number before it became three colours.
                value = std::floor(value);
                out[y * kSide + x] = value;
                moves |= std::abs(value - out[0]) > 2;
            }
        }
        return moves;
    }

  private:
    const CarrierInfo& m_info;
    std::span<const std::uint8_t> m_pixels;
    std::array<float, 3> m_weights = {0.299F, 0.587F, 0.114F};
};

/// Sizes of the low coefficients of one block, without the mean.
void addCoefficients(const Block& block, std::array<std::vector<float>, kFrequencies>& to) {
    const auto& wave = basis();
    std::array<std::array<float, kSide>, kLow> columns{};
    for (std::size_t v = 0; v < kLow; ++v)
        for (std::size_t y = 0; y < kSide; ++y)
            for (std::size_t x = 0; x < kSide; ++x)
                columns[v][x] += wave[v][y] * block[y * kSide + x];
    for (std::size_t k = 1; k <= kFrequencies; ++k) {
        float sum = 0;
        for (std::size_t x = 0; x < kSide; ++x)
            sum += wave[k % kLow][x] * columns[k / kLow][x];
        to[k - 1].push_back(std::abs(sum));
    }
}

bool isGrid(const Light& light, const CarrierInfo& info, std::size_t left, std::size_t top) {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
    const std::size_t wide = (info.width - left) / kSide;
    const auto places = wide * ((info.height - top) / kSide);
    std::array<std::vector<float>, kFrequencies> coefficients;
    Block block;
    std::size_t blocks = 0;
    for (std::uint64_t i = 1; i <= std::min(kPlacesTried, 2 * places) && blocks < kBlocks; ++i) {
        const auto place = static_cast<std::size_t>((i * kGolden >> 32) * places >> 32);
        if (!light.block(left + place % wide * kSide, top + place / wide * kSide, block))
            continue;
        addCoefficients(block, coefficients);
        ++blocks;
    }
    if (blocks < kFewBlocks)
        return false;
    Nearness toWhole;
    int near = 0;
    for (const auto& each : coefficients) {
        const auto whole = nearnessTo(1, each);
        toWhole.sum += whole.sum;
        toWhole.count += whole.count;
        for (int step = 2; step <= kLongestStep; ++step) {
            const auto found = nearnessTo(step, each);
            // Longer steps leave still fewer.
            if (found.count < kFewCoefficients)
                break;
            if (found.mean() >= (step == 2 ? kNearMultiplesOfTwo : kNearMultiples)) {
                ++near;
                break;
            }
        }
    }
    const double chance = 1 / std::sqrt(2 * static_cast<double>(std::max<std::size_t>(toWhole.count, 1)));
    return near >= kFrequenciesNear || toWhole.mean() >= std::max(kNearWholeNumbers, kDeviations * chance);
}

}  // namespace

bool wasJpeg(const Carrier& carrier) {
    const auto& info = carrier.info();
    if (carrier.samples().width() != Samples::Width::kUnsigned8 || info.width < 2 * kSide ||
        info.height < 2 * kSide)
        return false;
    const Light light(carrier);
    std::atomic<bool> found = false;
    (void)base::parallelFor(kSide * kSide, [&](std::size_t offset) -> base::Result<void> {
        if (!found && isGrid(light, info, offset % kSide, offset / kSide))
            found = true;
        return {};
    });
    return found;
}

}  // namespace medveil::stego
