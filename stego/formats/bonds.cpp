// Sources: C2PA specification 2.1, annex A (embedding of manifests); EBU Tech 3285 and the MD5 chunk of
// BWF MetaEdit; TIFF 6.0; PNG extensions (dSIG).
#include "stego/formats/bonds.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace medveil::stego {

namespace {

enum class Order : std::uint8_t { kLow, kHigh };  ///< which end of a number is first

/// `at` and `bytes` lie within the file.
std::uint64_t number(base::ByteView file, std::size_t at, std::size_t bytes, Order order) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value = value << 8 | file[at + (order == Order::kHigh ? i : bytes - 1 - i)];
    return value;
}

bool stands(base::ByteView file, std::size_t at, std::string_view text) {
    return file.size() >= text.size() && at <= file.size() - text.size() &&
           base::asText(file.subspan(at, text.size())) == text;
}

/// Chunks of a RIFF or FORM: four letters, a length, as many bytes and one more where they are odd.
Bond bondOfSound(base::ByteView file, Order order) {
    std::size_t at = 12;
    while (at + 8 <= file.size()) {
        if (stands(file, at, "MD5 ") || stands(file, at, "C2PA"))
            return Bond::kOwnChecksum;
        const auto length = number(file, at + 4, 4, order);
        const auto next = length + length % 2;
        if (next > file.size() - at - 8)
            break;
        at += 8 + static_cast<std::size_t>(next);
    }
    return Bond::kNone;
}

/// ImageMagick of old wrote a digest of the pixels as text.
bool isTextOfSignature(base::ByteView chunk) {
    constexpr std::string_view kKeyword = "signature";
    if (chunk.size() <= kKeyword.size() || chunk[kKeyword.size()] != 0)
        return false;
    std::string keyword(base::asText(chunk.first(kKeyword.size())));
    std::ranges::transform(keyword, keyword.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return keyword == kKeyword;
}

Bond bondOfPng(base::ByteView file) {
    std::size_t at = 8;
    while (at + 12 <= file.size()) {
        const auto length = number(file, at, 4, Order::kHigh);
        if (length > file.size() - at - 12)
            break;
        const auto chunk = file.subspan(at + 8, static_cast<std::size_t>(length));
        const auto is = [&](std::string_view type) { return stands(file, at + 4, type); };
        if (is("caBX") || is("dSIG") ||
            ((is("tEXt") || is("zTXt") || is("iTXt")) && isTextOfSignature(chunk)))
            return Bond::kOwnChecksum;
        at += 12 + static_cast<std::size_t>(length);
    }
    return Bond::kNone;
}

/// Segments up to the first scan; a C2PA manifest is a JUMBF box of that label in APP11.
Bond bondOfJpeg(base::ByteView file) {
    constexpr base::Byte kScan = 0xda;
    constexpr base::Byte kApp11 = 0xeb;
    constexpr std::string_view kLabel = "c2pa";
    std::size_t at = 2;
    while (at + 4 <= file.size() && file[at] == 0xff) {
        const auto marker = file[at + 1];
        if (marker == 0xff) {
            ++at;
            continue;
        }
        const auto length = number(file, at + 2, 2, Order::kHigh);
        if (marker == kScan || length < 2 || length > file.size() - at - 2)
            break;
        const auto segment = file.subspan(at + 4, static_cast<std::size_t>(length) - 2);
        if (marker == kApp11 && stands(segment, 0, "JP") &&
            base::asText(segment).find(kLabel) != std::string_view::npos)
            return Bond::kOwnChecksum;
        at += 2 + static_cast<std::size_t>(length);
    }
    return Bond::kNone;
}

/// The first directory: its entries, and whether another follows it. BigTIFF has longer numbers.
Bond bondOfTiff(base::ByteView file) {
    constexpr std::uint64_t kSubDirectories = 330;
    constexpr std::uint64_t kC2pa = 52545;
    if (file.size() < 16)
        return Bond::kNone;
    const auto order = stands(file, 0, "MM") ? Order::kHigh : Order::kLow;
    const bool big = number(file, 2, 2, order) == 43;
    const std::size_t wide = big ? 8 : 4;
    const std::size_t countBytes = big ? 8 : 2;
    const std::size_t entryBytes = big ? 20 : 12;
    const auto directory = number(file, big ? 8 : 4, wide, order);
    if (directory > file.size() - countBytes)
        return Bond::kNone;
    auto at = static_cast<std::size_t>(directory);
    const auto count = number(file, at, countBytes, order);
    at += countBytes;
    if (count > (file.size() - at) / entryBytes)
        return Bond::kNone;
    auto bond = Bond::kNone;
    for (std::uint64_t i = 0; i < count; ++i, at += entryBytes) {
        const auto tag = number(file, at, 2, order);
        if (tag == kC2pa)
            return Bond::kOwnChecksum;
        if (tag == kSubDirectories)
            bond = Bond::kOtherPicture;
    }
    if (file.size() - at >= wide && number(file, at, wide, order) != 0)
        bond = Bond::kOtherPicture;
    return bond;
}

}  // namespace

Bond bondOf(base::ByteView file) {
    if (stands(file, 0, "\x89PNG"))
        return bondOfPng(file);
    if (stands(file, 0, "\xff\xd8"))
        return bondOfJpeg(file);
    if (stands(file, 0, "RIFF"))
        return bondOfSound(file, Order::kLow);
    if (stands(file, 0, "FORM"))
        return bondOfSound(file, Order::kHigh);
    if (stands(file, 0, "II") || stands(file, 0, "MM"))
        return bondOfTiff(file);
    return Bond::kNone;
}

}  // namespace medveil::stego
