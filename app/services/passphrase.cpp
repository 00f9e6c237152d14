#include "app/services/passphrase.h"

#include <algorithm>

#include <zxcvbn.h>

namespace medveil::app {

PassphraseStrength passphraseStrength(base::ByteView passphrase) {
    if (passphrase.size() < kLeastPassphraseBytes)
        return PassphraseStrength::kTooShort;
    // zxcvbn's time grows fast with length; the first hundred bytes of a longer passphrase are judgement
    // enough.
    base::WipedBytes text(
        passphrase.begin(),
        passphrase.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(passphrase.size(), 100)));
    text.push_back(0);
    static const char* const kOwnWords[] = {"medveil", "hospital", "doctor", "nurse",
                                            "patient", "ward",     nullptr};
    // The library's interface is not const-correct; it does not write to the list.
    const double bits =
        ZxcvbnMatch(reinterpret_cast<const char*>(text.data()), const_cast<const char**>(kOwnWords), nullptr);
    // Argon2id costs an attacker most of a second a guess: 2^50 of them are centuries on a thousand machines.
    if (bits < 35)
        return PassphraseStrength::kVeryWeak;
    if (bits < 50)
        return PassphraseStrength::kWeak;
    return bits < 70 ? PassphraseStrength::kGood : PassphraseStrength::kStrong;
}

}  // namespace medveil::app
