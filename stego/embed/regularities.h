// A part of a cover, spread over all of it, and the rules that it follows. A rule is judged by the share of
// samples that obey it: whole bands of rows are looked at, about a million samples, for that tells shares
// well enough and takes as long for the largest cover. Value; one thread.
#pragma once

#include <functional>
#include <vector>

#include "stego/carrier/carrier.h"

namespace medveil::stego {

class Glimpse {
  public:
    explicit Glimpse(const Carrier& carrier);

    /// Of the channel's samples, those that differ from the one before.
    double movingShare(std::uint32_t channel) const;
    /// Of the moving samples, those of which `holds`.
    double shareOf(const std::function<bool(std::uint32_t channel, std::int32_t value)>& holds) const;
    /// Of the moving frames that are not all but silent, those in which both channels say the same or the
    /// opposite.
    double alikeShare(std::uint32_t a, std::uint32_t b) const;
    /// Of the moving pixels, those whose three channels are equal.
    double greyShare() const;
    bool isOfFewerBits() const;
    bool isOfFewColours() const;
    bool isEnlarged() const;
    /// By two: each new pixel or sample is the mean of those beside it, or all stand a quarter of the way
    /// from an old one to the next.
    bool isInterpolated() const;

  private:
    /// Consecutive rows of a picture, or frames of a sound.
    struct Band {
        std::size_t rows = 1;
        std::size_t pixels = 0;  ///< of a row
        std::vector<std::int32_t> samples;
    };
    template <class Visit>
    void eachMoving(Visit visit) const;
    bool lowestBitsAlike() const;
    bool isOfDepth(std::uint32_t depth) const;
    bool neighboursNeverOccur() const;
    template <class Law>
    bool holdsAtEveryOther(std::size_t before, std::size_t behind, double least, Law law) const;
    bool columnsRepeat() const;
    bool rowsRepeat() const;

    CarrierInfo m_info;
    bool m_sound = false;
    std::vector<Band> m_bands;
};

}  // namespace medveil::stego
