// An ICC profile with the numbers that a change of colours needs and nothing that says whose device it is of:
// PS3.3, C.11.15; ICC.1:2022. Pure function over hostile bytes; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

/// Matrices, curves and tables stay, each cut to its own length; names, dates, makers and every other text
/// are left out or written anew. kImageUnsupported where the profile is not understood.
base::Result<base::Bytes> cleanIccProfile(base::ByteView profile);

}  // namespace medveil::imaging
