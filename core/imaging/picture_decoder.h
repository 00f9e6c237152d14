// PNG, JPEG and TIFF as images to be looked at; libpng, libjpeg and libtiff. In the helper process only, see
// decoder.h.
#pragma once

#include "core/imaging/decoder.h"

namespace medveil::imaging {

base::Result<std::unique_ptr<Decoder>> openPngDecoder(base::ByteView file);
base::Result<std::unique_ptr<Decoder>> openJpegDecoder(base::ByteView file);
base::Result<std::unique_ptr<Decoder>> openTiffDecoder(base::ByteView file);

}  // namespace medveil::imaging
