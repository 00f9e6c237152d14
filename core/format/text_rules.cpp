#include "core/format/text_rules.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/text_fold.h"
#include "core/format/cbor.h"

namespace medveil::format {

using base::ErrorCode;
using base::fail;

namespace {

enum class Breaks : std::uint8_t { kRefused, kAllowed };

// Bidirectional overrides and isolates (U+202A-E, U+2066-9), zero-width characters that hide (U+200B, U+2060,
// U+FEFF) and line separators (U+2028-9) let a name look like another one. U+200C-F stay: Persian and Arabic
// need them.
bool misleads(std::string_view three) {
    if (three.size() < 3)
        return false;
    const auto a = static_cast<unsigned char>(three[0]);
    const auto b = static_cast<unsigned char>(three[1]);
    const auto c = static_cast<unsigned char>(three[2]);
    if (a == 0xe2 && b == 0x80)
        return c == 0x8b || (c >= 0xa8 && c <= 0xae);
    if (a == 0xe2 && b == 0x81)
        return c == 0xa0 || (c >= 0xa6 && c <= 0xa9);
    return a == 0xef && b == 0xbb && c == 0xbf;
}

bool readable(std::string_view text, Breaks breaks) {
    if (!isUtf8(text))
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool lineBreak = c == '\n' || c == '\t';
        if ((c < 0x20 && !(lineBreak && breaks == Breaks::kAllowed)) || c == 0x7f)
            return false;
        // C1 controls: U+0080 to U+009F.
        if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
            return false;
        // In a message as well: a dose that is turned around on the screen is another dose.
        if (misleads(text.substr(i, 3)))
            return false;
    }
    return true;
}

bool reservedOnWindows(std::string_view name) {
    std::string stem(name.substr(0, name.find('.')));
    std::transform(stem.begin(), stem.end(), stem.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    static constexpr std::array<std::string_view, 4> kDevices = {"CON", "PRN", "AUX", "NUL"};
    if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end())
        return true;
    return stem.size() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")) && stem[3] >= '0' &&
           stem[3] <= '9';
}

// Default_Ignorable_Code_Point of Unicode 15 (DerivedCoreProperties.txt), which takes in the zero-width, the
// bidirectional and the tag characters; what is blank without being a space (U+2800, U+1D159, U+13441), and
// what joins hieroglyphs (U+13430 to U+13440); annotations and what stands for an object (U+FFF9 to U+FFFC);
// and private use, which looks as each machine's fonts want it. Ascending.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 22> kUnseen = {
    {{0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},     {0x115f, 0x1160},   {0x17b4, 0x17b5},
     {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x2800, 0x2800},
     {0x3164, 0x3164},   {0xe000, 0xf8ff},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
     {0xfff0, 0xfffc},   {0x13430, 0x13446}, {0x1bca0, 0x1bca3}, {0x1d159, 0x1d159}, {0x1d173, 0x1d17a},
     {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff}}};

/// `text` is UTF-8.
bool everythingIsSeen(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        std::uint32_t point = length == 1 ? first : first & (0xffU >> (length + 1));
        for (std::size_t j = 1; j < length; ++j)
            point = point << 6 | (static_cast<unsigned char>(text[i + j]) & 0x3fU);
        i += length;
        if (std::ranges::any_of(kUnseen, [point](const auto& range) {
                return point >= range.first && point <= range.second;
            }))
            return false;
    }
    return true;
}

constexpr std::string_view kForbiddenInNames = "/\\:*?\"<>|";

}  // namespace

base::Result<void> checkOptionalLine(std::string_view text, std::size_t limit) {
    if (text.size() > limit)
        return fail(ErrorCode::kTooLarge, "text over its bound");
    if (!readable(text, Breaks::kRefused))
        return fail(ErrorCode::kMalformed, "text with characters that cannot be shown safely");
    return {};
}

base::Result<void> checkLine(std::string_view text, std::size_t limit) {
    if (text.find_first_not_of(' ') == std::string_view::npos)
        return fail(ErrorCode::kMalformed, "empty text");
    return checkOptionalLine(text, limit);
}

base::Result<void> checkOptionalName(std::string_view text, std::size_t limit) {
    MEDVEIL_TRY(checkOptionalLine(text, limit));
    if (!everythingIsSeen(text))
        return fail(ErrorCode::kMalformed, "name with characters that are not seen");
    return {};
}

base::Result<void> checkName(std::string_view text, std::size_t limit) {
    MEDVEIL_TRY(checkLine(text, limit));
    // Spaces of any script are no name, and no number.
    if (base::composed(text).empty())
        return fail(ErrorCode::kMalformed, "empty name");
    return checkOptionalName(text, limit);
}

base::Result<void> checkText(std::string_view text, std::size_t limit) {
    if (text.size() > limit)
        return fail(ErrorCode::kTooLarge, "text over its bound");
    if (!readable(text, Breaks::kAllowed))
        return fail(ErrorCode::kMalformed, "text with characters that cannot be shown safely");
    return {};
}

base::Result<void> checkFileName(std::string_view name) {
    MEDVEIL_TRY(checkLine(name, kFileNameLimit));
    if (name.find_first_of(kForbiddenInNames) != std::string_view::npos || name == "." || name == ".." ||
        name.ends_with('.') || name.ends_with(' ') || name.starts_with(' ') || reservedOnWindows(name))
        return fail(ErrorCode::kMalformed, "file name");
    return {};
}

std::string safeFileName(std::string_view name) {
    std::string safe;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const auto c = static_cast<unsigned char>(name[i]);
        safe.push_back(c < 0x20 || c == 0x7f || kForbiddenInNames.find(name[i]) != std::string_view::npos
                           ? '_'
                           : name[i]);
    }
    if (safe.size() > kFileNameLimit) {
        // Keep the ending: it says what the file is. Cut between characters.
        const auto dot = safe.rfind('.');
        const auto ending =
            dot != std::string::npos && safe.size() - dot <= 16 ? safe.substr(dot) : std::string();
        auto keep = kFileNameLimit - ending.size();
        while (keep > 0 && (static_cast<unsigned char>(safe[keep]) & 0xc0U) == 0x80)
            --keep;
        safe = safe.substr(0, keep) + ending;
    }
    while (safe.ends_with('.') || safe.ends_with(' '))
        safe.pop_back();
    while (safe.starts_with(' '))
        safe.erase(0, 1);
    if (reservedOnWindows(safe))
        safe.insert(0, "_");
    return checkFileName(safe) ? safe : "file";
}

}  // namespace medveil::format
