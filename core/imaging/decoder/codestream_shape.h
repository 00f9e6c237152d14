// What a codestream says of its size, against the file around it, and what is decoded of it. Pure function.
#pragma once

#include "core/base/result.h"
#include "core/imaging/decoder/stored_bits.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

struct CodestreamShape {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t components = 1;
    std::uint32_t precision = 8;  ///< bits of a sample
};

struct CodestreamPicture {
    base::Bytes samples;          ///< channels together, of the type that was asked for
    std::uint32_t precision = 8;  ///< bits that a sample has in the codestream
    bool withSign = false;        ///< that the codestream itself says; its samples are then signed
    Colours colours = Colours::kGrey;
    std::vector<Caution> cautions;
};

/// kImageDamaged with both numbers: whichever is wrong, a picture made of the two would be, too. `kind` names
/// the codestream.
base::Result<void> checkShape(const CodestreamShape& codestream, const FrameShape& file,
                              std::string_view kind);

/// Where the values of a decoded picture stand in its words, by what the file says. kImageDamaged with both
/// numbers where the depths contradict each other: samples too great for the file's bits, or a sign at a
/// place that nobody says.
base::Result<StoredBits> bitsOf(const CodestreamPicture& picture, StoredBits file, std::string_view kind);

}  // namespace medveil::imaging
