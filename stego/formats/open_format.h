// Opens a file as the carrier that its bytes say it is. In the helper process; function.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// kCoverUnsupported names the reason in its detail; kCoverDamaged for a file that breaks its format;
/// kTooLarge. Every declared size is checked before memory is taken for it.
base::Result<std::unique_ptr<Carrier>> openFormat(base::Bytes file, base::TaskContext& task);

}  // namespace medveil::stego
