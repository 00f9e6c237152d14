// Long binary values beside the pixel data, cut to what the data set says they are. Runs inside the decoder
// process only.
#pragma once

#include "core/imaging/decoder/element_cleaner.h"

namespace medveil::imaging {

/// Colour profiles are made anew (icc_profile.h) or removed; lookup tables (PS3.3, C.11.1 and C.7.6.3.1.5)
/// and waveforms (PS3.3, C.10.9) lose what stands behind their last value. Adds to the report and to what
/// must be true of the copy.
base::Result<void> cleanBulkValues(DcmItem& dataset, std::vector<DeidentifyAction>& report,
                                   Outcomes& outcomes);

}  // namespace medveil::imaging
