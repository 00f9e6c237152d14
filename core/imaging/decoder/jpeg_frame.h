// Frames of JPEG and JPEG-LS, by the codecs of DCMTK. In the helper process; one thread.
#pragma once

#include "core/imaging/decoder/codestream_shape.h"
#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// What the codestream says of itself is what it is decoded by (PS3.5, 8.2.1); `words` is the photometric
/// interpretation of the file, which holds where the codestream is silent. kImageDamaged, also for one of
/// another shape; kImageUnsupported.
base::Result<CodestreamPicture> decodeJpegFrame(const base::Bytes& codestream, const FrameShape& shape,
                                                E_TransferSyntax syntax, std::string_view words);

}  // namespace medveil::imaging
