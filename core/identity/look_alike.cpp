#include "core/identity/look_alike.h"

#include <algorithm>
#include <memory>

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

namespace medveil::identity {

namespace {
struct CloseChecker {
    void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};

const USpoofChecker* checker() {
    // Const functions of one checker may run on several threads (uspoof.h).
    static const std::unique_ptr<USpoofChecker, CloseChecker> shared = [] {
        UErrorCode status = U_ZERO_ERROR;
        auto* opened = uspoof_open(&status);
        return std::unique_ptr<USpoofChecker, CloseChecker>(U_SUCCESS(status) ? opened : nullptr);
    }();
    return shared.get();
}

icu::UnicodeString skeletonOf(const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString skeleton;
    if (checker() != nullptr)
        uspoof_getSkeletonUnicodeString(checker(), 0, text, skeleton, &status);
    return checker() != nullptr && U_SUCCESS(status) ? skeleton : text;
}
}  // namespace

std::string nameSkeleton(std::string_view name) {
    const auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    // Small l and capital I are confusable as they stand, capital I and small i only once case is folded: the
    // first pass maps the former together, the second the latter.
    auto skeleton = skeletonOf(skeletonOf(text).foldCase());
    icu::UnicodeString folded;
    bool space = false;
    for (std::int32_t i = 0; i < skeleton.length(); i = skeleton.moveIndex32(i, 1)) {
        const auto point = skeleton.char32At(i);
        if (u_isUWhiteSpace(point) != 0) {
            space = !folded.isEmpty();
            continue;
        }
        if (space)
            folded.append(UChar32{' '});
        space = false;
        folded.append(point);
    }
    std::string bytes;
    folded.toUTF8String(bytes);
    return bytes;
}

namespace {

/// Combining strokes that cover a letter: U+0334 to U+0338, U+20D2 and others of the kind.
bool isOverlay(UChar32 point) {
    constexpr int kOverlay = 1;
    return u_getCombiningClass(point) == kOverlay || point == 0x20DD || point == 0x20E0;
}

bool isLetter(UChar32 point) {
    const auto kind = U_GET_GC_MASK(point);
    return u_isalnum(point) != 0 || (kind & (U_GC_M_MASK | U_GC_SK_MASK | U_GC_LM_MASK)) != 0;
}

bool joins(UChar32 point) {
    return point == '-' || point == '\'' || point == 0x2019 || point == 0x2010 || point == 0x2011;
}

bool endsInLetter(const icu::UnicodeString& word) {
    return !word.isEmpty() && isLetter(word.char32At(word.length() - 1));
}

std::vector<std::string> wordsOf(std::string_view name, bool onlyFirst) {
    auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    std::vector<std::string> words;
    icu::UnicodeString word;
    const auto finish = [&] {
        while (!word.isEmpty() && !endsInLetter(word))
            word.truncate(word.length() - 1);
        std::string bytes;
        word.toUTF8String(bytes);
        if (!bytes.empty())
            words.push_back(nameSkeleton(bytes));
        word.remove();
    };
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const auto point = text.char32At(i);
        if (isOverlay(point))
            continue;
        if (isLetter(point) || (joins(point) && endsInLetter(word))) {
            word.append(point);
            continue;
        }
        finish();
        if (onlyFirst && u_isUWhiteSpace(point) == 0)
            break;
    }
    finish();
    std::ranges::sort(words);
    const auto again = std::ranges::unique(words);
    words.erase(again.begin(), again.end());
    return words;
}

}  // namespace

std::vector<std::string> nameWords(std::string_view name) {
    return wordsOf(name, false);
}
std::vector<std::string> firstNameWords(std::string_view name) {
    return wordsOf(name, true);
}

}  // namespace medveil::identity
