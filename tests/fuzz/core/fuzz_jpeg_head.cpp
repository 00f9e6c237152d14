#include <cstdint>

#include "core/imaging/decoder/jpeg_head.h"

using namespace medveil;

// What a codestream says of itself lies within it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView stream(data, size);
    const auto head = imaging::readJpegHead(stream);
    if (!head)
        return 0;
    if (head->scanAt > size || head->components.empty())
        __builtin_trap();
    (void)imaging::hasEnd(stream, *head);
    return 0;
}
