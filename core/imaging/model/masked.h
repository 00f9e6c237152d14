// A masked copy of an image, and what is sealed inside of one. Plain values.
#pragma once

#include "core/base/bytes.h"
#include "core/crypto/keys.h"

namespace medveil::imaging {

struct Masked {
    base::Bytes file;
    crypto::Digest pixels;     ///< see pixelDigest()
    std::uint64_t sealAt = 0;  ///< place in the file where a sealed part may be put in
    std::uint64_t count = 0;   ///< pixels covered, of all frames
};

struct SealedPart {
    crypto::Digest pixels;  ///< of the image around it
    base::Bytes sealed;
};

}  // namespace medveil::imaging
