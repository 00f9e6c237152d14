// Values that say nothing, valid for their VR: PS3.15, E.1.1, action D; PS3.5, 6.2. Runs inside the decoder
// process only.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// One value in the place of the element's own, whatever its VR. Not of sequences, not of UIDs.
OFCondition putDummy(DcmElement& element);

/// One item in the place of a sequence's own: a person, or a code (PS3.3, 8.8 and 10.1).
OFCondition putDummyItem(DcmSequenceOfItems& sequence);

}  // namespace medveil::imaging
