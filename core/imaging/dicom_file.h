// Reading a DICOM file from memory with DCMTK; for the inside of this room. Function; any thread.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

/// kImageDamaged. `file` must outlive `format`: long values are read when they are asked for.
base::Result<void> readDicom(DcmFileFormat& format, base::ByteView file);

}  // namespace medveil::imaging
