// Whether pieces of a cover are there again elsewhere in it: a tile, a mirror, a loop. Where they were the
// same before, they differ after hiding, and the places where they do are the message. Pure functions.
#pragma once

#include "stego/carrier/jpeg_carrier.h"

namespace medveil::stego {

/// Runs of consecutive samples of one channel, spread over the cover, are looked for everywhere in it,
/// forwards and backwards, as they are, lighter or darker, and inverted.
bool repeatsItself(const Carrier& carrier, std::uint32_t channel);

/// Of a JPEG, blocks that say much and are there again, or mirrored. A copy that does not begin at the edge
/// of a block is not seen.
bool blocksRepeat(const JpegCarrier& carrier);

}  // namespace medveil::stego
