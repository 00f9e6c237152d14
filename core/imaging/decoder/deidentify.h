// De-identification of a DICOM data set: PS3.15, table E.1-1, basic profile with options, and beyond the
// table private elements, overlays, curves, preamble, unknown elements, free text in which somebody is named,
// and everything in pixel data that is not the picture. What a picture shows is not looked at: that is the
// business of masks and of a person. In the helper process; pure functions.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/imaging/model/deidentify_plan.h"

namespace medveil::imaging {

/// The copy was read again and agrees with the report. kImageDamaged; kImageUnsupported with the reason for
/// what cannot be cleaned (see release_refusal.h and codestream.h); kInternal when a value cannot be changed
/// or the copy differs from the report; kTooLarge.
base::Result<Deidentified> deidentify(base::ByteView file, const DeidentifyPlan& plan);

}  // namespace medveil::imaging
