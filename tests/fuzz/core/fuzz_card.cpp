#include <algorithm>
#include <cstdint>

#include "core/format/card.h"
#include "core/identity/contact_card.h"

// What is accepted must encode to the same bytes: one card, one file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const medveil::base::ByteView bytes(data, size);
    if (const auto card = medveil::format::decodeSignedCard(bytes)) {
        (void)medveil::identity::verifyCard(*card);
        const auto again = medveil::format::encodeSignedCard(*card);
        if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()) ||
            medveil::format::encodeCard(card->card) != card->body)
            __builtin_trap();
    }
    return 0;
}
