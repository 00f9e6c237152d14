#include <algorithm>
#include <cstdint>

#include "stego/reversible/expansion.h"
#include "tests/support/memory_carrier.h"

using namespace medveil;

namespace {

test::MemoryCarrier pictureOf(std::uint32_t width, std::uint32_t bits, base::ByteView values) {
    test::MemoryCarrier picture(width, static_cast<std::uint32_t>(values.size() / width), 1, bits);
    for (std::size_t i = 0; i < picture.samples().size(); ++i)
        picture.samples().set(i, values[i] & picture.info().maximum);
    return picture;
}

}  // namespace

// A picture that says it carries something, with whatever header; and one that is made to carry and given
// back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4)
        return 0;
    // Narrow pictures have much of an outermost line, where the header is, and little else to go through.
    constexpr std::size_t kMostPixels = 1200;
    const std::uint32_t width = 3U + data[0] % 16;
    const std::uint32_t bits = 2U + data[1] % 7;
    const base::ByteView values(data + 3, std::min(size - 3, kMostPixels));
    if (values.size() < width * 3)
        return 0;
    base::NullTaskContext task;
    auto hostile = pictureOf(width, bits, values);
    (void)stego::contract(hostile, task);

    auto picture = pictureOf(width, bits, values);
    const auto original = picture.samples();
    const base::Bytes payload(data[2] % 8, data[2]);
    if (!stego::expand(picture, payload, {}, task)) {
        if (!(picture.samples() == original))
            __builtin_trap();
        return 0;
    }
    const auto found = stego::contract(picture, task);
    if (!found || *found != payload || !(picture.samples() == original))
        __builtin_trap();
    return 0;
}
