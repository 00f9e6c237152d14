// The pixel rows of a PNG as its IDAT chunks, filtered as before and compressed as before, on all cores. Pure
// functions.
#pragma once

#include "stego/carrier/png_habits.h"

namespace medveil::stego {

struct PngShape {
    std::size_t width = 0;
    std::size_t height = 0;
    std::size_t pixelBytes = 1;
    bool interlaced = false;
};

/// Bytes of each row with its filter, in the file's order: of an interlaced picture pass by pass.
std::vector<std::size_t> rowLengths(const PngShape& shape);

/// PNG (third edition) chapters 8 to 11. `rows` are the picture's rows without filter bytes, 16-bit samples
/// big endian.
base::Result<base::Bytes> encodePngRows(base::ByteView rows, const PngShape& shape, const PngHabits& habits);

}  // namespace medveil::stego
