// PNG (ISO/IEC 15948) as a carrier: 8 and 16 bit, grey and RGB, with or without alpha, interlaced or not.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openPng(base::Bytes file, base::TaskContext& task);

}  // namespace medveil::stego
