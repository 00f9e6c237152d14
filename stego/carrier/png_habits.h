// How a PNG was compressed, as far as its file tells: what is written instead of its pixel data is compressed
// alike, chunk for chunk. Plain values and pure functions.
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::stego {

/// Empty: as libpng writes.
struct PngHabits {
    std::uint16_t zlibHeader = 0x789c;  ///< RFC 1950, CMF and FLG
    std::vector<std::uint32_t> chunks;  ///< bytes of each IDAT
    std::vector<std::uint8_t> filters;  ///< of each row, of an interlaced picture pass by pass
    base::Bytes beginning;              ///< of the filtered rows, before compression
    base::Bytes deflated;               ///< the stream behind its header, as far as it says `beginning`
    bool whole = false;                 ///< `beginning` is all
};

/// Of the IDAT chunks, one behind the other. Filters are left out: see filtersOf().
PngHabits pngHabits(base::ByteView chunks);
/// The first bytes of all rows, which take so many bytes each with their filter. Empty where the stream does
/// not say so many.
std::vector<std::uint8_t> filtersOf(base::ByteView chunks, const std::vector<std::size_t>& rowBytes);

/// A way to make a deflate stream. libdeflate stands for every encoder that is not zlib.
struct DeflateMethod {
    bool libdeflate = false;
    int level = 6;
    int strategy = 0;
    int memory = 8;
    int window = 15;
};
/// The one that makes of `beginning` what is in the file, or what is nearest to it in size. `total`: bytes of
/// all filtered rows.
base::Result<DeflateMethod> methodOf(const PngHabits& habits, std::size_t total);

/// A whole raw deflate stream; `before` is what the stream may refer to, nothing or at most 32,768 bytes.
base::Result<base::Bytes> deflated(const DeflateMethod& method, base::ByteView data, base::ByteView before);

/// The stream as IDAT chunks: as many, or as long, as the cover's.
base::Bytes asChunks(const base::Bytes& stream, const PngHabits& habits);

}  // namespace medveil::stego
