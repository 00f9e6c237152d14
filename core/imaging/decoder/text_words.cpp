#include "core/imaging/decoder/text_words.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "core/base/text_fold.h"

namespace medveil::imaging {

namespace {

icu::UnicodeString unicodeOf(std::string_view text) {
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string utf8Of(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

bool isInWord(UChar32 c) {
    const auto mask = U_MASK(u_charType(c));
    return (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0;
}

/// "MeierAnna" is two words, "MRT" one.
std::vector<std::string> partsOf(const icu::UnicodeString& word) {
    std::vector<std::string> parts;
    std::int32_t begin = 0;
    for (std::int32_t i = word.moveIndex32(0, 1); i < word.length(); i = word.moveIndex32(i, 1)) {
        const auto before = word.char32At(word.moveIndex32(i, -1));
        if (u_isupper(word.char32At(i)) == 0 || u_islower(before) == 0)
            continue;
        parts.push_back(base::folded(utf8Of(word.tempSubStringBetween(begin, i))));
        begin = i;
    }
    if (begin > 0)
        parts.push_back(base::folded(utf8Of(word.tempSubString(begin))));
    return parts;
}

template <class Visit>
void visitWords(std::string_view text, Visit visit) {
    const auto wide = unicodeOf(base::composed(text));
    icu::UnicodeString word;
    const auto close = [&] {
        if (!word.isEmpty())
            visit(word);
        word.remove();
    };
    for (std::int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
        if (isInWord(wide.char32At(i)))
            word.append(wide.char32At(i));
        else
            close();
    }
    close();
}

}  // namespace

std::vector<TextWord> wordsOf(std::string_view text) {
    std::vector<TextWord> words;
    visitWords(text, [&](const icu::UnicodeString& word) {
        words.push_back({base::folded(utf8Of(word)), partsOf(word)});
    });
    return words;
}

std::vector<std::string> spellingsOf(std::string_view folded) {
    std::vector<std::string> spellings{std::string(folded)};
    UErrorCode error = U_ZERO_ERROR;
    const auto* const form = icu::Normalizer2::getNFKDInstance(error);
    if (U_FAILURE(error))
        return spellings;
    const auto apart = form->normalize(unicodeOf(folded), error);
    if (U_FAILURE(error))
        return spellings;
    icu::UnicodeString bare;
    icu::UnicodeString longer;
    for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
        const auto c = apart.char32At(i);
        const bool isMark = (U_MASK(u_charType(c)) & U_GC_M_MASK) != 0;
        if (!isMark) {
            bare.append(c == 0xf8 ? UChar32{'o'} : c);
            longer.append(c == 0xf8 ? UChar32{'o'} : c);
        }
        if (c == 0x308 || c == 0xf8)
            longer.append(UChar32{'e'});
    }
    for (const auto& other : {utf8Of(bare), utf8Of(longer)}) {
        if (std::ranges::find(spellings, other) == spellings.end())
            spellings.push_back(other);
    }
    return spellings;
}

bool hasNoSpaces(std::string_view word) {
    const auto wide = unicodeOf(word);
    UErrorCode error = U_ZERO_ERROR;
    const auto script = wide.isEmpty() ? USCRIPT_LATIN : uscript_getScript(wide.char32At(0), &error);
    return U_SUCCESS(error) && uscript_breaksBetweenLetters(script) != 0;
}

std::size_t lettersIn(std::string_view word) {
    return static_cast<std::size_t>(unicodeOf(word).countChar32());
}

Compact compactOf(std::string_view text) {
    Compact compact;
    visitWords(text, [&](const icu::UnicodeString& word) {
        const auto folded = base::folded(utf8Of(word));
        compact.boundary.resize(compact.text.size() + 1);
        compact.boundary.back() = true;
        compact.text += folded;
    });
    compact.boundary.resize(compact.text.size() + 1);
    compact.boundary.back() = true;
    return compact;
}

}  // namespace medveil::imaging
