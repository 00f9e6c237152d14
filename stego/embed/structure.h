// What is regular in a cover and would not be any more after a change: channels that are alike, values that
// never occur, depth that was never there. Everybody can look for it, without any key. Pure functions; a
// Structure is a value.
#pragma once

#include "stego/embed/costs.h"

namespace medveil::stego {

/// Why nothing may be hidden in a cover: nearly every change would break the rule that the whole of it
/// follows. A few samples that do not follow it, or a share of a thousand, hide no rule.
enum class Regularity : std::uint8_t {
    kFewerBits,     ///< made from fewer bits: doubled, shifted, scaled, filled with zeros
    kGreyInColour,  ///< red, green and blue are the same
    kSameChannels,  ///< two channels of a sound say the same, or the opposite
    kGaps,          ///< stretched or amplified: values between others never occur
    kFewColours,    ///< from a palette, or drawn
    kFlat,          ///< silence, or one surface
    kEnlarged,      ///< every pixel or sample is there several times
    kRepeats,       ///< pieces of it are there again elsewhere: a tile, a mirror, a loop
    kInterpolated,  ///< half of the pixels or samples follow from those beside them
    kDerived,       ///< a channel follows from others: a table of one, a mean of two, one of them later
    kWasJpeg,       ///< its blocks are those of a JPEG that it was decoded from
    kOwnChecksum,   ///< its file holds a checksum or a signature of what it shows
    kOtherPicture,  ///< its file holds another picture, or the same again
};
/// The reason in words, as the detail of kCoverUnsupported.
std::string_view wordsFor(Regularity regularity);

/// What must stay as it is in a cover that may be used all the same.
struct Structure {
    /// Of each channel, for each value from `first` on: whether a step from it leads to one that hardly ever
    /// occurs. Of a JPEG, for each component kJpegElements of them. Empty where there is no such value.
    std::vector<std::vector<bool>> barred;
    std::int32_t first = 0;
    std::vector<bool> still;  ///< channels (of a JPEG, components) in which nothing happens
    /// Channels that are often alike: where they are, they stay so.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> alike;

    /// Their costs become kTaken.
    void keep(const Carrier& carrier, Costs& costs) const;
};

/// kCoverUnsupported with wordsFor() what was found.
base::Result<Structure> findStructure(const Carrier& carrier);

}  // namespace medveil::stego
