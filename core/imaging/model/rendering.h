// From stored values to what a screen shows: modality and window (PS3.3, C.11.1 and C.11.2), palettes, YBR
// colours. Pure functions; any thread.
#pragma once

#include "core/base/result.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

/// Eight bits a channel, rows from the top without padding.
struct Picture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 1;  ///< 1: grey; 3: red, green, blue
    base::Bytes pixels;
};

struct Look {
    Window window;
    bool inverted = false;
    bool overlay = true;  ///< lines and letters that the file draws over its picture
};

/// Of this frame.
const Greys& greysOf(const ImageInfo& info, const Frame& frame);

/// The frame's first window; of one that proposes none, from the least to the greatest value of the frame but
/// its padding (grey of 8 bit: all of its range).
Window windowFor(const ImageInfo& info, const Frame& frame);

/// kImageUnsupported for a palette that is missing.
base::Result<Picture> render(const ImageInfo& info, const Frame& frame, const Look& look);

/// As high as it is wide, where the file's pixels are not: the shorter side is stretched (linear).
Picture withSquarePixels(Picture picture, double pixelHeight);

/// As it stands in the file.
double storedAt(const Frame& frame, std::uint32_t x, std::uint32_t y, std::uint32_t channel = 0);
/// A stored value in the file's unit.
double valueAt(const ImageInfo& info, const Frame& frame, std::uint32_t x, std::uint32_t y,
               std::uint32_t channel = 0);

}  // namespace medveil::imaging
