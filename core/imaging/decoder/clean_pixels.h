// Pixel data from which nothing is left but the picture. Runs inside the decoder process only.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// Native values are cut to what rows, columns and frames say, their unused bits cleared (PS3.5, 8.1.1).
/// Compressed frames are made anew, one fragment each, with a new table of offsets (PS3.5, A.4); see
/// codestream.h and rle_codestream.h. kImageUnsupported with the reason for what is not understood: it may
/// hold anything.
base::Result<void> cleanPixels(DcmFileFormat& format);

}  // namespace medveil::imaging
