// JPEG as a carrier: see stego/carrier/jpeg_carrier.h for what of it becomes samples. In the helper process.
#pragma once

#include "stego/carrier/jpeg_carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openJpeg(base::Bytes file, base::TaskContext& task);

}  // namespace medveil::stego
