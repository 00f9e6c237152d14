// Reading a DICOM file from memory with DCMTK; for the inside of this room. Function; any thread.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

/// What is deflated as a whole is only read where memory is bounded by other means.
enum class Deflated : std::uint8_t { kRefuse, kInflate };

/// kImageDamaged. `file` must outlive `format`: long values are read when they are asked for.
base::Result<void> readDicom(DcmFileFormat& format, base::ByteView file,
                             Deflated deflated = Deflated::kRefuse);

inline constexpr std::uint64_t kLargestDicom = 768ULL * 1024 * 1024;  ///< bytes of a file that is written

/// The whole file, with a new head. kTooLarge, kImageDamaged.
base::Result<base::Bytes> writeDicom(DcmFileFormat& format, E_TransferSyntax syntax, std::uint64_t limit);

}  // namespace medveil::imaging
