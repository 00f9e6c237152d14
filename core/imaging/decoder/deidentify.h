// De-identification of a DICOM data set: PS3.15, table E.1-1, basic profile with options, and beyond the
// table private elements, overlays, curves, preamble, unknown elements, and free text in which a name that
// was removed still stands. Pixels are not looked at: they are the business of masks and of a person. In the
// helper process; pure functions.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/imaging/model/deidentify_plan.h"

namespace medveil::imaging {

/// kImageDamaged, kTooLarge.
base::Result<Deidentified> deidentify(base::ByteView file, const DeidentifyPlan& plan);

}  // namespace medveil::imaging
