// How visible a change of each sample would be. Pure functions; memory: two floats a sample.
#pragma once

#include <vector>

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// For pictures HILL (Li, Wang, Huang, Li 2014: a high-pass and two averaging filters), per channel; for
/// sound the same idea in one dimension over the second difference. Positive; larger is more visible.
std::vector<float> changeCosts(const Carrier& carrier);

}  // namespace medveil::stego
