// Appends integers and bytes, little-endian: the counterpart of ByteReader. Owns its bytes; one thread.
#pragma once

#include <concepts>
#include <utility>

#include "core/base/bytes.h"

namespace medveil::base {

template <class Container>
class BasicByteWriter {
  public:
    template <std::unsigned_integral T>
    BasicByteWriter& integer(T value) {
        for (std::size_t i = 0; i < sizeof(T); ++i)
            m_bytes.push_back(static_cast<Byte>(std::uint64_t{value} >> (8 * i) & 0xffU));
        return *this;
    }
    BasicByteWriter& raw(ByteView bytes) {
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
        return *this;
    }
    BasicByteWriter& lengthPrefixed(ByteView bytes) {
        integer(static_cast<std::uint32_t>(bytes.size()));
        return raw(bytes);
    }
    const Container& bytes() const { return m_bytes; }
    Container take() { return std::exchange(m_bytes, {}); }

  private:
    Container m_bytes;
};

using ByteWriter = BasicByteWriter<Bytes>;
using WipedByteWriter = BasicByteWriter<WipedBytes>;

}  // namespace medveil::base
