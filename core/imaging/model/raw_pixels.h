// Where the pixels of an uncompressed DICOM file stand in its bytes. Plain value.
#pragma once

#include <cstddef>
#include <cstdint>

namespace medveil::imaging {

struct RawPixels {
    std::size_t groupAt = 0;   ///< first byte of the group 7FE0
    std::size_t pixelsAt = 0;  ///< first byte of its value
    std::size_t size = 0;
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t frames = 1;
    std::uint32_t samples = 1;        ///< of a pixel, interleaved
    std::uint32_t bitsAllocated = 8;  ///< 8 or 16
    std::uint32_t bitsStored = 8;
    bool withSign = false;
    bool explicitVr = true;
    bool bigEndian = false;
    bool hasGroupBefore = false;  ///< elements of the private group 7FDF
};

}  // namespace medveil::imaging
