// How visible a change of each sample would be, one byte a sample. Pure functions; they use all cores and
// memory for a strip of the picture at a time.
#pragma once

#include <vector>

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// A cost of c stands for 2^(c / kCostSteps): only ratios count, so a logarithm in a byte is fine enough
/// (2 % a step) and leaves room for a hundred megapixels.
using Cost = std::uint8_t;
using Costs = std::vector<Cost>;
inline constexpr int kCostSteps = 16;
inline constexpr Cost kFeatureless =
    254;                             ///< nothing to hide behind: only a slot may use it, as its last resort
inline constexpr Cost kTaken = 255;  ///< must not change

/// For pictures HILL (Li, Wang, Huang, Li 2014: a high-pass and two averaging filters), per channel; in
/// colour half of it is shared by the pixel's channels (an optimal coder simulated on tests/bench/detect's
/// pictures: SRM 0.569 for 0.577, SPAM 0.558 for 0.573 at 0.2 bits; with this coder equal within the spread).
/// For sound the same idea in one dimension over the second difference; for JPEG UERD (Guo, Ni, Su, Tang, Shi
/// 2015: a coefficient's quantiser step over the texture of its block and the blocks around).
Costs changeCosts(const Carrier& carrier);

}  // namespace medveil::stego
