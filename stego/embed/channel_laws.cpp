// A law is judged by pairs of frames: where one channel is the same in both, the other must be the same, too,
// or one step away (where it was made before both were rounded). By chance it is, too, where a channel has
// few values: so it must be far from it in any two frames.
#include "stego/embed/channel_laws.h"

#include <algorithm>
#include <cstdlib>

namespace medveil::stego {

namespace {

constexpr std::size_t kFramesLookedAt = 65'536;
constexpr std::size_t kWideFramesLookedAt = 262'144;  ///< of values that seldom repeat
constexpr std::size_t kPiece = 32;                    ///< frames one after the other
constexpr std::size_t kMostChannels = 8;              ///< of sounds with more, the first
constexpr std::size_t kEnough = 500;                  ///< frames that say something about a law
constexpr double kHolds = 0.97;
constexpr double kByChance = 0.4;
constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;

double share(double part, std::size_t all) {
    return all == 0 ? 0 : part / static_cast<double>(all);
}

/// A number in the order of its values, whatever its sign.
std::uint64_t ordered(std::int64_t value) {
    return static_cast<std::uint64_t>(value + (std::int64_t{1} << 31));
}

/// Frames from all over the cover.
struct Frames {
    std::vector<std::vector<std::int32_t>> values;  ///< of each channel
    std::vector<std::vector<bool>> moved;           ///< whether it is not as one frame before
    std::size_t count() const { return values.front().size(); }
    std::size_t channels() const { return values.size(); }
};

Frames framesOf(const Carrier& carrier) {
    const std::size_t stride = carrier.info().channels;
    const auto channels = std::min(stride, kMostChannels);
    const auto wanted =
        carrier.samples().width() == Samples::Width::kSigned32 ? kWideFramesLookedAt : kFramesLookedAt;
    Frames frames;
    frames.values.resize(channels);
    frames.moved.resize(channels);
    carrier.samples().visit([&](auto samples) {
        const auto all = samples.size() / stride;
        const auto pieces = std::min(wanted / kPiece, all / (kPiece + 1));
        for (std::size_t piece = 0; piece < pieces; ++piece) {
            const auto begin = 1 + piece * (all - kPiece - 1) / pieces;
            for (auto f = begin; f < begin + kPiece; ++f) {
                for (std::size_t c = 0; c < channels; ++c) {
                    const auto value = samples[f * stride + c];
                    frames.values[c].push_back(value);
                    frames.moved[c].push_back(value != samples[(f - 1) * stride + c]);
                }
            }
        }
    });
    return frames;
}

/// Of the pairs among sorted values, those not further apart than `tolerance`.
double pairsWithin(const std::uint64_t* begin, const std::uint64_t* end, std::uint64_t tolerance) {
    double near = 0;
    const auto* low = begin;
    for (const auto* at = begin; at != end; ++at) {
        while (*at - *low > tolerance)
            ++low;
        near += static_cast<double>(at - low);
    }
    const auto count = static_cast<double>(end - begin);
    return near / (count * (count - 1) / 2);
}

/// Of keys (cause in the upper half, effect in the lower): whether equal causes have effects within
/// `tolerance`, and others do not.
bool isFunction(std::vector<std::uint64_t>& keys, std::uint64_t tolerance) {
    constexpr std::uint64_t kEffect = 0xffffffff;
    std::ranges::sort(keys);
    double held = 0;
    std::size_t all = 0;
    for (std::size_t i = 0; i < keys.size();) {
        const auto begin = i;
        while (i < keys.size() && keys[i] >> 32 == keys[begin] >> 32)
            ++i;
        if (i - begin < 2)
            continue;
        all += i - begin;
        held += static_cast<double>(i - begin) * pairsWithin(keys.data() + begin, keys.data() + i, tolerance);
    }
    if (all < kEnough || share(held, all) < kHolds)
        return false;
    for (auto& key : keys)
        key &= kEffect;
    std::ranges::sort(keys);
    return pairsWithin(keys.data(), keys.data() + keys.size(), tolerance) <= kByChance;
}

bool followsFromOne(const Frames& frames, std::size_t cause, std::size_t effect) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < frames.count(); ++i) {
        if (frames.moved[cause][i] && frames.moved[effect][i])
            keys.push_back(ordered(frames.values[cause][i]) << 32 | ordered(frames.values[effect][i]));
    }
    return isFunction(keys, 1);
}

/// Of 8 bits, where two values together repeat often enough.
bool followsFromTwo(const Frames& frames, std::size_t one, std::size_t other, std::size_t effect) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < frames.count(); ++i) {
        if (frames.moved[effect][i])
            keys.push_back((ordered(frames.values[one][i]) << 8 & 0xffff00) << 32 |
                           std::uint64_t{static_cast<std::uint8_t>(frames.values[other][i])} << 32 |
                           ordered(frames.values[effect][i]));
    }
    return isFunction(keys, 0);
}

/// times * effect = sign * one + otherSign * other + anything that is always the same, but for rounding.
/// Where the two are nearly the same, all mixtures of them are.
bool isMixture(const Frames& frames, std::size_t one, std::size_t other, std::size_t effect) {
    constexpr std::int64_t kApart = 4;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < frames.count(); ++i) {
        if (frames.moved[effect][i] &&
            std::abs(std::int64_t{frames.values[one][i]} - frames.values[other][i]) >= kApart)
            places.push_back(i);
    }
    const auto count = places.size();
    if (count < kEnough)
        return false;
    const auto shareFor = [&](std::int64_t times, std::int64_t sign, std::int64_t otherSign,
                              std::size_t shift) {
        const auto rest = [&](std::size_t i) {
            const auto at = places[i];
            return times * frames.values[effect][places[(i + shift) % count]] -
                   sign * frames.values[one][at] - otherSign * frames.values[other][at];
        };
        std::size_t held = 0;
        for (std::size_t i = 0; i < count; ++i)
            held += std::abs(rest(i) - rest((i * 7 + count / 3) % count)) <= times;
        return share(static_cast<double>(held), count);
    };
    for (const std::int64_t times : {1, 2})
        for (const std::int64_t sign : {1, -1})
            for (const std::int64_t otherSign : {1, -1})
                if (shareFor(times, sign, otherSign, 0) >= kHolds &&
                    shareFor(times, sign, otherSign, count / 2) <= kByChance)
                    return true;
    return false;
}

/// Steps of one channel that are there in the other, the same or the opposite, `lag` frames later.
template <class Value>
class Delay {
  public:
    Delay(std::span<const Value> samples, std::size_t stride, std::size_t one, std::size_t other,
          std::int64_t farthest)
        : m_samples(samples), m_stride(stride), m_other(other) {
        constexpr std::int64_t kStep = 3;
        const auto all = static_cast<std::int64_t>(samples.size() / stride);
        const auto room = all - 2 * farthest - 2;
        if (room < kProbes)
            return;
        for (std::uint64_t i = 1; i <= 8 * kProbes && m_places.size() < kProbes; ++i) {
            const auto place =
                farthest + 1 +
                static_cast<std::int64_t>((i * kGolden >> 32) * static_cast<std::uint64_t>(room) >> 32);
            const auto step = stepAt(place, one);
            if (std::abs(step) < kStep)
                continue;
            m_places.push_back(place);
            m_steps.push_back(step);
        }
    }
    bool isBy(std::int64_t lag) const {
        if (m_places.size() < kProbes)
            return false;
        int same = 0;
        int opposite = 0;
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            const auto step = stepAt(m_places[i] + lag, m_other);
            same += step == m_steps[i];
            opposite += step == -m_steps[i];
            // Most lags cost a few samples.
            if (static_cast<int>(i) + 1 - std::max(same, opposite) > kMisses)
                return false;
        }
        return true;
    }

  private:
    static constexpr std::int64_t kProbes = 200;
    static constexpr int kMisses = 8;

    std::int64_t stepAt(std::int64_t frame, std::size_t channel) const {
        const auto at = static_cast<std::size_t>(frame) * m_stride + channel;
        return std::int64_t{m_samples[at]} - m_samples[at - m_stride];
    }

    std::span<const Value> m_samples;
    std::size_t m_stride;
    std::size_t m_other;
    std::vector<std::int64_t> m_places;
    std::vector<std::int64_t> m_steps;
};

bool isDelayed(const Carrier& carrier, std::size_t one, std::size_t other) {
    const auto& info = carrier.info();
    constexpr std::int64_t kPixels = 8;  ///< each way
    std::vector<std::int64_t> lags;
    if (isSound(info.kind)) {
        const auto most = static_cast<std::int64_t>(std::min(info.rate, info.width) / 10);
        for (std::int64_t lag = -most; lag <= most; ++lag)
            lags.push_back(lag);
    } else {
        for (std::int64_t y = -kPixels; y <= kPixels; ++y)
            for (std::int64_t x = -kPixels; x <= kPixels; ++x)
                lags.push_back(y * info.width + x);
    }
    return carrier.samples().visit([&](auto samples) {
        using Value = std::remove_const_t<typename decltype(samples)::element_type>;
        const Delay<Value> delay(samples, info.channels, one, other, std::max<std::int64_t>(lags.back(), 1));
        return std::ranges::any_of(lags, [&](std::int64_t lag) { return delay.isBy(lag); });
    });
}

}  // namespace

bool channelsFollow(const Carrier& carrier, const std::vector<bool>& still) {
    if (carrier.info().channels < 2)
        return false;
    const auto frames = framesOf(carrier);
    std::vector<std::size_t> moving;
    for (std::size_t c = 0; c < frames.channels(); ++c) {
        if (!still[c])
            moving.push_back(c);
    }
    const bool narrow = carrier.samples().width() == Samples::Width::kUnsigned8;
    for (const auto effect : moving) {
        for (const auto one : moving) {
            if (one == effect)
                continue;
            if (followsFromOne(frames, one, effect) || (one < effect && isDelayed(carrier, one, effect)))
                return true;
            for (const auto other : moving) {
                if (other > one && other != effect &&
                    (isMixture(frames, one, other, effect) ||
                     (narrow && followsFromTwo(frames, one, other, effect))))
                    return true;
            }
        }
    }
    return false;
}

}  // namespace medveil::stego
