#include "core/identity/look_alike.h"

#include <memory>

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

}  // namespace medveil::identity
