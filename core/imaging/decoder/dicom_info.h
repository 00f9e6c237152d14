// What a DICOM data set says about its image, and about itself. For the inside of this room. Functions; the
// data set's thread.
#pragma once

#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

/// All of ImageInfo but `channels`, `type`, `colours` of what is not stored in a usual way. kImageUnsupported
/// names what the object is when it has no image.
base::Result<ImageInfo> readInfo(DcmFileFormat& format);

std::vector<Element> listElements(DcmFileFormat& format);

}  // namespace medveil::imaging
