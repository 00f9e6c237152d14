// The operating system's random numbers, through libsodium. Safe from any thread; there is no seed to set.
#pragma once

#include "core/crypto/keys.h"

namespace medveil::crypto {

void fillRandom(base::MutableByteView bytes);
/// 0 <= result < bound, without bias.
std::uint32_t randomBelow(std::uint32_t bound);
SymmetricKey randomKey();

template <class Value>
Value randomValue() {
    Value value;
    fillRandom(value.bytes);
    return value;
}

}  // namespace medveil::crypto
