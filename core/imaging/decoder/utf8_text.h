// The text of a data set in UTF-8: PS3.3, C.12.1.1.2. Runs inside the decoder process only.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// All text, also in items with a character set of their own; one of ASCII alone stays as it is. A value that
/// is not written in the set that the file names is read as UTF-8, else as Latin-1: so every name can be
/// compared with every text. kInternal when a value cannot be put back.
base::Result<void> toUtf8(DcmDataset& dataset);

}  // namespace medveil::imaging
