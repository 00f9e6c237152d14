// FLAC of 16 and 24 bits as a carrier. What is written instead of its frames has their length, their
// encoder's level as far as libFLAC has it, a seek table with the new places, and all other metadata as it
// was.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openFlac(base::Bytes file, base::TaskContext& task);

}  // namespace medveil::stego
