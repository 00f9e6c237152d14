// What others could find: published detectors of hidden data, run on our own results and on files from
// outside. Pure functions over a carrier's samples, on all cores; none needs a key.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// Sample pair analysis (Dumitrescu, Wu, Wang 2003) over neighbours beside and below each other, in sound one
/// after the other: the estimated share of samples whose lowest bits were overwritten, near 0 where none
/// were.
struct SamplePairs {
    double rate = 0;
    double spread = 0;  ///< standard deviation of it
};
SamplePairs samplePairs(const Carrier& carrier, std::uint32_t channel);

/// Weighted stego image with the enhanced predictor, moderated weights and bias correction (Ker, Boehme
/// 2008): the same estimate for pictures; 0 for what is smaller than 3 by 3.
double weightedStego(const Carrier& carrier, std::uint32_t channel);

/// Pairs of values (Westfeld, Pfitzmann 1999) over the coefficients of a JPEG from its beginning: the chance,
/// 0 to 1, that each coefficient's lowest bit was overwritten in the part that looks most like it.
double pairsOfValues(const Carrier& carrier);

/// The worst that any of them says of any channel.
struct Traces {
    double samplePairs = 0;  ///< as far as it is not chance
    double weightedStego = 0;
    double pairsOfValues = 0;  ///< JPEG only; then the others are 0
};
Traces findTraces(const Carrier& carrier);

enum class Suspicion : std::uint8_t { kNone, kSome, kStrong };
/// Clean photographs reach 4 % now and then, 10 % hardly ever.
Suspicion judge(const Traces& traces);

}  // namespace medveil::stego
