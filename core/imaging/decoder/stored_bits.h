// From the words of a file to stored values (PS3.5, 8.1.1): where the value stands in its word, and its sign.
// Pure functions.
#pragma once

#include "core/imaging/model/image.h"

namespace medveil::imaging {

struct StoredBits {
    SampleType type = SampleType::kU8;
    std::uint32_t stored = 8;
    std::uint32_t highBit = 7;
};

/// Every sample becomes its value, with the sign that its highest stored bit says; what else is in the word
/// goes. Floating point stays as it is.
void keepStoredBits(base::Bytes& samples, const StoredBits& bits);

/// Whether nothing stands above the stored bits but zeros or the sign; for a high bit right below it.
bool holdsOnlyStored(const base::Bytes& samples, const StoredBits& bits);

/// Samples of 1 to 16 bits that stand one behind the other, lowest bit first, each in a word of `type` (U8 or
/// U16). There must be enough of them from `firstBit` on.
base::Bytes unpackedBits(base::ByteView packed, std::uint64_t firstBit, std::size_t count,
                         std::uint32_t width);

}  // namespace medveil::imaging
