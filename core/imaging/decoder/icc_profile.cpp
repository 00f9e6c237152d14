#include "core/imaging/decoder/icc_profile.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace medveil::imaging {

using base::Byte;
using base::Bytes;
using base::ByteView;

namespace {

constexpr std::size_t kHead = 128;
constexpr std::size_t kEntry = 12;
constexpr std::size_t kMostTags = 100;
constexpr std::string_view kKept[] = {"rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "wtpt", "bkpt",
                                      "chad", "A2B0", "A2B1", "A2B2", "B2A0", "B2A1", "B2A2", "gamt"};

struct Tag {
    std::string_view name;
    Bytes data;
};

std::unexpected<base::Error> notUnderstood() {
    return base::fail(base::ErrorCode::kImageUnsupported, "ICC profile");
}

std::uint32_t numberAt(ByteView bytes, std::size_t at, std::size_t count = 4) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | bytes[at + i];
    return value;
}

void put(Bytes& out, std::uint32_t value) {
    for (unsigned shift = 32; shift > 0; shift -= 8)
        out.push_back(static_cast<Byte>(value >> (shift - 8) & 0xffU));
}
void put(Bytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}

std::uint64_t power(std::uint64_t base, std::uint64_t exponent) {
    std::uint64_t value = 1;
    for (std::uint64_t i = 0; i < exponent && value <= UINT32_MAX; ++i)
        value *= base;
    return value;
}

/// Bytes that a value of this type has, of those that are there; 0 for types that are not understood.
std::uint64_t sizeOf(ByteView data) {
    constexpr std::size_t kTableHead = 52;
    constexpr std::array<std::uint64_t, 5> kParameters{1, 3, 4, 5, 7};
    const auto type = base::asText(data.first(4));
    if (type == "XYZ ")
        return 20;
    if (type == "sf32")
        return 8 + 36;
    if (type == "curv" && data.size() >= 12)
        return 12 + 2 * std::uint64_t{numberAt(data, 8)};
    if (type == "para" && data.size() >= 12 && numberAt(data, 8, 2) < kParameters.size())
        return 12 + 4 * kParameters[numberAt(data, 8, 2)];
    const bool small = type == "mft1";
    const auto head = small ? kTableHead - 4 : kTableHead;
    if ((!small && type != "mft2") || data.size() < head || data[8] == 0 || data[9] == 0 || data[10] == 0)
        return 0;
    // ICC.1, 10.10 and 10.11: curves in, a grid, curves out.
    const std::uint64_t in = data[8];
    const std::uint64_t out = data[9];
    const auto grid = power(data[10], in) * out;
    const std::uint64_t before = small ? 256 : numberAt(data, 48, 2);
    const std::uint64_t after = small ? 256 : numberAt(data, 50, 2);
    const std::uint64_t values = in * before + grid + out * after;
    return small ? head + values : head + 2 * values;
}

base::Result<std::vector<Tag>> keptTags(ByteView profile) {
    const auto count = numberAt(profile, kHead);
    if (count > kMostTags || kHead + 4 + count * kEntry > profile.size())
        return notUnderstood();
    std::vector<Tag> tags;
    for (std::size_t i = 0; i < count; ++i) {
        const auto entry = profile.subspan(kHead + 4 + i * kEntry, kEntry);
        const auto* const kept = std::ranges::find(kKept, base::asText(entry.first(4)));
        if (kept == std::end(kKept))
            continue;
        const std::size_t at = numberAt(entry, 4);
        const std::size_t length = numberAt(entry, 8);
        if (length < 8 || at > profile.size() || length > profile.size() - at)
            return notUnderstood();
        const auto data = profile.subspan(at, length);
        const auto size = sizeOf(data);
        if (size == 0 || size > length)
            return notUnderstood();
        tags.push_back({*kept, Bytes(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size))});
    }
    if (tags.empty())
        return notUnderstood();
    return tags;
}

/// ICC.1, 10.15, and for profiles of version 2 its ancestor "desc".
Bytes textOf(std::string_view text, bool old, bool isDescription) {
    Bytes data;
    if (old && isDescription) {
        put(data, "desc");
        put(data, 0);
        put(data, static_cast<std::uint32_t>(text.size() + 1));
        put(data, text);
        data.resize(data.size() + 1 + 4 + 4 + 2 + 1 + 67);
        return data;
    }
    if (old) {
        put(data, "text");
        put(data, 0);
        put(data, text);
        data.push_back(0);
        return data;
    }
    put(data, "mluc");
    for (const std::uint32_t number : {0U, 1U, 12U})
        put(data, number);
    put(data, "enUS");
    put(data, static_cast<std::uint32_t>(2 * text.size()));
    put(data, 28);
    for (const char c : text) {
        data.push_back(0);
        data.push_back(static_cast<Byte>(c));
    }
    return data;
}

/// Of the head only what colours need: no maker, model, program, date or identity.
Bytes headOf(ByteView profile) {
    Bytes head(kHead);
    const auto keep = [&](std::size_t at, std::size_t count) {
        std::copy_n(profile.begin() + static_cast<std::ptrdiff_t>(at), count,
                    head.begin() + static_cast<std::ptrdiff_t>(at));
    };
    keep(8, 2);    // version
    keep(12, 12);  // class, colours, connection space
    constexpr std::array<Byte, 6> kDate{0x07, 0x6c, 0, 1, 0, 1};
    std::ranges::copy(kDate, head.begin() + 24);
    keep(36, 4);   // "acsp"
    keep(67, 1);   // rendering intent
    keep(68, 12);  // illuminant
    return head;
}

}  // namespace

base::Result<Bytes> cleanIccProfile(ByteView profile) {
    if (profile.size() < kHead + 4 || base::asText(profile.subspan(36, 4)) != "acsp")
        return notUnderstood();
    MEDVEIL_ASSIGN(auto tags, keptTags(profile));
    const bool old = profile[8] < 4;
    tags.push_back({"desc", textOf("Removed", old, true)});
    tags.push_back({"cprt", textOf("Removed", old, false)});
    Bytes out = headOf(profile);
    put(out, static_cast<std::uint32_t>(tags.size()));
    auto at = kHead + 4 + tags.size() * kEntry;
    for (const auto& tag : tags) {
        put(out, tag.name);
        put(out, static_cast<std::uint32_t>(at));
        put(out, static_cast<std::uint32_t>(tag.data.size()));
        at += (tag.data.size() + 3) / 4 * 4;
    }
    for (const auto& tag : tags) {
        out.insert(out.end(), tag.data.begin(), tag.data.end());
        out.resize((out.size() + 3) / 4 * 4);
    }
    const auto size = static_cast<std::uint32_t>(out.size());
    for (unsigned i = 0; i < 4; ++i)
        out[i] = static_cast<Byte>(size >> (8 * (3 - i)) & 0xffU);
    return out;
}

}  // namespace medveil::imaging
