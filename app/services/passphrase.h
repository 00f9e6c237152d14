// Passphrases: how good one is, by zxcvbn, and one spelling for what looks the same. Pure functions; any
// thread.
#pragma once

#include <vector>

#include "core/base/secret.h"

namespace medveil::app {

enum class PassphraseStrength : std::uint8_t { kTooShort, kVeryWeak, kWeak, kGood, kStrong };

inline constexpr std::size_t kLeastPassphraseBytes = 10;

/// In Unicode's NFC, so that the same keys on another keyboard, system or terminal give the same bytes. What
/// is no UTF-8 stays as it is. A byte order mark in front, which editors write and keyboards do not, is left
/// out. Whatever is protected with a passphrase from now on is protected with this.
base::SecretBytes normalisedPassphrase(base::ByteView typed);
/// All that `typed` may have been stored as, the likeliest first: normalised; as it is, for what was made
/// before; and decomposed (NFD), as some keyboards and file systems write; then the same with the byte order
/// mark that it came with. One for ASCII, each once.
std::vector<base::SecretBytes> passphraseSpellings(base::ByteView typed);

PassphraseStrength passphraseStrength(base::ByteView passphrase);
/// What a profile may be protected with: nothing below it is accepted anywhere.
inline bool isEnough(PassphraseStrength strength) {
    return strength >= PassphraseStrength::kGood;
}

}  // namespace medveil::app
