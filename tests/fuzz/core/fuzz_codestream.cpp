#include <algorithm>
#include <cstdint>

#include "core/imaging/decoder/codestream.h"
#include "core/imaging/decoder/icc_profile.h"
#include "core/imaging/decoder/rle_codestream.h"

namespace {

using namespace medveil;

/// What was made anew is understood, and making it anew changes nothing: nothing is left to be taken out.
template <class Clean>
void check(base::ByteView data, Clean clean) {
    const auto once = clean(data);
    if (!once)
        return;
    const auto twice = clean(*once);
    if (!twice || *twice != *once)
        __builtin_trap();
}

template <class Clean>
auto bytesOf(Clean clean) {
    return [clean](base::ByteView data) -> base::Result<base::Bytes> {
        auto cleaned = clean(data);
        if (!cleaned)
            return base::fail(std::move(cleaned).error());
        return std::move(cleaned->bytes);
    };
}

}  // namespace

// Any bytes as a codestream of each family or as a colour profile: cleaned or refused. The first byte
// chooses.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace medveil::imaging;
    if (size == 0)
        return 0;
    const base::ByteView stream(data + 1, size - 1);
    switch (data[0] % 5) {
        case 0:
            check(stream, bytesOf([](base::ByteView in) { return cleanJpeg(in, JpegFamily::kJpeg); }));
            break;
        case 1:
            check(stream, bytesOf([](base::ByteView in) { return cleanJpeg(in, JpegFamily::kJpegLs); }));
            break;
        case 2:
            check(stream, bytesOf(cleanJpeg2000));
            break;
        case 3:
            check(stream, cleanIccProfile);
            break;
        default:
            for (const bool withSign : {false, true})
                check(stream, [withSign](base::ByteView in) {
                    return cleanRle(in, {4, 4, 1, {16, 12, 11, withSign}});
                });
    }
    return 0;
}
