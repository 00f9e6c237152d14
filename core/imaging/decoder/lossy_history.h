// That an image was compressed with loss, said on by its copies: PS3.3, C.7.6.1.1.5. Runs inside the decoder
// process only.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// Before the pixel data is changed: what the file says stays. Where it is silent and its transfer syntax
/// loses or may have lost, it is said, with the method and the ratio of this compression. kInternal when it
/// cannot be written.
base::Result<void> sayLossy(DcmFileFormat& format);

}  // namespace medveil::imaging
