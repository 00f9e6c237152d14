#include <algorithm>
#include <cstdint>

#include "core/share/folder_share.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const medveil::base::ByteView bytes(data, size);
    (void)medveil::share::parseMarker(bytes);
    if (const auto file = medveil::share::parseBlobName(medveil::base::asText(bytes))) {
        if (medveil::base::toBase32(file->digest.view()) + "." + file->ending != medveil::base::asText(bytes))
            __builtin_trap();
    }
    return 0;
}
