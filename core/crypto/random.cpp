#include "core/crypto/random.h"

#include <sodium.h>

namespace medveil::crypto {

void fillRandom(base::MutableByteView bytes) {
    if (!bytes.empty())
        randombytes_buf(bytes.data(), bytes.size());
}

std::uint32_t randomBelow(std::uint32_t bound) {
    return randombytes_uniform(bound);
}

SymmetricKey randomKey() {
    SymmetricKey key;
    fillRandom(key.mutableView());
    return key;
}

}  // namespace medveil::crypto
