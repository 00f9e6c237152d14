// Writes a copy of an image with regions made unrecognisable, and finds what is sealed inside such a copy.
// Runs inside the decoder process only. Functions; one thread.
#pragma once

#include "core/imaging/model/mask.h"
#include "core/imaging/model/masked.h"

namespace medveil::imaging {

/// DICOM stays DICOM, unpacked; every other kind becomes PNG. Nothing of a covered pixel is in the result:
/// previews, overlays, private elements and what else may repeat the image are left out.
/// kImageUnsupported for floating point pixels, pages of different sizes; kTooLarge; kInvalidArgument.
base::Result<Masked> mask(base::ByteView file, const MaskPlan& plan);

/// `sealed` is empty where regions are covered for good. kNothingFound for an image that is not masked.
base::Result<SealedPart> findSealedPart(base::ByteView file);

}  // namespace medveil::imaging
