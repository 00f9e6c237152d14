#include <algorithm>
#include <cstdint>

#include "core/access/audit_log.h"
#include "core/vault/key_slots.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const medveil::base::ByteView bytes(data, size);
    if (const auto slots = medveil::vault::decodeSlotFile(bytes))
        (void)medveil::vault::checkSlotFile(*slots, medveil::crypto::SymmetricKey());
    if (const auto entry = medveil::access::decodeEntry(bytes)) {
        const auto again = medveil::access::encodeEntry(*entry);
        if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()))
            __builtin_trap();
    }
    return 0;
}
