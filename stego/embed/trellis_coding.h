// The second coding of payloads: changes of one step up or down, chosen by two trellis codes so that the
// least visible ones carry the bits. The second lowest bits of the samples say one part of each block's
// message, the lowest bits the rest (Filler, Judas, Fridrich 2011, section VII; Filler, Fridrich 2010).
#pragma once

#include "stego/carrier/carrier.h"
#include "stego/embed/change_log.h"
#include "stego/embed/costs.h"
#include "stego/frame/frame.h"

namespace medveil::stego {

/// How many of the samples have which cost.
using CostCounts = std::vector<std::uint64_t>;
CostCounts countCosts(const Costs& costs);

/// Bits that samples of these costs can take. What is taken or flat takes none.
std::uint64_t trellisCapacity(const CostCounts& counts);

/// Height and split that suit a payload of so many bits.
TrellisShape shapeFor(const CostCounts& counts, std::uint64_t bits);

/// False when some block has too few samples to choose from; `log` says what has changed until then.
base::Result<bool> embedTrellis(Carrier& carrier, const Costs& costs, const CostCounts& counts,
                                const Slot& slot, base::ByteView payload, ChangeLog& log,
                                base::TaskContext& task);

/// slot.payloadBytes bytes; garbage where nothing is hidden.
base::Result<base::Bytes> extractTrellis(const Carrier& carrier, const Slot& slot, base::TaskContext& task);

}  // namespace medveil::stego
