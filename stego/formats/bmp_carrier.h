// Windows bitmaps of 24 and 32 bits a pixel, not compressed, as carriers. The header is read here: no library
// gives the places of the pixels in the file, and all else must stay as it is.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openBmp(base::Bytes file);

}  // namespace medveil::stego
