// Palettes of DICOM, whole or segmented (PS3.3, C.7.6.3.1.5, C.7.6.3.1.6 and C.7.9.2). Borrows the data set;
// its thread.
#pragma once

#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

/// Sets `info.palette` and `info.paletteFirst`; leaves them where the tables are missing or damaged.
void readPalette(DcmDataset& dataset, ImageInfo& info);

}  // namespace medveil::imaging
