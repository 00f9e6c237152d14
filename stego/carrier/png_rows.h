// The pixel rows of a PNG as its IDAT chunks, filtered and compressed on all cores. Pure function.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::stego {

/// How a cover was written, as far as it shows from outside: what is written instead looks alike.
struct PngHabits {
    std::uint16_t zlibHeader = 0x789c;  ///< RFC 1950, CMF and FLG; the window that others reserve, too
    std::uint32_t chunkBytes = 8192;    ///< of each IDAT but the last
};

/// PNG (third edition) chapters 9 to 11. `rows` are whole rows without filter bytes, 16-bit samples big
/// endian, not interlaced; `pixelBytes` of a whole pixel.
base::Result<base::Bytes> encodePngRows(base::ByteView rows, std::size_t rowBytes, std::size_t pixelBytes,
                                        const PngHabits& habits);

}  // namespace medveil::stego
