// WAV and FLAC as carriers, 16 and 24 bit, any number of channels. Decoding and FLAC encoding are
// libsndfile's.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openWav(base::Bytes file, base::TaskContext& task);
base::Result<std::unique_ptr<Carrier>> openFlac(base::Bytes file, base::TaskContext& task);

}  // namespace medveil::stego
