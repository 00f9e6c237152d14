// JPEG (ITU-T T.81) as a carrier: 8 bits, Huffman coded, sequential or progressive, one, three or four
// channels of any sampling. Samples are quantised coefficients, component by component, block row by block
// row, kJpegElements to a block: those of lower frequency in zigzag order, without the DC coefficient. The
// others are nearly all zero, and a change there would be seen first.
//
// Only the entropy-coded data and the Huffman tables are written anew; every other byte is copied. Huffman
// tables that have a code for every symbol were not made for this picture and stay; the others are made anew,
// as the encoder they come from would have done.
#pragma once

#include <array>

#include "stego/carrier/carrier.h"

namespace medveil::stego {

inline constexpr std::size_t kJpegElements = 27;  ///< of a block: zigzag 1 to 27, seven diagonals

struct JpegComponent {
    std::size_t first = 0;  ///< its first sample in Carrier::samples()
    std::uint32_t blocksWide = 0;
    std::uint32_t blocksHigh = 0;
    std::array<std::uint16_t, kJpegElements> steps{};  ///< the quantiser's, for each element of a block
    std::vector<float> energy;  ///< of each block: sum of |AC coefficient| * step, before anything is hidden
};

/// What a JPEG is opened as.
class JpegCarrier : public Carrier {
  public:
    const std::vector<JpegComponent>& components() const { return m_components; }

  protected:
    std::vector<JpegComponent> m_components;
};

}  // namespace medveil::stego
