#include "stego/embed/costs.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

#include "core/base/parallel.h"
#include "stego/carrier/jpeg_carrier.h"

namespace medveil::stego {

namespace {

constexpr std::size_t kStripRows = 64;
constexpr std::size_t kSmoothRadius = 1;  ///< 3 x 3 over the residual
constexpr std::size_t kSpreadRadius = 7;  ///< 15 x 15 over its inverse
constexpr std::size_t kHalo = 1 + kSmoothRadius + kSpreadRadius;
/// Stands for the inverse of a residual of nothing. Where everything is the same, nothing near it may change:
/// one such place in a neighbourhood outweighs all others, as in the paper (measured: with a mild bound here,
/// detectors find more).
constexpr float kMostInverse = 1e6F;
/// Above any mean of inverses that has no such place in it.
constexpr float kFlatInverse = 25;

/// log2 of a positive normal number, to 0.01: the exponent, and a parabola over the mantissa.
float roughLog2(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto exponent = static_cast<float>(static_cast<int>(bits >> 23) - 127);
    const float m = std::bit_cast<float>((bits & 0x7fffffU) | 0x3f800000U) - 1;
    return exponent + m + 0.3466F * m * (1 - m);
}

/// `depth` is how many bits a sample has over 8: residuals are as much larger. Without a branch, for vectors.
Cost costOf(float inverse, float depth) {
    const float steps = kCostSteps * (roughLog2(inverse) + 9 + depth);
    const float most = static_cast<float>(kFeatureless - 1);
    const float cost = std::min(std::max(steps, 0.0F), most);
    return static_cast<Cost>(
        static_cast<int>(inverse >= kFlatInverse ? static_cast<float>(kFeatureless) : cost));
}

std::size_t mirrored(std::ptrdiff_t i, std::size_t count) {
    const auto n = static_cast<std::ptrdiff_t>(count);
    if (i < 0)
        i = -i - 1;
    if (i >= n)
        i = 2 * n - 1 - i;
    return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, n - 1));
}

/// Rows of floats, all as wide as the picture with its halo on both sides.
class Rows {
  public:
    Rows(std::size_t width, std::size_t count) : m_width(width), m_values(width * count) {}
    float* operator[](std::size_t y) { return m_values.data() + y * m_width; }

  private:
    std::size_t m_width;
    std::vector<float> m_values;
};

/// Sums of a box's length along one line are sums of two, four, eight and so on, each made of two of the sums
/// before: of fifteen values in seven additions. Calls doubled(step) to make the next sums of those before,
/// which reach `step` further, and added(offset) to add the present ones from `offset` on.
template <class Added, class Doubled>
void sumByDoubling(std::size_t length, Added added, Doubled doubled) {
    std::size_t offset = 0;
    for (std::size_t step = 1; step <= length; step *= 2) {
        if ((length & step) != 0) {
            added(offset);
            offset += step;
        }
        if (2 * step <= length)
            doubled(step);
    }
}

/// out[x] = sum of in[x - radius .. x + radius] for x from radius to count - radius. `in` is used up.
void sumAlong(float* in, float* out, std::size_t count, std::size_t radius) {
    std::fill(out, out + count, 0.0F);
    sumByDoubling(
        2 * radius + 1,
        [&](std::size_t offset) {
            for (std::size_t x = 0; x + 2 * radius < count; ++x)
                out[x + radius] += in[x + offset];
        },
        [&](std::size_t step) {
            for (std::size_t x = 0; x + step < count; ++x)
                in[x] += in[x + step];
        });
}

/// The same down the columns of rows first to last.
void sumDown(Rows& in, Rows& out, std::size_t width, std::size_t first, std::size_t last,
             std::size_t radius) {
    constexpr std::size_t kColumns = 128;  ///< of as many, all rows fit into a core's nearest memory
    for (std::size_t left = 0; left < width; left += kColumns) {
        const auto count = std::min(kColumns, width - left);
        const auto add = [&](float* to, const float* from) {
            for (std::size_t x = 0; x < count; ++x)
                to[x] += from[x];
        };
        for (auto y = first + radius; y + radius < last; ++y)
            std::fill_n(out[y] + left, count, 0.0F);
        sumByDoubling(
            2 * radius + 1,
            [&](std::size_t offset) {
                for (auto y = first; y + 2 * radius < last; ++y)
                    add(out[y + radius] + left, in[y + offset] + left);
            },
            [&](std::size_t step) {
                for (auto y = first; y + step < last; ++y)
                    add(in[y] + left, in[y + step] + left);
            });
    }
}

/// Sums over boxes: first along the rows, then down the columns. `in` is used up; rows shrink by the radius
/// at both ends.
void boxSums(Rows& in, Rows& along, Rows& out, std::size_t width, std::size_t first, std::size_t last,
             std::size_t radius) {
    for (auto y = first; y < last; ++y)
        sumAlong(in[y], along[y], width, radius);
    sumDown(along, out, width, first, last, radius);
}

/// One channel of one strip after the other. Row i of the buffers is picture row top - kHalo + i.
class HillStrips {
  public:
    explicit HillStrips(const Carrier& carrier)
        : m_carrier(carrier),
          m_width(carrier.info().width + 2 * kHalo),
          m_a(m_width, std::min<std::size_t>(kStripRows, carrier.info().height) + 2 * kHalo),
          m_b(m_a),
          m_c(m_a),
          m_line(carrier.info().width) {}

    void run(std::size_t top, std::size_t channel, Costs& costs) {
        m_top = top;
        m_rows = std::min<std::size_t>(kStripRows, m_carrier.info().height - top);
        const auto count = m_rows + 2 * kHalo;
        for (std::size_t i = 0; i < count; ++i)
            load(i, channel);
        for (std::size_t i = 1; i + 1 < count; ++i)
            residual(i);
        boxSums(m_b, m_c, m_a, m_width, 1, count - 1, kSmoothRadius);
        for (auto i = 1 + kSmoothRadius; i + 1 + kSmoothRadius < count; ++i)
            for (std::size_t x = 0; x < m_width; ++x)
                m_b[i][x] = std::min(kMostInverse, 1 / (m_a[i][x] * (1.0F / 9) + 1e-10F));
        boxSums(m_b, m_c, m_a, m_width, 1 + kSmoothRadius, count - 1 - kSmoothRadius, kSpreadRadius);
        const auto& info = m_carrier.info();
        const float depth = static_cast<float>(info.bits) - 8;
        for (std::size_t y = 0; y < m_rows; ++y) {
            const float* const spread = m_a[y + kHalo] + kHalo;
            Cost* const out = costs.data() + (m_top + y) * info.width * info.channels + channel;
            for (std::size_t x = 0; x < info.width; ++x)
                m_line[x] = costOf(spread[x] * (1.0F / 225), depth);
            for (std::size_t x = 0; x < info.width; ++x)
                out[x * info.channels] = m_line[x];
        }
    }

  private:
    void load(std::size_t i, std::size_t channel) {
        const auto& info = m_carrier.info();
        const auto& samples = m_carrier.samples();
        const auto y = mirrored(static_cast<std::ptrdiff_t>(m_top + i) - static_cast<std::ptrdiff_t>(kHalo),
                                info.height);
        const auto row = y * info.width * info.channels + channel;
        float* const out = m_a[i];
        if (samples.width() == Samples::Width::kUnsigned8) {
            const auto* const from = samples.bytes().data() + row;
            for (std::size_t x = 0; x < info.width; ++x)
                out[kHalo + x] = from[x * info.channels];
        } else {
            for (std::size_t x = 0; x < info.width; ++x)
                out[kHalo + x] = static_cast<float>(samples[row + x * info.channels]);
        }
        for (std::size_t x = 0; x < kHalo; ++x) {
            out[kHalo - 1 - x] = out[kHalo + mirrored(-1 - static_cast<std::ptrdiff_t>(x), info.width)];
            out[kHalo + info.width + x] =
                out[kHalo + mirrored(static_cast<std::ptrdiff_t>(info.width + x), info.width)];
        }
    }
    /// The Ker-Boehme filter.
    void residual(std::size_t i) {
        const float* const above = m_a[i - 1];
        const float* const here = m_a[i];
        const float* const below = m_a[i + 1];
        float* const out = m_b[i];
        out[0] = out[m_width - 1] = 0;
        for (std::size_t x = 1; x + 1 < m_width; ++x) {
            const float corners = above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1];
            const float edges = above[x] + below[x] + here[x - 1] + here[x + 1];
            out[x] = std::fabs(2 * edges - corners - 4 * here[x]);
        }
    }

    const Carrier& m_carrier;
    std::size_t m_top = 0;
    std::size_t m_rows = 0;
    std::size_t m_width;
    Rows m_a;
    Rows m_b;
    Rows m_c;
    Costs m_line;
};

/// In colour half of a cost is the pixel's own: channels show the same edges, and what stands out in one of
/// them stands out in all. The geometric mean of a channel's cost and of the three, which is the mean of
/// their logarithms.
void shareAmongChannels(Costs& costs, std::size_t begin, std::size_t end) {
    constexpr unsigned kChannels = 3;
    for (auto i = begin; i < end; i += kChannels) {
        const unsigned sum = costs[i] + unsigned{costs[i + 1]} + costs[i + 2];
        for (std::size_t c = i; c < i + kChannels; ++c) {
            if (costs[c] < kFeatureless)
                costs[c] = static_cast<Cost>(std::min(
                    (unsigned{costs[c]} * kChannels + sum + kChannels) / (2 * kChannels), kFeatureless - 1U));
        }
    }
}

void pictureCosts(const Carrier& carrier, Costs& costs) {
    const auto strips = (carrier.info().height + kStripRows - 1) / kStripRows;
    const auto row = std::size_t{carrier.info().width} * carrier.info().channels;
    std::atomic<std::size_t> next{0};
    // Strips write different places of `costs`. Each thread keeps its buffers from strip to strip.
    (void)base::parallelFor(
        std::min<std::size_t>(base::coreCount(), strips), [&](std::size_t) -> base::Result<void> {
            HillStrips work(carrier);
            for (auto strip = next.fetch_add(1); strip < strips; strip = next.fetch_add(1)) {
                const auto top = strip * kStripRows;
                for (std::uint32_t channel = 0; channel < carrier.info().channels; ++channel)
                    work.run(top, channel, costs);
                if (carrier.info().channels == 3)
                    shareAmongChannels(costs, top * row, std::min((top + kStripRows) * row, costs.size()));
            }
            return {};
        });
}

/// A piece of one channel of a sound, its halo on both sides.
void soundPiece(const Carrier& carrier, std::size_t channel, std::size_t first, std::size_t count,
                Costs& costs) {
    constexpr std::size_t kSmooth = 4;
    constexpr std::size_t kSpread = 24;
    constexpr std::size_t kEnds = kSmooth + kSpread;
    const auto& info = carrier.info();
    const auto value = [&](std::size_t i) {
        const auto frame = mirrored(
            static_cast<std::ptrdiff_t>(first + i) - static_cast<std::ptrdiff_t>(kEnds + 1), info.width);
        return static_cast<float>(carrier.samples()[frame * info.channels + channel]);
    };
    const auto length = count + 2 * kEnds;
    std::vector<float> line(length);
    std::vector<float> sums(length);
    float before = value(0);
    float here = value(1);
    for (std::size_t i = 0; i < length; ++i) {
        const float after = value(i + 2);
        line[i] = std::fabs(before - 2 * here + after);
        before = here;
        here = after;
    }
    sumAlong(line.data(), sums.data(), length, kSmooth);
    for (auto i = kSmooth; i + kSmooth < length; ++i)
        line[i] = std::min(kMostInverse, 1 / (sums[i] * (1.0F / (2 * kSmooth + 1)) + 1e-10F));
    std::fill(line.begin(), line.begin() + kSmooth, kMostInverse);
    std::fill(line.end() - kSmooth, line.end(), kMostInverse);
    sumAlong(line.data(), sums.data(), length, kSpread);
    const float depth = static_cast<float>(info.bits) - 8;
    for (std::size_t i = 0; i < count; ++i)
        costs[(first + i) * info.channels + channel] =
            costOf(sums[i + kEnds] * (1.0F / (2 * kSpread + 1)), depth);
}

void soundCosts(const Carrier& carrier, Costs& costs) {
    constexpr std::size_t kPiece = 65536;
    const std::size_t frames = carrier.info().width;
    const auto pieces = (frames + kPiece - 1) / kPiece;
    (void)base::parallelFor(pieces, [&](std::size_t piece) -> base::Result<void> {
        const auto first = piece * kPiece;
        for (std::uint32_t channel = 0; channel < carrier.info().channels; ++channel)
            soundPiece(carrier, channel, first, std::min(kPiece, frames - first), costs);
        return {};
    });
}

/// D of the paper: what the block and its neighbours hold together.
float textureOf(const JpegComponent& component, std::size_t y, std::size_t x) {
    float around = 0;
    const auto top = y > 0 ? y - 1 : 0;
    const auto left = x > 0 ? x - 1 : 0;
    const auto bottom = std::min<std::size_t>(y + 1, component.blocksHigh - 1);
    const auto right = std::min<std::size_t>(x + 1, component.blocksWide - 1);
    for (auto row = top; row <= bottom; ++row)
        for (auto column = left; column <= right; ++column)
            around += component.energy[row * component.blocksWide + column];
    const float here = component.energy[y * component.blocksWide + x];
    return here + (around - here) / 4;
}

void jpegCosts(const JpegCarrier& carrier, Costs& costs) {
    constexpr float kOffset = 15;  ///< textures reach 2^15 steps
    for (const auto& component : carrier.components()) {
        (void)base::parallelFor(component.blocksHigh, [&](std::size_t y) -> base::Result<void> {
            Cost* out = costs.data() + component.first + y * component.blocksWide * kJpegElements;
            for (std::size_t x = 0; x < component.blocksWide; ++x) {
                const float texture = textureOf(component, y, x);
                for (std::size_t k = 0; k < kJpegElements; ++k, ++out) {
                    const float ratio = static_cast<float>(component.steps[k]) / std::max(texture, 1e-3F);
                    const float steps = kCostSteps * (roughLog2(ratio) + kOffset);
                    *out = steps >= kFeatureless ? kFeatureless : static_cast<Cost>(std::max(0.0F, steps));
                }
            }
            return {};
        });
    }
}

}  // namespace

Costs changeCosts(const Carrier& carrier) {
    Costs costs(carrier.samples().size());
    if (carrier.info().kind == CarrierKind::kJpeg)
        jpegCosts(static_cast<const JpegCarrier&>(carrier), costs);
    else if (isSound(carrier.info().kind))
        soundCosts(carrier, costs);
    else
        pictureCosts(carrier, costs);
    return costs;
}

}  // namespace medveil::stego
