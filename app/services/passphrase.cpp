#include "app/services/passphrase.h"

#include <algorithm>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <zxcvbn.h>

namespace medveil::app {

namespace {

using WipedUtf16 = std::vector<UChar, base::WipingAllocator<UChar>>;

/// Nothing where it is no UTF-8.
base::WipedBytes inForm(base::ByteView text, const UNormalizer2* form) {
    // UAX 15: no text grows by more than four in either form; UTF-16 takes at most three bytes a unit.
    constexpr std::size_t kGrowth = 4;
    constexpr std::size_t kBytes = 3;
    WipedUtf16 wide(text.size() + 1);
    UErrorCode problem = U_ZERO_ERROR;
    int32_t size = 0;
    u_strFromUTF8(wide.data(), static_cast<int32_t>(wide.size()), &size,
                  reinterpret_cast<const char*>(text.data()), static_cast<int32_t>(text.size()), &problem);
    WipedUtf16 formed(wide.size() * kGrowth);
    const auto formedSize = unorm2_normalize(form, wide.data(), size, formed.data(),
                                             static_cast<int32_t>(formed.size()), &problem);
    base::WipedBytes bytes(formed.size() * kBytes);
    u_strToUTF8(reinterpret_cast<char*>(bytes.data()), static_cast<int32_t>(bytes.size()), &size,
                formed.data(), formedSize, &problem);
    bytes.resize(U_FAILURE(problem) != 0 ? 0 : static_cast<std::size_t>(size));
    return bytes;
}

/// What editors write in front of a text and nobody types.
base::ByteView withoutMark(base::ByteView text) {
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    return base::asText(text).starts_with(kMark) ? text.subspan(kMark.size()) : text;
}

}  // namespace

base::SecretBytes normalisedPassphrase(base::ByteView given) {
    const auto typed = withoutMark(given);
    UErrorCode problem = U_ZERO_ERROR;
    const auto normal = inForm(typed, unorm2_getNFCInstance(&problem));
    return base::SecretBytes::copyOf(normal.empty() ? typed : base::ByteView(normal));
}

std::vector<base::SecretBytes> passphraseSpellings(base::ByteView typed) {
    std::vector<base::SecretBytes> spellings;
    const auto add = [&spellings](base::ByteView spelling) {
        const bool known = std::ranges::any_of(spellings, [&](const base::SecretBytes& other) {
            return base::equalConstantTime(other.view(), spelling);
        });
        if (!known && !spelling.empty())
            spellings.push_back(base::SecretBytes::copyOf(spelling));
    };
    add(normalisedPassphrase(typed).view());
    UErrorCode problem = U_ZERO_ERROR;
    const auto* const nfc = unorm2_getNFCInstance(&problem);
    const auto* const nfd = unorm2_getNFDInstance(&problem);
    add(withoutMark(typed));
    add(inForm(withoutMark(typed), nfd));
    // With the mark, as earlier versions took it from a file.
    add(inForm(typed, nfc));
    add(typed);
    add(inForm(typed, nfd));
    return spellings;
}

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
