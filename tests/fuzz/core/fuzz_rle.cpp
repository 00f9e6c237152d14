#include <cstdint>

#include "core/imaging/decoder/rle.h"

using namespace medveil;

// A frame of RLE: it becomes as many samples as were asked for, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    const std::size_t pixels = data[0] * std::size_t{17} + 1;
    const std::size_t channels = (data[1] & 1U) != 0 ? 3 : 1;
    const auto bytes = std::size_t{1} << (data[1] >> 1 & 1U);
    const auto samples = imaging::decodeRle({data + 2, size - 2}, pixels, channels, bytes);
    if (samples && samples->size() != pixels * channels * bytes)
        __builtin_trap();
    return 0;
}
