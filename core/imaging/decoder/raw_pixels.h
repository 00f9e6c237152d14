// Finds the pixels of an uncompressed DICOM file in its bytes, and unpacks files that are compressed. DCMTK
// reads the file; that the bytes found are the ones it read is checked here. In the helper process;
// functions.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/imaging/model/raw_pixels.h"

namespace medveil::imaging {

/// kImageUnsupported with the reason (compressed, planes, other depths, no pixels), kImageDamaged.
base::Result<RawPixels> locateRawPixels(base::ByteView file);

/// A file whose pixels are compressed without loss or stand in planes, uncompressed, the channels of a pixel
/// together: explicit VR, little end first, the data set else as it was, the head of the file made anew.
/// Empty for a file that is as it should be. kImageUnsupported for what may be compressed with loss,
/// kImageDamaged, kTooLarge.
base::Result<base::Bytes> unpack(base::ByteView file);

}  // namespace medveil::imaging
