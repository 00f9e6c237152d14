// TIFF as a carrier: 8 and 16 bit, grey or RGB, not compressed. The first page carries; everything else,
// other pages too, stays byte for byte. libtiff reads the directory and says where the strips stand.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openTiff(base::Bytes file);

}  // namespace medveil::stego
