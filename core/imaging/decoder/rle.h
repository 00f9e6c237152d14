// RLE as DICOM has it (PS3.5, G). Pure function. Not DCMTK's decoder: that one loses its place between the
// fragments of a frame, and reads behind the end of a segment that is cut short.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

/// `pixels` samples of `bytes` bytes in each of `channels`, packed in one segment for each byte of a sample,
/// the highest first; they come back with channels together and the lowest byte first. kImageDamaged.
base::Result<base::Bytes> decodeRle(base::ByteView frame, std::size_t pixels, std::size_t channels,
                                    std::size_t bytes);

}  // namespace medveil::imaging
