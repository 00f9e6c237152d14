#include "core/base/text_fold.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace medveil::base {

namespace {

constexpr UChar32 kReplacement = 0xfffd;

/// Empty for what is no UTF-8, unless the text is empty itself.
icu::UnicodeString unicodeOf(std::string_view text) {
    auto wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    return wide.indexOf(kReplacement) >= 0 ? icu::UnicodeString() : wide;
}

icu::UnicodeString nfc(const icu::UnicodeString& text) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* const form = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error))
        return text;
    auto normal = form->normalize(text, error);
    return U_FAILURE(error) ? text : normal;
}

std::string utf8Of(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString foldedUnicode(std::string_view text) {
    auto wide = nfc(unicodeOf(text));
    wide.foldCase();
    return nfc(wide);
}

}  // namespace

std::string composed(std::string_view text) {
    auto wide = nfc(unicodeOf(text));
    if (wide.isEmpty())
        return std::string(text);
    // ICU's own trim leaves spaces that do not break.
    std::int32_t begin = 0;
    auto end = wide.length();
    while (begin < end && u_isUWhiteSpace(wide.charAt(begin)) != 0)
        ++begin;
    while (begin < end && u_isUWhiteSpace(wide.charAt(end - 1)) != 0)
        --end;
    return utf8Of(wide.tempSubStringBetween(begin, end));
}

std::string folded(std::string_view text) {
    const auto wide = foldedUnicode(text);
    return wide.isEmpty() ? std::string(text) : utf8Of(wide);
}

std::vector<std::string> foldedWords(std::string_view text) {
    std::vector<std::string> words;
    const auto wide = foldedUnicode(text);
    if (wide.isEmpty()) {
        if (!text.empty())
            words.emplace_back(text);
        return words;
    }
    icu::UnicodeString word;
    const auto close = [&] {
        if (!word.isEmpty())
            words.push_back(utf8Of(word));
        word.remove();
    };
    for (std::int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
        const auto c = wide.char32At(i);
        if (u_isUWhiteSpace(c) != 0 || c == ',')
            close();
        else
            word.append(c);
    }
    close();
    std::ranges::sort(words);
    return words;
}

}  // namespace medveil::base
