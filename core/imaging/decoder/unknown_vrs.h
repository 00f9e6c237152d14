// Elements of unknown VR read again by the dictionary: PS3.5, 6.2.2. Runs inside the decoder process only.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// UN, VRs that do not exist, and bytes where the dictionary has text or a sequence, wherever they stand.
/// What cannot be read stays as it is. kInternal when an element cannot be put back.
base::Result<void> readUnknownVrs(DcmItem& item);

}  // namespace medveil::imaging
