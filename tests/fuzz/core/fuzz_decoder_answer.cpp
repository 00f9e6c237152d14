#include <cstdint>

#include "core/imaging/protocol/decoder_protocol.h"

using namespace medveil;

// Answers of a decoding helper that a hostile file has taken over.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView bytes(data, size);
    if (const auto info = imaging::decodeInfo(bytes)) {
        if (imaging::encodeInfo(*info).size() != size)
            __builtin_trap();
    }
    (void)imaging::decodeElements(bytes);
    (void)imaging::decodeMasked(bytes);
    (void)imaging::decodeSealedPart(bytes);
    (void)imaging::decodeSubjects(bytes);
    (void)imaging::decodeDeidentified(bytes);
    if (const auto plan = imaging::decodeMaskPlan(bytes)) {
        constexpr std::uint32_t kSide = 64;
        (void)imaging::rasterise(*plan, kSide, kSide, 0, 16);
    }
    (void)imaging::decodeFrame(base::Bytes(data, data + size));
    return 0;
}
