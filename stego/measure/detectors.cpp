#include "stego/measure/detectors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "core/base/parallel.h"

namespace medveil::stego {

namespace {

constexpr double kSome = 0.04;
constexpr double kStrong = 0.10;
/// Where bits were overwritten the chance is anything; in clean files the values of a pair are far from
/// equally frequent.
constexpr double kStrongChance = 0.05;
constexpr double kSomeChance = 0.001;

/// Numbers summed over rows, on all cores.
template <std::size_t kCount, class Row>
std::array<double, kCount> sumRows(std::size_t rows, Row row) {
    constexpr std::size_t kStrip = 64;
    std::array<double, kCount> total{};
    std::mutex mutex;
    (void)base::parallelFor((rows + kStrip - 1) / kStrip, [&](std::size_t strip) -> base::Result<void> {
        std::array<double, kCount> sums{};
        for (auto y = strip * kStrip; y < std::min(rows, (strip + 1) * kStrip); ++y)
            row(y, sums);
        const std::lock_guard lock(mutex);
        for (std::size_t i = 0; i < kCount; ++i)
            total[i] += sums[i];
        return {};
    });
    return total;
}

/// One channel, addressed by row and column.
class Plane {
  public:
    Plane(const Carrier& carrier, std::uint32_t channel)
        : m_samples(carrier.samples()),
          m_channels(carrier.info().channels),
          m_channel(channel),
          width(carrier.info().width),
          height(carrier.info().height) {}
    std::int32_t at(std::size_t y, std::size_t x) const {
        return m_samples[(y * width + x) * m_channels + m_channel];
    }

  private:
    const Samples& m_samples;
    std::size_t m_channels;
    std::size_t m_channel;

  public:
    std::size_t width;
    std::size_t height;
};

enum Pair : std::size_t { kAll, kX, kY, kZ, kW, kPairs };

void count(std::int32_t u, std::int32_t v, std::array<double, kPairs>& sums) {
    sums[kAll] += 1;
    if (u == v) {
        sums[kZ] += 1;
        return;
    }
    sums[(v & 1) == (u < v ? 0 : 1) ? kX : kY] += 1;
    if (u >> 1 == v >> 1)
        sums[kW] += 1;
}

/// The root nearer to zero of (W + Z) / 2 q^2 + (2 X - P) q + Y - X.
double rateOf(const std::array<double, kPairs>& sums) {
    const double a = (sums[kW] + sums[kZ]) / 2;
    const double b = 2 * sums[kX] - sums[kAll];
    const double c = sums[kY] - sums[kX];
    if (a == 0)
        return b == 0 ? 0 : -c / b;
    const double square = b * b - 4 * a * c;
    if (square < 0)
        return -b / (2 * a);
    const double root = std::sqrt(square);
    const double one = (-b + root) / (2 * a);
    const double two = (-b - root) / (2 * a);
    return std::fabs(one) < std::fabs(two) ? one : two;
}

/// How far the rate is off by chance alone (standard deviation): X and Y of a clean file differ as throws of
/// a coin do. In a loud sound, where hardly two neighbours are close, it may be far.
double spreadOf(const std::array<double, kPairs>& sums) {
    const double slope = std::fabs(2 * sums[kX] - sums[kAll]);
    return std::sqrt(sums[kX] + sums[kY]) / std::max(slope, 1.0);
}

/// Edges by half, corners by minus a quarter.
template <class Value>
double predict(Value value, std::size_t y, std::size_t x) {
    const double edges = value(y - 1, x) + value(y + 1, x) + value(y, x - 1) + value(y, x + 1);
    const double corners =
        value(y - 1, x - 1) + value(y - 1, x + 1) + value(y + 1, x - 1) + value(y + 1, x + 1);
    return edges / 2 - corners / 4;
}

/// Chance that a chi-square variable of so many degrees of freedom is larger (Wilson, Hilferty 1931).
double chanceAbove(double chiSquare, double degrees) {
    const double spread = 2 / (9 * degrees);
    const double z = (std::cbrt(chiSquare / degrees) - (1 - spread)) / std::sqrt(spread);
    return std::erfc(z / std::sqrt(2.0)) / 2;
}

/// Of the coefficients counted so far, that the values of each pair are equally frequent but for chance; 0
/// and 1 are left out, as embedders leave them. 0 for too few to tell.
double chanceOf(const std::array<std::uint64_t, 2048>& counts) {
    constexpr std::uint64_t kLeastInPair = 20;
    constexpr double kLeastPairs = 3;
    double chiSquare = 0;
    double pairs = 0;
    for (std::size_t even = 0; even + 1 < counts.size(); even += 2) {
        const auto both = counts[even] + counts[even + 1];
        if (even == 1024 || both < kLeastInPair)
            continue;
        const double apart = static_cast<double>(counts[even]) - static_cast<double>(counts[even + 1]);
        chiSquare += apart * apart / static_cast<double>(both);
        pairs += 1;
    }
    return pairs < kLeastPairs ? 0 : chanceAbove(chiSquare, pairs);
}

}  // namespace

SamplePairs samplePairs(const Carrier& carrier, std::uint32_t channel) {
    const Plane plane(carrier, channel);
    const bool sound = isSound(carrier.info().kind);
    // A sound is one long row: it is cut so that all cores have some.
    constexpr std::size_t kPiece = 4096;
    const auto rows = sound ? (plane.width + kPiece - 1) / kPiece : plane.height;
    const auto sums = sumRows<kPairs>(rows, [&](std::size_t row, std::array<double, kPairs>& counted) {
        const auto y = sound ? 0 : row;
        const auto first = sound ? row * kPiece : 0;
        const auto last = sound ? std::min(plane.width, first + kPiece) : plane.width;
        for (auto x = first; x < last; ++x) {
            const auto here = plane.at(y, x);
            if (x + 1 < plane.width)
                count(here, plane.at(y, x + 1), counted);
            if (y + 1 < plane.height)
                count(here, plane.at(y + 1, x), counted);
        }
    });
    return {rateOf(sums), spreadOf(sums)};
}

double weightedStego(const Carrier& carrier, std::uint32_t channel) {
    const Plane plane(carrier, channel);
    if (plane.width < 3 || plane.height < 3)
        return 0;
    const auto value = [&](std::size_t y, std::size_t x) { return static_cast<double>(plane.at(y, x)); };
    // How much flipping the lowest bit takes away: 1 of odd values, -1 of even ones.
    const auto step = [&](std::size_t y, std::size_t x) { return (plane.at(y, x) & 1) != 0 ? 1.0 : -1.0; };
    const auto sums = sumRows<3>(plane.height - 2, [&](std::size_t row, std::array<double, 3>& out) {
        const auto y = row + 1;
        for (std::size_t x = 1; x + 1 < plane.width; ++x) {
            double mean = 0;
            double squares = 0;
            for (const double each : {value(y - 1, x), value(y + 1, x), value(y, x - 1), value(y, x + 1)}) {
                mean += each / 4;
                squares += each * each / 4;
            }
            const double weight = 1 / (5 + std::max(0.0, squares - mean * mean));
            out[0] += weight;
            out[1] += weight * step(y, x) * (value(y, x) - predict(value, y, x));
            out[2] -= weight * step(y, x) * predict(step, y, x);
        }
    });
    const double beta = sums[1] / sums[0];
    return 2 * (beta - beta * sums[2] / sums[0]);
}

double pairsOfValues(const Carrier& carrier) {
    if (carrier.info().kind != CarrierKind::kJpeg)
        return 0;
    const auto& samples = carrier.samples();
    std::array<std::uint64_t, 2048> counts{};
    double most = 0;
    std::size_t at = 0;
    for (const std::size_t share : {8U, 4U, 2U, 1U}) {
        for (const auto end = samples.size() / share; at < end; ++at)
            ++counts[static_cast<std::size_t>(std::clamp(samples[at] + 1024, 0, 2047))];
        most = std::max(most, chanceOf(counts));
    }
    return most;
}

Traces findTraces(const Carrier& carrier) {
    Traces traces;
    if (carrier.info().kind == CarrierKind::kJpeg) {
        traces.pairsOfValues = pairsOfValues(carrier);
        return traces;
    }
    for (std::uint32_t channel = 0; channel < carrier.info().channels; ++channel) {
        // What may well be chance is no trace.
        const auto pairs = samplePairs(carrier, channel);
        traces.samplePairs = std::max(traces.samplePairs, pairs.rate - 2 * pairs.spread);
        if (!isSound(carrier.info().kind))
            traces.weightedStego = std::max(traces.weightedStego, weightedStego(carrier, channel));
    }
    return traces;
}

Suspicion judge(const Traces& traces) {
    const double rate = std::max(traces.samplePairs, traces.weightedStego);
    if (rate > kStrong || traces.pairsOfValues > kStrongChance)
        return Suspicion::kStrong;
    return rate > kSome || traces.pairsOfValues > kSomeChance ? Suspicion::kSome : Suspicion::kNone;
}

}  // namespace medveil::stego
