// A frame of RLE made anew: PS3.5, annex G. The table of segments, their ends and what stands behind them are
// checked or left out, unused bits are cleared. Pure function over hostile bytes; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/imaging/decoder/sample_bits.h"

namespace medveil::imaging {

struct RleShape {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t channels = 1;
    SampleBits bits;
};

/// kUnexpectedEnd where a segment ends before its picture does; kImageUnsupported where the segments are not
/// those of such a frame.
base::Result<base::Bytes> cleanRle(base::ByteView frame, const RleShape& shape);

}  // namespace medveil::imaging
