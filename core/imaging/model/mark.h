// How a file says openly that its pixels are not the original's: stego/spec/restorable.md,
// core/spec/masked-image.md. Constants.
#pragma once

#include <string_view>

namespace medveil::imaging {

inline constexpr std::string_view kMarkText =
    "This copy carries hidden data: values differ from the original by at most one. Restore it before "
    "reading it.";
/// DICOM: private creator of the block in group 7FDF.
inline constexpr std::string_view kMarkCreator = "MEDVEIL CARRIES DATA";

inline constexpr std::string_view kMaskedText =
    "Regions of this image were made unrecognisable. It is not the original.";
/// DICOM: private creator of the block in group 7FDD.
inline constexpr std::string_view kMaskedCreator = "MEDVEIL MASKED IMAGE";
/// PNG: the chunk that holds the sealed original: ancillary, private, not safe to copy into a changed image.
inline constexpr char kSealedChunk[] = "mvSL";

}  // namespace medveil::imaging
