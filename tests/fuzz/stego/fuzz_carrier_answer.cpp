#include <cstdint>

#include "stego/carrier/carrier_protocol.h"

using namespace medveil;

// What a decoding helper that a hostile file has taken over may say of a cover.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint64_t kFileBytes = 1000;
    const auto head = stego::decodeHead({data, size}, kFileBytes);
    if (!head)
        return 0;
    if (stego::encodeHead(*head).size() != size || head->samples > stego::mostSamplesFor(kFileBytes))
        __builtin_trap();
    stego::Samples samples(head->width);
    samples.resize(static_cast<std::size_t>(std::min<std::uint64_t>(head->samples, 4096)));
    const auto raw = samples.raw();
    for (std::size_t i = 0; i < raw.size(); ++i)
        raw[i] = data[i % size];
    (void)stego::checkSamples(head->info, samples);
    return 0;
}
