// Pixels in a DICOM data set: what their compression promises, and putting decoded ones in. For the inside of
// this room. Functions; one thread.
#pragma once

#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

enum class Compression : std::uint8_t { kNone, kWithoutLoss, kEither, kWithLoss };

/// What a transfer syntax promises of the pixels it packs (PS3.5, 10). An unknown one promises nothing.
Compression compressionOf(std::string_view transferSyntaxUid);
/// Of the whole file, by its head.
Compression compressionOf(DcmFileFormat& format);

/// Replaces the pixel data by `all`: the frames behind each other, not compressed, channels together.
/// kImageDamaged.
base::Result<void> putFrames(DcmDataset& dataset, const ImageInfo& info, const Frame& all);

}  // namespace medveil::imaging
