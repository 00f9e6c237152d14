// WAV and AIFF (16, 24 and 32 bit) as carriers, any number of channels. libsndfile reads their headers.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openWav(base::Bytes file);
base::Result<std::unique_ptr<Carrier>> openAiff(base::Bytes file);

}  // namespace medveil::stego
