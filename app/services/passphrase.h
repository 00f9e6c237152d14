// How good a passphrase is, by zxcvbn. Pure function; any thread.
#pragma once

#include "core/base/bytes.h"

namespace medveil::app {

enum class PassphraseStrength : std::uint8_t { kTooShort, kVeryWeak, kWeak, kGood, kStrong };

inline constexpr std::size_t kLeastPassphraseBytes = 10;

PassphraseStrength passphraseStrength(base::ByteView passphrase);
/// What a profile may be protected with: nothing below it is accepted anywhere.
inline bool isEnough(PassphraseStrength strength) {
    return strength >= PassphraseStrength::kGood;
}

}  // namespace medveil::app
