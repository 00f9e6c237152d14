// How a file says openly that it carries data and differs from its original: stego/spec/restorable.md.
// Constants.
#pragma once

#include <string_view>

namespace medveil::imaging {

inline constexpr std::string_view kMarkText =
    "This copy carries hidden data: values differ from the original by at most one. Restore it before "
    "reading it.";
/// DICOM: private creator of the block in group 7FDF.
inline constexpr std::string_view kMarkCreator = "MEDVEIL CARRIES DATA";

}  // namespace medveil::imaging
