// Whether a picture that is saved without loss was a JPEG before. Its blocks still are what that JPEG was
// decoded to, and saving it as a JPEG again shows every block that a change touched. Pure function.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// Of pictures of 8 bits. The grid of blocks may begin anywhere: a part that was cut out is found as well.
bool wasJpeg(const Carrier& carrier);

}  // namespace medveil::stego
