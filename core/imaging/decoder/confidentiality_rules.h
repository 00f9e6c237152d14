// What is to become of an element: PS3.15, table E.1-1, basic profile with options, and what goes beyond the
// table. Pure functions; any thread.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

enum class Fate : std::uint8_t {
    kKeep,
    kRemove,
    kEmpty,
    kReplace,  ///< by a value that says nothing
    kNewUid,
    kShift,
    kLookInside,  ///< a sequence whose items are dealt with one by one
    kDummyItem    ///< a sequence with one item that says nothing in the place of its own
};

/// `options`: bits of imaging::keep. `depth`: 0 for the data set itself.
Fate fateOf(const DcmTagKey& tag, DcmEVR vr, std::uint32_t options, std::size_t depth);
/// The same without options: for a date that cannot be shifted.
Fate basicFateOf(const DcmTagKey& tag, DcmEVR vr);

bool isDate(DcmEVR vr);
/// Of these getVR() and the dictionary know nothing: UN and every VR that the standard does not have.
bool isUnknown(DcmEVR vr);
/// How the dictionary has a public attribute; EVR_UNKNOWN where it has not.
DcmEVR dictionaryVr(const DcmTagKey& tag);
/// The VR that decides: the dictionary's for dates, names and UIDs that are written as other text.
DcmEVR decidingVr(DcmElement& element);

}  // namespace medveil::imaging
