// JPEG 2000 and High-Throughput JPEG 2000 codestreams by OpenJPEG. Pure function; any thread.
#pragma once

#include "core/base/result.h"
#include "core/imaging/decoder/codestream_shape.h"

namespace medveil::imaging {

/// `words` is the photometric interpretation of the file around it. kImageDamaged, also for one of another
/// shape.
base::Result<CodestreamPicture> decodeJpeg2000(base::ByteView codestream, const FrameShape& shape,
                                               std::string_view words);

}  // namespace medveil::imaging
