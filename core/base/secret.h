// Secrets in guarded memory. SecretBytes and SecretKey own a sodium_malloc allocation: locked, fenced by
// guard pages and wiped on release. Move-only; copying is spelled clone(). One thread at a time. An
// allocation costs 3 to 4 pages, so keys live here and bulk plaintext in WipedBytes.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "core/base/bytes.h"

namespace medveil::base {

class SecretBytes {
  public:
    SecretBytes() = default;
    /// `size` zero bytes. Ends the program when guarded memory cannot be had: there is no safe way on.
    explicit SecretBytes(std::size_t size);
    static SecretBytes copyOf(ByteView bytes);
    SecretBytes(SecretBytes&& other) noexcept
        : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    SecretBytes clone() const { return copyOf(view()); }
    ByteView view() const { return {m_data, m_size}; }
    MutableByteView mutableView() { return {m_data, m_size}; }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }

  private:
    Byte* m_data = nullptr;
    std::size_t m_size = 0;
};

/// A key of N bytes that cannot be given where another kind of key is meant. Tag is an empty struct naming
/// the use.
template <class Tag, std::size_t N = 32>
class SecretKey {
  public:
    static constexpr std::size_t kBytes = N;

    SecretKey() : m_bytes(N) {}
    static Result<SecretKey> from(ByteView bytes) {
        if (bytes.size() != N)
            return fail(ErrorCode::kBadKey, "key of a wrong length");
        return SecretKey(SecretBytes::copyOf(bytes));
    }
    static Result<SecretKey> from(SecretBytes bytes) {
        if (bytes.size() != N)
            return fail(ErrorCode::kBadKey, "key of a wrong length");
        return SecretKey(std::move(bytes));
    }
    SecretKey clone() const { return SecretKey(m_bytes.clone()); }
    ByteView view() const { return m_bytes.view(); }
    MutableByteView mutableView() { return m_bytes.mutableView(); }

  private:
    explicit SecretKey(SecretBytes bytes) : m_bytes(std::move(bytes)) {}
    SecretBytes m_bytes;
};

/// A public value of N bytes (public key, digest, id) that compares, sorts and cannot be mixed with another
/// kind.
template <class Tag, std::size_t N = 32>
struct PublicValue {
    static constexpr std::size_t kBytes = N;
    std::array<Byte, N> bytes{};

    static Result<PublicValue> from(ByteView view) {
        if (view.size() != N)
            return fail(ErrorCode::kMalformed, "value of a wrong length");
        PublicValue value;
        std::copy(view.begin(), view.end(), value.bytes.begin());
        return value;
    }
    ByteView view() const { return bytes; }
    friend auto operator<=>(const PublicValue&, const PublicValue&) = default;
};

}  // namespace medveil::base
