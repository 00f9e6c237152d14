// Reads a written copy again and compares it with what was reported and with the rules. Runs inside the
// decoder process only.
#pragma once

#include "core/imaging/decoder/element_cleaner.h"

namespace medveil::imaging {

/// Each outcome must be so at its path, and each other element must be one that the rules keep.
/// kInternal with the first place where it is not: then the copy must not be passed on.
base::Result<void> checkCopy(base::ByteView file, const Outcomes& outcomes, std::uint32_t options);

}  // namespace medveil::imaging
