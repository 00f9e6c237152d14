// Where the pixels of an uncompressed DICOM file stand in its bytes, and files that are unpacked to be so.
// DCMTK reads the file, in the helper process; that the bytes found are the ones it read is checked there.
// Values; functions.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/task_context.h"

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

/// kImageUnsupported with the reason (compressed, planes, other depths, no pixels), kImageDamaged,
/// kDecoderStopped.
base::Result<RawPixels> findRawPixels(base::ByteView file, base::TaskContext& task);
/// The work itself, in the helper.
base::Result<RawPixels> locateRawPixels(base::ByteView file);

/// A file whose pixels are compressed without loss or stand in planes, uncompressed, the channels of a pixel
/// together: explicit VR, little end first, the data set else as it was, the head of the file made anew.
/// Another file comes back as it is. kImageUnsupported for what may be compressed with loss, kImageDamaged,
/// kTooLarge, kDecoderStopped.
base::Result<base::Bytes> unpacked(base::Bytes file, base::TaskContext& task);
/// The work itself, in the helper; empty for a file that is as it should be.
base::Result<base::Bytes> unpack(base::ByteView file);

}  // namespace medveil::imaging
