#include "core/imaging/decoder/stored_bits.h"

#include <cstring>
#include <type_traits>

#include "core/imaging/model/sample_types.h"

namespace medveil::imaging {

namespace {

template <class Sample>
void keep(base::Bytes& samples, const StoredBits& bits) {
    constexpr auto kAll = static_cast<std::uint32_t>(8 * sizeof(Sample));
    using Bits = std::make_unsigned_t<Sample>;
    const auto up = kAll - 1 - bits.highBit;
    const auto down = kAll - bits.stored;
    if (up == 0 && down == 0)
        return;
    for (std::size_t i = 0; i + sizeof(Sample) <= samples.size(); i += sizeof(Sample)) {
        Bits word;
        std::memcpy(&word, samples.data() + i, sizeof word);
        // Up to the top of the word, and down again with the sign.
        const auto value = static_cast<Sample>(static_cast<Sample>(static_cast<Bits>(word << up)) >> down);
        std::memcpy(samples.data() + i, &value, sizeof value);
    }
}

template <class Sample>
bool holds(const base::Bytes& samples, const StoredBits& bits) {
    using Bits = std::make_unsigned_t<Sample>;
    auto kept = samples;
    keep<Sample>(kept, bits);
    const auto mask = static_cast<Bits>((std::uint64_t{1} << bits.stored) - 1);
    for (std::size_t i = 0; i + sizeof(Sample) <= samples.size(); i += sizeof(Sample)) {
        Bits word;
        Bits value;
        std::memcpy(&word, samples.data() + i, sizeof word);
        std::memcpy(&value, kept.data() + i, sizeof value);
        if (word != value && word != static_cast<Bits>(value & mask))
            return false;
    }
    return true;
}

/// The same with integers only; `otherwise` for floating point.
template <class Result, class Work>
Result withInteger(SampleType type, Result otherwise, Work work) {
    return withSampleType(type, [&](auto sample) -> Result {
        if constexpr (std::is_integral_v<decltype(sample)>)
            return work(sample);
        else
            return otherwise;
    });
}

}  // namespace

void keepStoredBits(base::Bytes& samples, const StoredBits& bits) {
    (void)withInteger(bits.type, true, [&](auto sample) {
        keep<decltype(sample)>(samples, bits);
        return true;
    });
}

bool holdsOnlyStored(const base::Bytes& samples, const StoredBits& bits) {
    return withInteger(bits.type, true, [&](auto sample) { return holds<decltype(sample)>(samples, bits); });
}

base::Bytes unpackedBits(base::ByteView packed, std::uint64_t firstBit, std::size_t count,
                         std::uint32_t width) {
    const std::size_t bytes = width > 8 ? 2 : 1;
    base::Bytes out(count * bytes);
    for (std::size_t i = 0; i < count; ++i) {
        unsigned value = 0;
        for (std::uint32_t b = 0; b < width; ++b) {
            const auto bit = firstBit + std::uint64_t{i} * width + b;
            value |= (unsigned{packed[static_cast<std::size_t>(bit / 8)]} >> (bit % 8) & 1U) << b;
        }
        out[i * bytes] = static_cast<base::Byte>(value);
        if (bytes == 2)
            out[i * bytes + 1] = static_cast<base::Byte>(value >> 8);
    }
    return out;
}

}  // namespace medveil::imaging
