// JPEG 2000 and High-Throughput JPEG 2000 codestreams by OpenJPEG. Pure function; any thread.
#pragma once

#include "core/base/result.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

/// Samples, channels interleaved. kImageDamaged, also for one of another shape.
base::Result<base::Bytes> decodeJpeg2000(base::ByteView codestream, const FrameShape& shape);

}  // namespace medveil::imaging
