#include <algorithm>
#include <cstdint>

#include "core/format/blob_header.h"
#include "core/format/cover_envelope.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace medveil::format;
    const medveil::base::ByteView bytes(data, size);
    if (const auto envelope = decodeEnvelope(bytes)) {
        const auto again = encodeEnvelope(*envelope);
        if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()))
            __builtin_trap();
    }
    if (auto header = decodeHeader(bytes)) {
        const auto clear = header->clear;
        encodeClear(*header);
        if (header->clear != clear)
            __builtin_trap();
    }
    return 0;
}
