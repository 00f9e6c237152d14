#include <algorithm>
#include <cstdint>

#include "core/format/text_rules.h"
#include "core/identity/recovery_words.h"

// Whatever a file is called, the safe name passes the check, and words that open a kit give the same words
// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const medveil::base::ByteView bytes(data, size);
    const auto text = medveil::base::asText(bytes);
    if (!medveil::format::checkFileName(medveil::format::safeFileName(text)))
        __builtin_trap();
    (void)medveil::format::checkText(text, 4096);
    if (const auto secret = medveil::identity::secretFromWords(bytes)) {
        const auto words = medveil::identity::recoveryWords(*secret);
        if (!medveil::identity::secretFromWords(words.view()))
            __builtin_trap();
    }
    (void)medveil::identity::unknownWords(bytes);
    return 0;
}
