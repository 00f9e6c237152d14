#include "stego/embed/repeats.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>

#include "core/base/parallel.h"

namespace medveil::stego {

namespace {

/// Samples. What a JPEG of quality 30 is decoded to has shorter pieces several times.
constexpr std::size_t kRun = 64;
constexpr std::size_t kMostProbes = 4096;
constexpr std::size_t kPlacesTried = 4 * kMostProbes;  ///< where too little happens there is no probe
constexpr std::size_t kFewProbes = 64;
/// Of a run, so that no other is like it by chance: samples unlike the one before, and different values.
constexpr std::size_t kLeastMoves = 32;
constexpr std::size_t kLeastValues = 6;
/// Sizes of steps. Of fewer, a run at another level or inverted may be like it by chance.
constexpr std::size_t kLeastSteps = 5;
constexpr double kMostRepeated = 0.05;   ///< of the probes, or of a JPEG's blocks
constexpr std::int32_t kRichBlock = 10;  ///< coefficients that are not zero

constexpr std::uint64_t kBase = 0x9E3779B97F4A7C15;

std::uint64_t extended(std::uint64_t hash, std::int64_t number) {
    return hash * kBase + static_cast<std::uint64_t>(number);
}

bool isTooMany(std::size_t repeated, std::size_t all) {
    return all >= kFewProbes && static_cast<double>(repeated) > kMostRepeated * static_cast<double>(all);
}

/// One channel of a cover, row after row.
template <class Value>
struct Channel {
    std::span<const Value> samples;
    std::size_t channels = 1;
    std::size_t channel = 0;

    std::size_t size() const { return samples.size() / channels; }
    std::int64_t operator[](std::size_t i) const { return samples[i * channels + channel]; }
};

std::size_t differentOf(std::span<std::int64_t> values) {
    std::ranges::sort(values);
    return static_cast<std::size_t>(std::ranges::unique(values).begin() - values.begin());
}

template <class Value>
bool saysMuch(const Channel<Value>& channel, std::size_t begin) {
    std::array<std::int64_t, kRun> values;
    std::size_t moves = 0;
    for (std::size_t i = 0; i < kRun; ++i) {
        values[i] = channel[begin + i];
        moves += i > 0 && values[i] != values[i - 1];
    }
    return moves >= kLeastMoves && differentOf(values) >= kLeastValues;
}

template <class Value>
bool hasManySteps(const Channel<Value>& channel, std::size_t begin) {
    std::array<std::int64_t, kRun - 1> steps;
    for (std::size_t i = 0; i + 1 < kRun; ++i)
        steps[i] = std::abs(channel[begin + i + 1] - channel[begin + i]);
    return differentOf(steps) >= kLeastSteps;
}

/// Of a run's steps, whatever their sign: all of the opposite sign have the opposite hash.
std::uint64_t unsignedHash(std::uint64_t hash) {
    return std::min(hash, 0 - hash);
}

/// The runs that are looked for, and which of them were found.
template <class Value>
class Probes {
  public:
    explicit Probes(const Channel<Value>& channel) : m_channel(channel), m_maybe(kMaybeBits) {
        const auto places = channel.size() - kRun + 1;
        // By the golden ratio: evenly spread, and in no column of a picture more than in others.
        for (std::uint64_t i = 1; i <= kPlacesTried && m_begins.size() < kMostProbes; ++i) {
            const auto share = i * kBase >> 32;
            const auto begin = static_cast<std::size_t>(share * places >> 32);
            if (saysMuch(channel, begin))
                m_begins.push_back(begin);
        }
        m_found = std::vector<std::atomic<bool>>(m_begins.size());
        for (std::size_t probe = 0; probe < m_begins.size(); ++probe) {
            std::uint64_t forwards = 0;
            std::uint64_t backwards = 0;
            for (std::size_t i = 0; i + 1 < kRun; ++i) {
                const auto at = m_begins[probe] + i;
                const auto last = m_begins[probe] + kRun - 1 - i;
                forwards = extended(forwards, channel[at + 1] - channel[at]);
                backwards = extended(backwards, channel[last - 1] - channel[last]);
            }
            const bool anyLevel = hasManySteps(channel, m_begins[probe]);
            for (const bool mirrored : {false, true}) {
                const auto hash = unsignedHash(mirrored ? backwards : forwards);
                m_wanted.push_back({hash, probe, mirrored, anyLevel});
                m_maybe[hash >> kMaybeShift] = true;
            }
        }
        std::ranges::sort(m_wanted, {}, &Wanted::hash);
    }

    std::size_t size() const { return m_begins.size(); }
    std::size_t found() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(m_found, [](const auto& found) { return found.load(); }));
    }

    /// All runs that begin in this part of the cover.
    void lookAt(std::size_t begin, std::size_t end) {
        std::uint64_t oldest = 1;  ///< what the first step of a run was multiplied with
        std::uint64_t hash = 0;
        for (std::size_t i = 0; i + 1 < kRun; ++i) {
            hash = extended(hash, m_channel[begin + i + 1] - m_channel[begin + i]);
            oldest *= kBase;
        }
        auto first = m_channel[begin];
        auto last = m_channel[begin + kRun - 1];
        for (auto at = begin;;) {
            const auto wanted = unsignedHash(hash);
            if (m_maybe[wanted >> kMaybeShift])
                compare(wanted, at);
            if (++at >= end)
                return;
            const auto next = m_channel[at + kRun - 1];
            const auto second = m_channel[at];
            hash = extended(hash, next - last) - oldest * static_cast<std::uint64_t>(second - first);
            last = next;
            first = second;
        }
    }

  private:
    struct Wanted {
        std::uint64_t hash;
        std::size_t probe;
        bool mirrored;
        bool anyLevel;  ///< a run lighter, darker or inverted is no chance
    };
    static constexpr int kMaybeShift = 44;
    static constexpr std::size_t kMaybeBits = std::size_t{1} << (63 - kMaybeShift);

    void compare(std::uint64_t hash, std::size_t at) {
        for (const auto& wanted : std::ranges::equal_range(m_wanted, hash, {}, &Wanted::hash)) {
            const auto own = m_begins[wanted.probe];
            // A run is like itself, and may be like its own mirror image.
            if ((at < own ? own - at : at - own) < kRun)
                continue;
            const auto probe = [&](std::size_t i) {
                return m_channel[own + (wanted.mirrored ? kRun - 1 - i : i)];
            };
            const auto found = [&](std::size_t i) { return m_channel[at + i]; };
            if (!wanted.anyLevel && found(0) != probe(0))
                continue;
            bool same = true;
            bool opposite = wanted.anyLevel;
            for (std::size_t i = 1; i < kRun && (same || opposite); ++i) {
                const auto step = found(i) - found(0);
                same = same && step == probe(i) - probe(0);
                opposite = opposite && -step == probe(i) - probe(0);
            }
            if (same || opposite)
                m_found[wanted.probe].store(true, std::memory_order_relaxed);
        }
    }

    const Channel<Value>& m_channel;
    std::vector<std::size_t> m_begins;
    std::vector<std::atomic<bool>> m_found;
    std::vector<Wanted> m_wanted;  ///< sorted
    std::vector<bool> m_maybe;     ///< by the first bits of a hash: whether any is wanted
};

}  // namespace

bool repeatsItself(const Carrier& carrier, std::uint32_t channel) {
    constexpr std::size_t kPiece = std::size_t{1} << 18;
    return carrier.samples().visit([&](auto samples) {
        using Value = std::remove_const_t<typename decltype(samples)::element_type>;
        const Channel<Value> all{samples, carrier.info().channels, channel};
        if (all.size() < 2 * kRun)
            return false;
        Probes<Value> probes(all);
        if (probes.size() < kFewProbes)
            return false;
        const auto places = all.size() - kRun + 1;
        (void)base::parallelFor((places + kPiece - 1) / kPiece, [&](std::size_t piece) -> base::Result<void> {
            probes.lookAt(piece * kPiece, std::min(places, (piece + 1) * kPiece));
            return {};
        });
        return isTooMany(probes.found(), probes.size());
    });
}

bool blocksRepeat(const JpegCarrier& carrier) {
    const auto& component = carrier.components().front();
    const auto& samples = carrier.samples();
    std::vector<std::uint64_t> hashes;
    for (std::size_t block = 0; block < component.energy.size(); ++block) {
        std::uint64_t hash = 0;
        std::int32_t rich = 0;
        for (std::size_t k = 0; k < kJpegElements; ++k) {
            const auto value = samples[component.first + block * kJpegElements + k];
            // The mirror image of a block has other signs and nothing else.
            hash = extended(hash, std::abs(value));
            rich += value != 0;
        }
        if (rich >= kRichBlock)
            hashes.push_back(hash);
    }
    std::ranges::sort(hashes);
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < hashes.size(); ++i)
        repeated +=
            (i > 0 && hashes[i] == hashes[i - 1]) || (i + 1 < hashes.size() && hashes[i] == hashes[i + 1]);
    return isTooMany(repeated, hashes.size());
}

}  // namespace medveil::stego
