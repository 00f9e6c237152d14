// Whether a channel of a cover follows from others: a table makes one of the other, it is the mean of two, or
// it comes some samples later. A change in one of them alone breaks that. Pure function.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// `still`: channels in which nothing happens, which follow from everything.
bool channelsFollow(const Carrier& carrier, const std::vector<bool>& still);

}  // namespace medveil::stego
