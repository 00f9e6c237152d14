// Frames of a DICOM file: DCMTK for the file, for JPEG, JPEG-LS and RLE, OpenJPEG for JPEG 2000. In the
// helper process only, see decoder.h.
#pragma once

#include "core/imaging/decoder/decoder.h"

namespace medveil::imaging {

base::Result<std::unique_ptr<Decoder>> openDicomDecoder(base::ByteView file);
void prepareDicom();

}  // namespace medveil::imaging
