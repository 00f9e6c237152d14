// How a masked image is written, and where in it the sealed original stands: core/spec/masked-image.md. Runs
// inside the decoder process only. Functions; one thread.
#pragma once

#include "core/base/result.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

struct WrittenImage {
    base::Bytes file;
    std::uint64_t sealAt = 0;  ///< place in the file where a sealed part may be put in
};

/// `all`: the frames behind each other. `file`: the original, for what may stay of its elements.
base::Result<WrittenImage> writeMaskedDicom(base::ByteView file, const ImageInfo& info, const Frame& all);
base::Result<WrittenImage> writeMaskedPng(const ImageInfo& info, const Frame& frame);

/// Empty where none is.
base::Result<base::Bytes> sealedPartOfDicom(base::ByteView file);
base::Result<base::Bytes> sealedPartOfPng(base::ByteView file);

}  // namespace medveil::imaging
