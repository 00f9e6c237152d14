// What a de-identification is to keep, and what became of a file. Plain values.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"

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
    std::string tag;  ///< with the items around it, from 0: "(0040,A730)[2](0040,A123)"
    std::string name;
    std::string action;  ///< "removed", "emptied", "replaced", "shifted", "new UID", "cut to its values"
};

struct Deidentified {
    base::Bytes file;
    std::vector<DeidentifyAction> actions;
    std::vector<std::string> warnings;  ///< what a person must still look at
};

}  // namespace medveil::imaging
