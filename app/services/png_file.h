// Writes pixels of one's own as a PNG file. Function; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::app {

/// `pixels`: eight bits a channel, rows from the top without padding; one channel, grey, or three, RGB.
base::Result<base::Bytes> encodePng(base::ByteView pixels, std::uint32_t width, std::uint32_t height,
                                    std::uint32_t channels);

}  // namespace medveil::app
