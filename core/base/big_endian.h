// Numbers of 32 bits with the high end first, as PNG and AIFF have them; ours are little endian (ByteReader).
// Pure functions.
#pragma once

#include "core/base/bytes.h"

namespace medveil::base {

/// `at` has at least four bytes.
inline std::uint32_t bigEndian(ByteView at) {
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

inline void appendBigEndian(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<Byte>(value >> shift & 0xffU));
}

}  // namespace medveil::base
