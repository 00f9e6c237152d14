// Where the pixels of an uncompressed DICOM file stand in its bytes. DCMTK reads the file; that the bytes
// found are the ones it read is checked. A value; pure function.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

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

/// kImageUnsupported with the reason (compressed, planes, other depths, no pixels), kImageDamaged.
base::Result<RawPixels> findRawPixels(base::ByteView file);

}  // namespace medveil::imaging
