// DICOM whose pixels are compressed without loss, written out uncompressed. DCMTK decodes; for scans that the
// person at the machine chose, not for files that come by themselves. Pure function.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

inline constexpr std::uint64_t kLargestUnpacked = 1024ULL * 1024 * 1024;  ///< bytes of pixels

/// Explicit VR, little end first, the data set else as it was, the head of the file made anew; a file that is
/// not compressed as it is. kImageUnsupported for what is compressed with loss or in a way that DCMTK does
/// not know (JPEG 2000), kImageDamaged, kTooLarge.
base::Result<base::Bytes> unpacked(base::Bytes file);

}  // namespace medveil::imaging
