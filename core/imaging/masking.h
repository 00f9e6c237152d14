// Writes a copy of an image with regions made unrecognisable, and finds what is sealed inside such a copy.
// Runs inside the decoder process only. Functions; one thread.
#pragma once

#include "core/crypto/keys.h"
#include "core/imaging/mask.h"

namespace medveil::imaging {

struct Masked {
    base::Bytes file;
    crypto::Digest pixels;     ///< see pixelDigest()
    std::uint64_t sealAt = 0;  ///< place in the file where a sealed part may be put in
    std::uint64_t count = 0;   ///< pixels covered, of all frames
};

/// DICOM stays DICOM, unpacked; every other kind becomes PNG. Nothing of a covered pixel is in the result:
/// previews, overlays, private elements and what else may repeat the image are left out.
/// kImageUnsupported for floating point pixels, pages of different sizes; kTooLarge; kInvalidArgument.
base::Result<Masked> mask(base::ByteView file, const MaskPlan& plan);

struct SealedPart {
    crypto::Digest pixels;  ///< of the image around it
    base::Bytes sealed;
};

/// `sealed` is empty where regions are covered for good. kNothingFound for an image that is not masked.
base::Result<SealedPart> findSealedPart(base::ByteView file);

}  // namespace medveil::imaging
