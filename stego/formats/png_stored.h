// Pixel data of a PNG inflated at once by libdeflate, three times as fast as zlib inside libpng, and given to
// libpng as if it had been stored without compression: reading the file's format stays libpng's. Value; one
// thread.
#pragma once

#include <optional>
#include <vector>

#include "core/base/bytes.h"

namespace medveil::stego {

class StoredPng {
  public:
    /// `chunks`: all IDAT chunks of `file`, one behind the other. `rawBytes`: what they must inflate to.
    /// Nothing where they do not, or a checksum is wrong: then libpng is to read the file itself, and to say
    /// why.
    static std::optional<StoredPng> from(base::ByteView file, base::ByteView chunks, std::size_t rawBytes);

    /// The whole file, piece by piece; valid while this lives. The checksum of its IDAT is left out (zero).
    const std::vector<base::ByteView>& pieces() const { return m_pieces; }
    /// The filtered rows.
    const base::Bytes& raw() const { return m_raw; }

  private:
    StoredPng() = default;
    base::Bytes m_raw;
    base::Bytes m_framing;  ///< what stands between the pieces of m_raw
    std::vector<base::ByteView> m_pieces;
};

}  // namespace medveil::stego
