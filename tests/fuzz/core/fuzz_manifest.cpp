#include <algorithm>
#include <cstdint>

#include "core/format/manifest.h"

template <class Container>
static void expectSame(const Container& again, medveil::base::ByteView bytes) {
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()))
        __builtin_trap();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace medveil::format;
    const medveil::base::ByteView bytes(data, size);
    if (const auto manifest = decodeManifest(bytes))
        expectSame(encodeManifest(*manifest), bytes);
    if (const auto body = decodeBody(bytes))
        expectSame(encodeBody(*body), bytes);
    if (const auto receipt = decodeReceipt(bytes))
        expectSame(encodeReceipt(*receipt), bytes);
    return 0;
}
