// What a cover is known by, whatever file it is in: its samples. Two copies of one cover with different bits
// hidden in them show where they are. Pure functions.
#pragma once

#include "core/crypto/digest.h"
#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// SHA-256 over measures and samples. The same for a picture as PNG, TIFF and BMP, for a sound as WAV, AIFF
/// and FLAC, for a JPEG however its coefficients are coded; another one as soon as one sample differs.
crypto::Digest fingerprintOf(const Carrier& carrier);
/// Of a cover's file. Fails as openCover() does.
base::Result<crypto::Digest> fingerprintOf(base::FileSystem& files, const base::Path& cover,
                                           base::TaskContext& task);

}  // namespace medveil::stego
