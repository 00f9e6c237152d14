// A bounded cursor over bytes that came from outside. Reading past the end is an error value, never
// undefined. Little-endian unless named otherwise. Borrows the bytes; one thread.
#pragma once

#include <concepts>

#include "core/base/bytes.h"

namespace medveil::base {

class ByteReader {
  public:
    explicit ByteReader(ByteView bytes) : m_rest(bytes) {}

    std::size_t remaining() const { return m_rest.size(); }
    bool atEnd() const { return m_rest.empty(); }

    Result<ByteView> take(std::size_t count) {
        if (count > m_rest.size())
            return fail(ErrorCode::kUnexpectedEnd, "structure ends early");
        const auto taken = m_rest.first(count);
        m_rest = m_rest.subspan(count);
        return taken;
    }
    template <std::unsigned_integral T>
    Result<T> integer() {
        MEDVEIL_ASSIGN(const ByteView raw, take(sizeof(T)));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value |= std::uint64_t{raw[i]} << (8 * i);
        return static_cast<T>(value);
    }
    /// Bytes behind a 32-bit length that may not exceed `limit`.
    Result<ByteView> lengthPrefixed(std::size_t limit) {
        MEDVEIL_ASSIGN(const std::uint32_t length, integer<std::uint32_t>());
        if (length > limit)
            return fail(ErrorCode::kTooLarge, "a length over its bound");
        return take(length);
    }
    /// Everything must have been read: trailing bytes are refused.
    Result<void> expectEnd() const {
        if (!atEnd())
            return fail(ErrorCode::kMalformed, "bytes behind the end of a structure");
        return {};
    }

  private:
    ByteView m_rest;
};

}  // namespace medveil::base
