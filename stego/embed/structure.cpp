#include "stego/embed/structure.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>

#include "core/base/parallel.h"
#include "stego/carrier/jpeg_carrier.h"
#include "stego/embed/channel_laws.h"
#include "stego/embed/jpeg_past.h"
#include "stego/embed/regularities.h"
#include "stego/embed/repeats.h"

namespace medveil::stego {

namespace {

constexpr std::uint64_t kPopulated = 20;  ///< samples of one value, from which on its neighbours should occur
constexpr std::uint64_t kRarely = 20;     ///< as many times rarer than the value beside it: hardly ever
/// Of a channel, a share of samples that say something: below, nothing happens in it.
constexpr double kStillShare = 0.001;
constexpr double kMostBarred = 0.5;
/// Pixels, of those that are not as the one before, whose channels are alike by more than chance.
constexpr double kAlikeByChance = 0.1;
constexpr double kColoursAlikeByChance = 0.5;
constexpr double kAlike = 0.9;
constexpr std::int32_t kJpegTable = 64;  ///< coefficients of this size or more are too few to tell

using Histogram = std::vector<std::uint64_t>;

std::unexpected<base::Error> refuse(Regularity regularity) {
    return base::fail(base::ErrorCode::kCoverUnsupported, std::string(wordsFor(regularity)));
}

/// Of every channel of a carrier with samples of at most 16 bits.
std::vector<Histogram> histogramsOf(const Carrier& carrier, std::int32_t first, std::size_t values) {
    const auto channels = carrier.info().channels;
    return carrier.samples().visit([&](auto samples) {
        std::vector<Histogram> histograms(channels, Histogram(values));
        for (std::size_t c = 0; c < channels; ++c) {
            auto* const counts = histograms[c].data();
            for (auto i = c; i < samples.size(); i += channels)
                ++counts[samples[i] - first];
        }
        return histograms;
    });
}

/// Values from which a step leads to one that hardly ever occurs. The ends of the range are no such step:
/// nothing goes beyond them.
std::vector<bool> barredIn(const Histogram& counts) {
    std::vector<bool> barred(counts.size());
    const auto rare = [&](std::size_t value, std::uint64_t beside) {
        return counts[value] * kRarely <= beside;
    };
    for (std::size_t v = 0; v < counts.size(); ++v) {
        if (counts[v] >= kPopulated)
            barred[v] =
                (v > 0 && rare(v - 1, counts[v])) || (v + 1 < counts.size() && rare(v + 1, counts[v]));
    }
    return barred;
}

/// Of coefficients only what lies between others counts: ever fewer of ever larger ones is how they are.
std::vector<bool> barredOfJpeg(const Histogram& counts) {
    constexpr std::size_t kAround = 8;
    std::vector<bool> barred(counts.size());
    for (std::size_t v = 1; v + 1 < counts.size(); ++v) {
        const auto most = [&](std::size_t begin, std::size_t end) {
            return *std::max_element(counts.begin() + static_cast<std::ptrdiff_t>(begin),
                                     counts.begin() + static_cast<std::ptrdiff_t>(end));
        };
        const auto below = most(v - std::min(v, kAround), v);
        const auto above = most(v + 1, std::min(counts.size(), v + 1 + kAround));
        const auto least = std::min(below, above);
        if (least >= kPopulated && counts[v] * kRarely <= least)
            barred[v - 1] = barred[v + 1] = true;
    }
    return barred;
}

base::Result<Structure> structureOfJpeg(const JpegCarrier& carrier) {
    Structure structure;
    structure.first = -kJpegTable;
    const auto& samples = carrier.samples();
    std::uint64_t said = 0;
    std::uint64_t held = 0;
    for (const auto& component : carrier.components()) {
        const auto blocks = component.energy.size();
        std::uint64_t nonzero = 0;
        for (std::size_t k = 0; k < kJpegElements; ++k) {
            Histogram counts(2 * kJpegTable + 1);
            for (std::size_t block = 0; block < blocks; ++block) {
                const auto value = samples[component.first + block * kJpegElements + k];
                nonzero += value != 0;
                if (value >= -kJpegTable && value <= kJpegTable)
                    ++counts[static_cast<std::size_t>(value + kJpegTable)];
            }
            auto barred = barredOfJpeg(counts);
            for (std::size_t v = 0; v < counts.size(); ++v) {
                if (v == kJpegTable)
                    continue;
                said += counts[v];
                held += barred[v] ? counts[v] : 0;
            }
            structure.barred.push_back(std::move(barred));
        }
        structure.still.push_back(static_cast<double>(nonzero) < kStillShare * static_cast<double>(blocks));
    }
    if (said > 0 && static_cast<double>(held) > kMostBarred * static_cast<double>(said))
        return refuse(Regularity::kGaps);
    if (blocksRepeat(carrier))
        return refuse(Regularity::kRepeats);
    return structure;
}

/// How often, among pixels or frames that differ from the one before, two channels are the same.
base::Result<void> findAlike(const Glimpse& glimpse, const Carrier& carrier, Structure& structure) {
    const auto channels = carrier.info().channels;
    const bool sound = isSound(carrier.info().kind);
    const double grey = !sound && channels == 3 ? glimpse.greyShare() : 0;
    if (grey >= kAlike)
        return refuse(Regularity::kGreyInColour);
    if (grey >= kAlikeByChance) {
        structure.alike = {{0, 1}, {1, 2}};
        return {};
    }
    // Two colours are often equal where little colour is.
    const double chance = sound ? kAlikeByChance : kColoursAlikeByChance;
    for (std::uint32_t a = 0; a < channels; ++a) {
        for (std::uint32_t b = a + 1; b < channels; ++b) {
            const double share = glimpse.alikeShare(a, b);
            if (share >= kAlike)
                return refuse(Regularity::kSameChannels);
            if (share >= chance)
                structure.alike.emplace_back(a, b);
        }
    }
    return {};
}

/// A sound of more than 16 bits, made louder: its values are the multiples of a step that is wider than one,
/// rounded. Too few samples have one value to see that in how often each occurs, but the multiples of a step
/// all stand at one place of a wave of that length. Only values near zero are looked at: every recording
/// passes there, few waves are told apart, and the rounding of large floating point numbers is not met.
bool isAmplified(const Samples& samples) {
    constexpr std::int32_t kNear = 4096;
    constexpr std::uint64_t kEnough = 200;
    constexpr double kLongestStep = 64;
    constexpr double kAtOnePlace = 0.15;  ///< steps from about 1.18 on
    constexpr double kBeyondChance = 6;   ///< times what as many samples without a step do
    std::vector<double> counts(2 * kNear + 1);
    double all = 0;
    samples.visit([&](auto values) {
        for (const auto value : values) {
            if (value != 0 && std::abs(std::int64_t{value}) <= kNear) {
                ++counts[static_cast<std::size_t>(value + kNear)];
                ++all;
            }
        }
    });
    if (all < kEnough)
        return false;
    const double least = all * std::max(kAtOnePlace, kBeyondChance / std::sqrt(all));
    constexpr int kWaves = 4 * kNear;
    for (int wave = static_cast<int>(kWaves / kLongestStep); wave <= kWaves / 2; ++wave) {
        // Goertzel's recurrence: one multiplication a value.
        const double twice = 2 * std::cos(2 * std::numbers::pi * wave / kWaves);
        double last = 0;
        double before = 0;
        for (const auto count : counts) {
            const double next = count + twice * last - before;
            before = last;
            last = next;
        }
        if (last * last + before * before - twice * last * before >= least * least)
            return true;
    }
    return false;
}

base::Result<void> findRareValues(const Glimpse& glimpse, const Carrier& carrier, Structure& structure) {
    const auto& info = carrier.info();
    if (carrier.samples().width() == Samples::Width::kSigned32) {
        if (isAmplified(carrier.samples()))
            return refuse(Regularity::kGaps);
        return {};
    }
    structure.first = info.minimum;
    const auto histograms = histogramsOf(
        carrier, info.minimum, static_cast<std::size_t>(std::int64_t{info.maximum} - info.minimum + 1));
    for (const auto& counts : histograms)
        structure.barred.push_back(barredIn(counts));
    if (glimpse.shareOf([&](std::uint32_t channel, std::int32_t value) {
            return structure.barred[channel][static_cast<std::size_t>(value - structure.first)];
        }) > kMostBarred)
        return refuse(Regularity::kGaps);
    return {};
}

}  // namespace

std::string_view wordsFor(Regularity regularity) {
    switch (regularity) {
        case Regularity::kFewerBits:
            return "its lowest bits are all alike: it was made from fewer bits";
        case Regularity::kGreyInColour:
            return "its red, green and blue are the same: it is grey, saved as colour";
        case Regularity::kSameChannels:
            return "its channels say the same: it is one channel, saved as several";
        case Regularity::kGaps:
            return "values are missing between those that occur: it was stretched, amplified or saved again";
        case Regularity::kFewColours:
            return "it has few colours, as from a palette or a drawing";
        case Regularity::kFlat:
            return "nearly nothing happens in it: silence, or one surface";
        case Regularity::kEnlarged:
            return "its pixels or samples are there several times: it was enlarged";
        case Regularity::kRepeats:
            return "pieces of it are there several times: it was put together of copies";
        case Regularity::kInterpolated:
            return "half of its pixels or samples follow from those beside them: it was enlarged";
        case Regularity::kDerived:
            return "one of its channels follows from the others";
        case Regularity::kWasJpeg:
            return "it was a JPEG: its blocks are still those of one";
        case Regularity::kOwnChecksum:
            return "its file holds a checksum or signature of its content";
        case Regularity::kOtherPicture:
            return "it holds another picture, or a preview of itself";
    }
    return "";
}

void Structure::keep(const Carrier& carrier, Costs& costs) const {
    const auto& samples = carrier.samples();
    const auto take = [&](std::size_t i) { costs[i] = kTaken; };
    if (carrier.info().kind == CarrierKind::kJpeg) {
        const auto& components = static_cast<const JpegCarrier&>(carrier).components();
        for (std::size_t c = 0; c < components.size(); ++c) {
            const auto count = components[c].energy.size() * kJpegElements;
            for (std::size_t j = 0; j < count; ++j) {
                const auto i = components[c].first + j;
                const auto at = samples[i] - first;
                const auto& table = barred[c * kJpegElements + j % kJpegElements];
                if (still[c] ||
                    (at >= 0 && std::cmp_less(at, table.size()) && table[static_cast<std::size_t>(at)]))
                    take(i);
            }
        }
        return;
    }
    const std::size_t channels = carrier.info().channels;
    constexpr std::size_t kPieceFrames = std::size_t{1} << 18;
    const auto frames = samples.size() / channels;
    std::vector<std::vector<std::uint8_t>> tables;
    for (const auto& each : barred)
        tables.emplace_back(each.begin(), each.end());
    (void)base::parallelFor(
        (frames + kPieceFrames - 1) / kPieceFrames, [&](std::size_t piece) -> base::Result<void> {
            const auto begin = piece * kPieceFrames;
            const auto end = std::min(frames, begin + kPieceFrames);
            samples.visit([&](auto values) {
                for (std::size_t c = 0; c < channels; ++c) {
                    if (still[c]) {
                        for (auto f = begin; f < end; ++f)
                            take(f * channels + c);
                    } else if (!tables.empty()) {
                        const auto* const table = tables[c].data();
                        for (auto i = begin * channels + c; i < end * channels; i += channels)
                            costs[i] = table[values[i] - first] != 0 ? kTaken : costs[i];
                    }
                }
                for (const auto& [a, b] : alike) {
                    for (auto f = begin; f < end; ++f) {
                        const auto one = values[f * channels + a];
                        const auto other = values[f * channels + b];
                        if (one == other || one == -other) {
                            take(f * channels + a);
                            take(f * channels + b);
                        }
                    }
                }
            });
            return {};
        });
}

base::Result<Structure> findStructure(const Carrier& carrier) {
    if (carrier.info().bond == Bond::kOwnChecksum)
        return refuse(Regularity::kOwnChecksum);
    if (carrier.info().bond == Bond::kOtherPicture)
        return refuse(Regularity::kOtherPicture);
    if (carrier.info().kind == CarrierKind::kJpeg)
        return structureOfJpeg(static_cast<const JpegCarrier&>(carrier));
    const Glimpse glimpse(carrier);
    Structure structure;
    std::vector<double> moving;
    for (std::uint32_t c = 0; c < carrier.info().channels; ++c) {
        moving.push_back(glimpse.movingShare(c));
        structure.still.push_back(moving.back() < kStillShare);
    }
    if (std::ranges::all_of(structure.still, std::identity()))
        return refuse(Regularity::kFlat);
    if (glimpse.isOfFewerBits())
        return refuse(Regularity::kFewerBits);
    MEDVEIL_TRY(findAlike(glimpse, carrier, structure));
    if (glimpse.isOfFewColours())
        return refuse(Regularity::kFewColours);
    if (glimpse.isEnlarged())
        return refuse(Regularity::kEnlarged);
    if (glimpse.isInterpolated())
        return refuse(Regularity::kInterpolated);
    MEDVEIL_TRY(findRareValues(glimpse, carrier, structure));
    if (channelsFollow(carrier, structure.still))
        return refuse(Regularity::kDerived);
    if (wasJpeg(carrier))
        return refuse(Regularity::kWasJpeg);
    const auto liveliest = std::ranges::max_element(moving) - moving.begin();
    if (repeatsItself(carrier, static_cast<std::uint32_t>(liveliest)))
        return refuse(Regularity::kRepeats);
    return structure;
}

}  // namespace medveil::stego
