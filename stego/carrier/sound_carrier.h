// WAV and AIFF (16, 24 and 32 bit) and FLAC (16 and 24 bit) as carriers, any number of channels. libsndfile
// reads headers, decodes and encodes FLAC.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openWav(base::Bytes file);
base::Result<std::unique_ptr<Carrier>> openAiff(base::Bytes file);
base::Result<std::unique_ptr<Carrier>> openFlac(base::Bytes file, base::TaskContext& task);

}  // namespace medveil::stego
