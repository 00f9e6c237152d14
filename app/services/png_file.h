// Writes pixels of one's own as a PNG file. Function; any thread.
#pragma once

#include <array>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::app {

/// What a PNG file begins with (PNG, 5.2).
inline constexpr std::array<base::Byte, 8> kPngSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/// `pixels`: eight bits a channel, rows from the top without padding; one channel, grey, or three, RGB.
base::Result<base::Bytes> encodePng(base::ByteView pixels, std::uint32_t width, std::uint32_t height,
                                    std::uint32_t channels);

}  // namespace medveil::app
