// Byte containers and views. Bytes is for public data and ciphertext; WipedBytes is for bulk plaintext and
// zeroes what it frees; keys live in SecretBytes. Plain values, no shared state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace medveil::base {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using ByteView = std::span<const Byte>;
using MutableByteView = std::span<Byte>;

/// Overwrites memory in a way the compiler may not remove.
void wipe(MutableByteView bytes);

template <class T>
struct WipingAllocator {
    using value_type = T;
    WipingAllocator() = default;
    template <class U>
    WipingAllocator(const WipingAllocator<U>&) {}
    T* allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
    void deallocate(T* p, std::size_t n) {
        wipe({reinterpret_cast<Byte*>(p), n * sizeof(T)});
        std::allocator<T>().deallocate(p, n);
    }
    friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

using WipedBytes = std::vector<Byte, WipingAllocator<Byte>>;
/// Plaintext of messages and names. Short strings sit inside the object itself: give it to a WipedBytes where
/// that matters.
using WipedString = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

inline ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const Byte*>(text.data()), text.size()};
}
inline std::string_view asText(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes toBytes(ByteView view) {
    return {view.begin(), view.end()};
}

/// Same length and content, in time that depends on the length only.
bool equalConstantTime(ByteView a, ByteView b);

std::string toHex(ByteView bytes);
Result<Bytes> fromHex(std::string_view text);

/// RFC 4648 base32 without padding, in lower case: safe in names on case-insensitive file systems.
std::string toBase32(ByteView bytes);
/// Refuses upper case, padding, other characters, and non-zero trailing bits: one name, one value.
Result<Bytes> fromBase32(std::string_view text);

}  // namespace medveil::base
