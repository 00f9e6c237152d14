// PNG, JPEG and TIFF as images to be looked at; libpng, libjpeg and libtiff. In the helper process only, see
// decoder.h.
#pragma once

#include "core/imaging/decoder/decoder.h"

namespace medveil::imaging {

base::Result<std::unique_ptr<Decoder>> openPngDecoder(base::ByteView file);
base::Result<std::unique_ptr<Decoder>> openJpegDecoder(base::ByteView file);
base::Result<std::unique_ptr<Decoder>> openTiffDecoder(base::ByteView file);

/// How a photograph was held, Exif's 1 to 8; 1 where it does not say.
std::uint8_t orientationOfJpeg(base::ByteView file);

}  // namespace medveil::imaging
