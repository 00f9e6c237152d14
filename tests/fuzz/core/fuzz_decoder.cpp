#include <cstdint>

#include "core/imaging/decoder/decoder.h"
#include "core/imaging/decoder/deidentify.h"
#include "core/imaging/decoder/raw_pixels.h"
#include "core/imaging/decoder/subject_reader.h"

using namespace medveil;

// What the helper does with a hostile file, without its sandbox: open, decode the first frames, list,
// de-identify.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool kPrepared = (imaging::prepareDecoders(), true);
    (void)kPrepared;
    const base::ByteView file(data, size);
    if (const auto decoder = imaging::openDecoder(file)) {
        const auto& info = (*decoder)->info();
        constexpr std::uint64_t kLargest = 1U << 20;  // time goes into the parsers, not into filling memory
        if (std::uint64_t{info.columns} * info.rows * info.channels < kLargest) {
            (void)(*decoder)->frame(0);
            (void)(*decoder)->frame(info.frames - 1);
        }
        (void)(*decoder)->elements();
    }
    (void)imaging::locateRawPixels(file);
    (void)imaging::unpack(file);
    (void)imaging::subjectsOf(file);
    const imaging::DeidentifyPlan plan{imaging::keep::kShiftedDates, base::Bytes(32), false};
    (void)imaging::deidentify(file, plan);
    return 0;
}
