// Decoding of image files, one frame at a time. Image decoders are where hostile files win: this runs in the
// helper process only (image_file.h), never in a program that holds keys. One thread.
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

inline constexpr std::uint64_t kLargestFrame = 768ULL * 1024 * 1024;  ///< bytes of samples

class Decoder {
  public:
    virtual ~Decoder() = default;
    virtual const ImageInfo& info() const = 0;
    /// kInvalidArgument for a frame that is not there, kImageDamaged, kImageUnsupported with the reason.
    virtual base::Result<Frame> frame(std::uint32_t number) = 0;
    /// Everything the file says about itself, up to some thousand lines.
    virtual base::Result<std::vector<Element>> elements() = 0;
};

/// Borrows the file, which must outlive the decoder. kImageUnsupported names the reason, kImageDamaged.
base::Result<std::unique_ptr<Decoder>> openDecoder(base::ByteView file);

/// Makes everything ready that decoding wants from the disk, so that nothing is opened afterwards.
void prepareDecoders();

}  // namespace medveil::imaging
