#include "stego/embed/regularities.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace medveil::stego {

namespace {

constexpr std::size_t kSamplesLookedAt = 1'000'000;
constexpr std::size_t kBandRows = 24;
constexpr std::size_t kBandFrames = 24'000;
constexpr double kNearlyAll = 0.999;
constexpr std::size_t kPaletteColours = 256;

double shareOfAll(std::uint64_t part, std::uint64_t all) {
    return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace

Glimpse::Glimpse(const Carrier& carrier) : m_info(carrier.info()), m_sound(isSound(carrier.info().kind)) {
    const auto& samples = carrier.samples();
    const std::size_t channels = m_info.channels;
    // A sound is one long row: its bands are pieces of it.
    const std::size_t rowPixels = m_sound ? std::min<std::size_t>(kBandFrames, m_info.width) : m_info.width;
    const std::size_t rows = m_sound ? m_info.width / rowPixels : m_info.height;
    const auto bandRows = m_sound ? 1 : std::min(kBandRows, rows);
    const auto bandSamples = bandRows * rowPixels * channels;
    const auto places = rows / bandRows;
    const auto count = std::clamp<std::size_t>(kSamplesLookedAt / bandSamples, 1, places);
    for (std::size_t i = 0; i < count; ++i) {
        Band band{bandRows, rowPixels, std::vector<std::int32_t>(bandSamples)};
        const auto begin = (2 * i + 1) * places / (2 * count) * bandSamples;
        samples.visit([&](auto values) {
            for (std::size_t k = 0; k < bandSamples; ++k)
                band.samples[k] = values[begin + k];
        });
        m_bands.push_back(std::move(band));
    }
}

/// visit(pixel, before): pointers to the channels of a pixel that differs from the one before it, and of
/// that.
template <class Visit>
void Glimpse::eachMoving(Visit visit) const {
    const std::size_t channels = m_info.channels;
    for (const auto& band : m_bands) {
        for (std::size_t row = 0; row < band.rows; ++row) {
            const auto* at = band.samples.data() + row * band.pixels * channels;
            for (std::size_t x = 1; x < band.pixels; ++x) {
                at += channels;
                if (!std::equal(at, at + channels, at - channels))
                    visit(at, at - channels);
            }
        }
    }
}

double Glimpse::movingShare(std::uint32_t channel) const {
    std::uint64_t moving = 0;
    std::uint64_t all = 0;
    eachMoving([&](const std::int32_t* at, const std::int32_t* before) {
        moving += at[channel] != before[channel];
    });
    for (const auto& band : m_bands)
        all += band.rows * (band.pixels - 1);
    return shareOfAll(moving, all);
}

double Glimpse::shareOf(const std::function<bool(std::uint32_t channel, std::int32_t value)>& holds) const {
    std::uint64_t held = 0;
    std::uint64_t all = 0;
    eachMoving([&](const std::int32_t* at, const std::int32_t* before) {
        for (std::uint32_t c = 0; c < m_info.channels; ++c) {
            if (at[c] == before[c])
                continue;
            ++all;
            held += holds(c, at[c]);
        }
    });
    return shareOfAll(held, all);
}

double Glimpse::alikeShare(std::uint32_t a, std::uint32_t b) const {
    constexpr std::int32_t kSilent = 2;  ///< so near to nothing channels are alike by chance
    constexpr std::uint64_t kFew = 1000;
    std::uint64_t alike = 0;
    std::uint64_t all = 0;
    eachMoving([&](const std::int32_t* at, const std::int32_t*) {
        if (std::abs(std::int64_t{at[a]}) <= kSilent)
            return;
        ++all;
        alike += at[a] == at[b] || std::abs(std::int64_t{at[a]} + at[b]) <= 1;
    });
    return all < kFew ? 0 : shareOfAll(alike, all);
}

double Glimpse::greyShare() const {
    std::uint64_t grey = 0;
    std::uint64_t all = 0;
    eachMoving([&](const std::int32_t* at, const std::int32_t*) {
        ++all;
        grey += at[0] == at[1] && at[1] == at[2];
    });
    return shareOfAll(grey, all);
}

bool Glimpse::isOfFewerBits() const {
    if (lowestBitsAlike() || neighboursNeverOccur())
        return true;
    if (m_info.bits != 16 || m_sound)
        return false;
    for (std::uint32_t depth = 8; depth < 16; ++depth) {
        if (isOfDepth(depth))
            return true;
    }
    return false;
}

bool Glimpse::lowestBitsAlike() const {
    // Floating point numbers as 32 bits: the larger, the more bits are empty.
    constexpr std::int64_t kBeyondFloats = std::int64_t{1} << 25;
    constexpr std::uint64_t kEnough = 1000;
    std::uint64_t all = 0;
    std::uint64_t odd = 0;
    std::uint64_t large = 0;
    std::uint64_t largeOdd = 0;
    for (const auto& band : m_bands) {
        for (const auto sample : band.samples) {
            ++all;
            odd += (sample & 1) != 0;
            const bool isLarge = std::abs(std::int64_t{sample}) >= kBeyondFloats;
            large += isLarge;
            largeOdd += isLarge && (sample & 1) != 0;
        }
    }
    return shareOfAll(odd, all) >= kNearlyAll || shareOfAll(all - odd, all) >= kNearlyAll ||
           (large >= kEnough && shareOfAll(large - largeOdd, large) >= kNearlyAll);
}

/// Whether a picture's samples of 16 bits are all that numbers of `depth` bits become: their bits repeated,
/// or the nearest of as many equal parts of the whole range.
bool Glimpse::isOfDepth(std::uint32_t depth) const {
    const std::int64_t most = (std::int64_t{1} << depth) - 1;
    std::uint64_t all = 0;
    std::uint64_t repeated = 0;
    std::uint64_t scaled = 0;
    const auto offset = m_info.minimum;
    for (const auto& band : m_bands) {
        for (const auto sample : band.samples) {
            const auto value = std::int64_t{sample} - offset;
            const auto top = value >> (16 - depth);
            ++all;
            repeated += (top << (16 - depth) | top >> (2 * depth - 16)) == value;
            const auto nearest = (value * most + 32767) / 65535;
            const auto back = nearest * 65535;
            scaled += back / most == value || (back + most / 2) / most == value;
        }
    }
    return shareOfAll(repeated, all) >= kNearlyAll || shareOfAll(scaled, all) >= kNearlyAll;
}

/// Of the values 2m and 2m + 1 only one ever occurs, though often: steps between them are wider than one.
bool Glimpse::neighboursNeverOccur() const {
    constexpr std::uint64_t kOften = 8;
    constexpr double kOnlyOne = 0.98;
    constexpr double kEnough = 0.5;
    std::uint64_t all = 0;
    std::uint64_t often = 0;
    std::uint64_t larger = 0;
    std::vector<std::int32_t> values;
    for (std::uint32_t c = 0; c < m_info.channels; ++c) {
        values.clear();
        eachMoving([&](const std::int32_t* at, const std::int32_t* before) {
            if (at[c] != before[c])
                values.push_back(at[c]);
        });
        std::ranges::sort(values);
        all += values.size();
        for (std::size_t i = 0; i < values.size();) {
            const auto pair = values[i] >> 1;
            std::uint64_t count[2] = {0, 0};
            for (; i < values.size() && values[i] >> 1 == pair; ++i)
                ++count[values[i] & 1];
            if (count[0] + count[1] < kOften)
                continue;
            often += count[0] + count[1];
            larger += std::max(count[0], count[1]);
        }
    }
    return shareOfAll(often, all) >= kEnough && shareOfAll(larger, often) >= kOnlyOne;
}

bool Glimpse::isOfFewColours() const {
    if (m_sound || m_info.channels != 3)
        return false;
    std::vector<std::uint64_t> colours;
    eachMoving([&](const std::int32_t* at, const std::int32_t*) {
        const auto channel = [at](int c) {
            return static_cast<std::uint64_t>(static_cast<std::uint16_t>(at[c]));
        };
        colours.push_back(channel(0) << 32 | channel(1) << 16 | channel(2));
    });
    std::ranges::sort(colours);
    std::vector<std::uint64_t> counts;
    for (std::size_t i = 0; i < colours.size();) {
        const auto begin = i;
        while (i < colours.size() && colours[i] == colours[begin])
            ++i;
        counts.push_back(i - begin);
    }
    std::ranges::sort(counts, std::greater<>());
    std::uint64_t covered = 0;
    for (std::size_t i = 0; i < std::min(kPaletteColours, counts.size()); ++i)
        covered += counts[i];
    return shareOfAll(covered, colours.size()) >= kNearlyAll;
}

bool Glimpse::isEnlarged() const {
    return columnsRepeat() || (!m_sound && rowsRepeat());
}

/// Many a column (or sample of a sound, by its place in groups of 2, 3 and 4) is everywhere as the one before
/// it, between others that are not.
bool Glimpse::columnsRepeat() const {
    const std::size_t channels = m_info.channels;
    const auto repeats = [channels](const std::int32_t* at) {
        return std::equal(at, at + channels, at - channels);
    };
    if (m_sound) {
        for (const std::size_t group : {2U, 3U, 4U, 6U}) {
            std::vector<std::uint64_t> same(group);
            std::uint64_t each = 0;
            for (const auto& band : m_bands) {
                for (std::size_t f = group; f + group <= band.pixels; f += group, ++each)
                    for (std::size_t r = 0; r < group; ++r)
                        same[r] += repeats(band.samples.data() + (f + r) * channels);
            }
            std::ranges::sort(same);
            if (each > 0 && shareOfAll(same[1], each) >= kNearlyAll && shareOfAll(same[0], each) < kNearlyAll)
                return true;
        }
        return false;
    }
    std::vector<std::uint64_t> same(m_info.width);
    std::uint64_t rows = 0;
    for (const auto& band : m_bands) {
        rows += band.rows;
        for (std::size_t y = 0; y < band.rows; ++y)
            for (std::size_t x = 1; x < band.pixels; ++x)
                same[x] += repeats(band.samples.data() + (y * band.pixels + x) * channels);
    }
    // A margin is no enlargement: what counts lies between columns that are new.
    const auto isNew = [&](std::uint64_t count) { return shareOfAll(count, rows) < 0.99; };
    auto first = std::ranges::find_if(same.begin() + 1, same.end(), isNew);
    const auto last = std::find_if(same.rbegin(), std::make_reverse_iterator(first), isNew).base();
    const auto all = last - first;
    const auto old = all - std::count_if(first, last, isNew);
    std::size_t runs = 0;
    for (; first + 1 < last; ++first)
        runs += isNew(first[0]) && !isNew(first[1]);
    return runs >= 8 && old * 10 >= all;
}

/// Many a row is as the one above it.
bool Glimpse::rowsRepeat() const {
    const std::size_t channels = m_info.channels;
    std::uint64_t rows = 0;
    std::uint64_t old = 0;
    for (const auto& band : m_bands) {
        const auto length = band.pixels * channels;
        for (std::size_t y = 1; y < band.rows; ++y) {
            const auto* const at = band.samples.data() + y * length;
            std::size_t same = 0;
            std::size_t moving = 0;
            for (std::size_t i = channels; i < length; ++i) {
                const bool moves = at[i] != at[i - channels];
                moving += moves;
                same += moves && at[i] == at[i - length];
            }
            // Of an even row nothing can be said.
            if (moving * 50 < length)
                continue;
            ++rows;
            old += shareOfAll(same, moving) >= 0.99;
        }
    }
    return rows >= 8 && old * 10 >= rows;
}

/// Whether `law` (of a sample, and how far the next one is) holds at nearly all even places of a row or
/// column and not at the odd ones, or the other way round. Bands begin at even rows.
template <class Law>
bool Glimpse::holdsAtEveryOther(std::size_t before, std::size_t behind, double least, Law law) const {
    constexpr std::uint64_t kEnough = 1000;
    constexpr double kHoldsNot = 0.9;
    const std::size_t channels = m_info.channels;
    for (const bool vertical : {false, true}) {
        if (vertical && m_sound)
            break;
        std::array<std::uint64_t, 4> all{};
        std::array<std::uint64_t, 4> held{};
        for (const auto& band : m_bands) {
            const auto step = static_cast<std::ptrdiff_t>(vertical ? band.pixels * channels : channels);
            const auto rows = vertical ? band.rows - std::min(band.rows, behind) : band.rows;
            const auto pixels = vertical ? band.pixels : band.pixels - std::min(band.pixels, behind);
            for (auto y = vertical ? before : 0; y < rows; ++y) {
                for (auto x = vertical ? 0 : before; x < pixels; ++x) {
                    const auto* at = band.samples.data() + (y * band.pixels + x) * channels;
                    const auto place = y % 2 * 2 + x % 2;
                    for (std::size_t c = 0; c < channels; ++c) {
                        const auto found = law(at + c, step);
                        all[place] += found.has_value();
                        held[place] += found.value_or(false);
                    }
                }
            }
        }
        for (std::size_t place = 0; place < all.size(); ++place) {
            const auto other = place ^ (vertical ? 2U : 1U);
            if (all[place] >= kEnough && shareOfAll(held[place], all[place]) >= least &&
                shareOfAll(held[other], all[other]) <= kHoldsNot)
                return true;
        }
    }
    return false;
}

bool Glimpse::isInterpolated() const {
    using Found = std::optional<bool>;
    // What hardly changes is the mean of what is beside it anyway.
    constexpr std::int64_t kApart = 3;
    constexpr std::int64_t kFarApart = 5;
    constexpr double kMostly = 0.98;
    return holdsAtEveryOther(1, 1, kMostly,
                             [](const std::int32_t* at, std::ptrdiff_t step) {
                                 const std::int64_t before = at[-step];
                                 const std::int64_t after = at[step];
                                 if (std::abs(before - after) < kApart)
                                     return Found();
                                 return Found(std::abs(2 * std::int64_t{*at} - before - after) <= 1);
                             }) ||
           // A quarter and three quarters of the way: of four in a row both outer pairs lead to one place.
           // Softer ways of enlarging come near to that, but not in nearly all places.
           holdsAtEveryOther(1, 2, kNearlyAll, [](const std::int32_t* at, std::ptrdiff_t step) {
               const std::int64_t first = at[-step];
               const std::int64_t last = at[2 * step];
               if (std::abs(first - last) < kFarApart)
                   return Found();
               return Found(std::abs(3 * (std::int64_t{at[0]} - at[step]) - first + last) <= 4);
           });
}

}  // namespace medveil::stego
