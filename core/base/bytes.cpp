#include "core/base/bytes.h"

#include <sodium.h>

namespace medveil::base {

namespace {
constexpr std::string_view kBase32Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
}

void wipe(MutableByteView bytes) {
    if (!bytes.empty())
        sodium_memzero(bytes.data(), bytes.size());
}

bool equalConstantTime(ByteView a, ByteView b) {
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string toHex(ByteView bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

Result<Bytes> fromHex(std::string_view text) {
    Bytes bytes(text.size() / 2);
    std::size_t length = 0;
    const char* end = nullptr;
    if (text.size() % 2 != 0)
        return fail(ErrorCode::kMalformed, "hex text of odd length");
    if (text.empty())
        return bytes;
    if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length, &end) != 0 ||
        length != bytes.size())
        return fail(ErrorCode::kMalformed, "not hex text");
    return bytes;
}

std::string toBase32(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    unsigned buffer = 0;
    unsigned bits = 0;
    for (Byte byte : bytes) {
        buffer = (buffer << 8 | byte) & 0xfffU;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text.push_back(kBase32Alphabet[buffer >> bits & 31U]);
        }
    }
    if (bits > 0)
        text.push_back(kBase32Alphabet[buffer << (5 - bits) & 31U]);
    return text;
}

Result<Bytes> fromBase32(std::string_view text) {
    Bytes bytes;
    bytes.reserve(text.size() * 5 / 8);
    unsigned buffer = 0;
    unsigned bits = 0;
    for (char c : text) {
        const auto value = kBase32Alphabet.find(c);
        if (value == std::string_view::npos)
            return fail(ErrorCode::kMalformed, "not lower-case base32");
        buffer = (buffer << 5 | static_cast<unsigned>(value)) & 0xfffU;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<Byte>(buffer >> bits & 0xffU));
        }
    }
    if (bits >= 5 || (buffer & ((1U << bits) - 1)) != 0)
        return fail(ErrorCode::kMalformed, "base32 text with stray trailing bits");
    return bytes;
}

}  // namespace medveil::base
