// De-identification of a DICOM data set: PS3.15, table E.1-1, basic profile with options, and beyond the
// table private elements, overlays, curves, preamble, unknown elements, and free text in which a name that
// was removed still stands. Pixels are not looked at: they are the business of masks and of a person. In the
// helper process; pure functions.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/crypto/keys.h"

namespace medveil::imaging {

/// What is kept that the basic profile takes away; bits.
namespace keep {
inline constexpr std::uint32_t kUids = 1;
inline constexpr std::uint32_t kDevice = 2;
inline constexpr std::uint32_t kInstitution = 4;
inline constexpr std::uint32_t kPatient = 8;  ///< age, sex, size, weight, ...
inline constexpr std::uint32_t kDates = 16;
inline constexpr std::uint32_t kShiftedDates = 32;  ///< by one secret number of days for each patient
}  // namespace keep

struct DeidentifyPlan {
    std::uint32_t options = 0;
    /// From it come pseudonyms, new UIDs and the shift of dates: the same for the same patient, study and
    /// key.
    base::Bytes key;
    bool pixelsChecked =
        false;  ///< a person says that no pixel names anybody: Burned In Annotation becomes NO
};

/// What became of one element. No values: a report names nobody.
struct DeidentifyAction {
    std::string tag;
    std::string name;
    std::string action;  ///< "removed", "emptied", "replaced", "shifted", "new UID"
};

struct Deidentified {
    base::Bytes file;
    std::vector<DeidentifyAction> actions;
    std::vector<std::string> warnings;  ///< what a person must still look at
};

/// kImageDamaged, kTooLarge.
base::Result<Deidentified> deidentify(base::ByteView file, const DeidentifyPlan& plan);

}  // namespace medveil::imaging
