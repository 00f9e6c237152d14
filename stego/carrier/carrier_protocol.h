// What the decoding helper says of a cover: its measures, and then its samples as they stand in memory. The
// helper is not trusted: what is wrong here would otherwise be an index into somebody's table later. Pure
// functions.
#pragma once

#include "stego/carrier/jpeg_carrier.h"

namespace medveil::stego {

/// Numbers behind the question for a carrier.
inline constexpr std::uint32_t kAsItIs = 0;
inline constexpr std::uint32_t kToHideIn = 1;  ///< a scan compressed without loss is unpacked

struct CarrierHead {
    CarrierInfo info;
    Samples::Width width = Samples::Width::kUnsigned8;
    std::uint64_t samples = 0;
    bool markable = false;  ///< has a place for the mark
    bool marked = false;
    std::vector<JpegComponent> components;  ///< of a JPEG
};

/// More samples than this for the bytes of a file are no picture or sound, but a bomb: covers have noise to
/// hide in, and noise does not shrink.
std::uint64_t mostSamplesFor(std::uint64_t fileBytes);
/// kCoverUnsupported for more; asked before memory is taken.
base::Result<void> checkExpansion(std::uint64_t samples, std::uint64_t fileBytes);

base::Bytes encodeHead(const CarrierHead& head);
/// kMalformed unless all of it holds together.
base::Result<CarrierHead> decodeHead(base::ByteView bytes, std::uint64_t fileBytes);

/// kMalformed when one is out of the range that the head names.
base::Result<void> checkSamples(const CarrierInfo& info, const Samples& samples);

}  // namespace medveil::stego
