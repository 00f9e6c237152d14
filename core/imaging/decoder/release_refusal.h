// Which files cannot be made to name nobody. Runs inside the decoder process only.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// kImageUnsupported with the reason: directories, encapsulated documents, voices, video, pixels that lie
/// elsewhere, what cannot be written again.
base::Result<void> checkReleasable(DcmFileFormat& format);

}  // namespace medveil::imaging
