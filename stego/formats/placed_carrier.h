// Carriers whose samples stand in the file as plain numbers: they are read and patched where they stand, so
// that every other byte stays as it is. Values; one thread.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// Where the samples stand: rows anywhere, pixels (or frames of sound) at equal distances, the channels that
/// carry at the beginning of each.
struct Placement {
    std::vector<std::size_t> rows;  ///< first byte of each, from the top of the picture; for sound, one
    std::size_t pixelBytes = 1;     ///< from one pixel to the next
    std::size_t sampleBytes = 1;    ///< 1 to 4
    bool bigEndian = false;
    bool withSign = false;
    bool bitsReversed = false;  ///< in each byte the highest bit stands where the lowest belongs
    base::Bytes mark;  ///< of the format: what says that the file carries data; none where it has no place
    std::size_t markAt = 0;  ///< before this byte it is put in, or stands already
};

/// `info` with kind, width, height, channels and bits; minimum and maximum follow. kCoverDamaged when a row
/// leaves the file or the rows together are more than the file (they overlap).
base::Result<std::unique_ptr<Carrier>> makePlacedCarrier(base::Bytes file, const CarrierInfo& info,
                                                         Placement placement);

}  // namespace medveil::stego
