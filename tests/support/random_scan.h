// Small DICOM files by chance, of every kind and packing that can be written here, with what is to be seen in
// each: worked out from the samples that went in and the formulas of PS3.3, C.11, not from our code. The test
// links medveil_dicom_picture.
#pragma once

#include <string>
#include <vector>

#include "core/base/file_system.h"

namespace medveil::test {

struct RandomScan {
    base::Path file;
    std::string what;  ///< in words, for a report
    std::uint32_t frames = 1;
    std::vector<std::vector<int>> expected;  ///< levels of each frame; none where loss decides them
    bool colour = false;
    bool forDcmtk = true;     ///< whether dcmj2pnm obeys all that this file says
    bool forPydicom = true;   ///< whether pydicom does, with numpy alone
    std::string dcmtkWindow;  ///< dcmj2pnm's option, "+Wi 1"; empty: none
};

/// The same for the same `seed`. Packs with dcmcrle, dcmcjpeg, dcmcjpls and OpenJPEG. Throws nothing; a file
/// that a program refuses to pack stays as it is.
RandomScan makeRandomScan(const base::Path& folder, std::uint32_t seed);

}  // namespace medveil::test
