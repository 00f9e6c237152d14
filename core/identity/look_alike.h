// Names that look like one another: Unicode's confusables (UTS #39), by ICU. Safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace medveil::identity {

/// What is left of a name when all that looks alike is the same: case, accents that hide in fonts, letters of
/// other scripts, kinds and numbers of spaces. Two names that are mistaken for one another have one skeleton.
/// The name itself where it cannot be worked out.
std::string nameSkeleton(std::string_view name);

}  // namespace medveil::identity
