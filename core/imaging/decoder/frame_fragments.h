// Which fragments of compressed pixel data belong to which frame: PS3.5, A.4. Runs inside the decoder process
// only.
#pragma once

#include <dcmtk/dcmdata/dcpixseq.h>

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// The bytes of one fragment. kImageDamaged.
base::Result<base::Bytes> fragmentOf(DcmPixelSequence& sequence, unsigned long place);

/// Extended Offset Table (PS3.3, C.7.6.3.1.8); empty where there is none.
std::vector<std::uint64_t> extendedOffsetsOf(DcmDataset& dataset);

/// For each frame the place of its first fragment, and behind them where the last one ends. Told by a table
/// of offsets where it is whole, the `extended` one or that of the sequence, else by one fragment for each
/// frame, else by how a codestream begins. What no frame needs lies behind the end. kImageUnsupported where
/// it cannot be told.
base::Result<std::vector<unsigned long>> framesIn(DcmPixelSequence& sequence, std::size_t frames,
                                                  const std::vector<std::uint64_t>& extended);

}  // namespace medveil::imaging
