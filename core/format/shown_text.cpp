#include "core/format/shown_text.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "core/format/cbor.h"

namespace medveil::format {

namespace {

struct Character {
    char32_t value = 0;
    std::size_t size = 1;  ///< bytes
    bool valid = true;
};

/// The first character of a text that is not empty.
Character firstOf(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80)
        return {lead, 1, true};
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || text.size() < size || !isUtf8(text.substr(0, size)))
        return {lead, 1, false};
    char32_t value = lead & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i)
        value = value << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
    return {value, size, true};
}

// U+200C to U+200F and U+061C stay: Persian and Arabic need them, and they move nothing but their neighbours.
bool misleads(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200b || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

void appendHex(std::string& to, const char* before, std::uint32_t value, const char* after) {
    std::array<char, 8> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
    to.append(before).append(digits.data(), end).append(after);
}

void appendJson(std::string& to, std::uint32_t unit) {
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04x", unit);
    to += escape.data();
}

bool breaksLine(char32_t c) {
    return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

}  // namespace

std::string visible(std::string_view text, LineBreaks breaks) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const auto c = firstOf(text);
        const bool kept = breaks == LineBreaks::kKept && (c.value == '\n' || c.value == '\t');
        if (!c.valid)
            appendHex(shown, "\\x{", c.value, "}");
        else if (misleads(c.value) && !kept)
            appendHex(shown, "\\u{", c.value, "}");
        else
            shown += text.substr(0, c.size);
        text.remove_prefix(c.size);
    }
    return shown;
}

std::string visibleJson(std::string_view json) {
    std::string shown;
    shown.reserve(json.size());
    while (!json.empty()) {
        const auto c = firstOf(json);
        if (c.valid && c.value < 0x20) {
            shown += json.front();
        } else if (!c.valid) {
            shown += "\\ufffd";
        } else if (!misleads(c.value)) {
            shown += json.substr(0, c.size);
        } else if (c.value < 0x10000) {
            appendJson(shown, c.value);
        } else {
            appendJson(shown, 0xd800U + ((c.value - 0x10000U) >> 10U));
            appendJson(shown, 0xdc00U + ((c.value - 0x10000U) & 0x3ffU));
        }
        json.remove_prefix(c.size);
    }
    return shown;
}

std::string logLine(std::string_view text, std::size_t limit) {
    auto line = visible(text);
    if (line.size() <= limit)
        return line;
    while (limit > 0 && (static_cast<unsigned char>(line[limit]) & 0xc0U) == 0x80)
        --limit;
    line.resize(limit);
    return line;
}

base::WipedString plainText(std::string_view text) {
    constexpr char32_t kByteOrderMark = 0xfeff;
    base::WipedString plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        if (text.starts_with("\r\n"))
            text.remove_prefix(1);
        const auto c = firstOf(text);
        if (c.valid && breaksLine(c.value))
            plain.push_back('\n');
        else if (!c.valid || c.value != kByteOrderMark)
            plain.append(text.data(), c.size);
        text.remove_prefix(c.size);
    }
    return plain;
}

}  // namespace medveil::format
