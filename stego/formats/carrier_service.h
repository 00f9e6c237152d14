// The decoding helper's answers about covers: their samples go out, samples that carry something come back
// and become a file. Keys and what is hidden never come here. One file, one thread.
#pragma once

#include "core/imaging/decoder/decoder_service.h"

namespace medveil::stego {

/// For serveDecoder(). Borrows the file.
std::unique_ptr<imaging::Extension> makeCarrierService(base::ByteView file);

}  // namespace medveil::stego
