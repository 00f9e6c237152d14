// The mark of a masked DICOM image: core/spec/masked-image.md. Runs inside the decoder process only.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

bool isMasked(DcmItem& dataset);
void putMaskedMark(DcmItem& dataset);

}  // namespace medveil::imaging
