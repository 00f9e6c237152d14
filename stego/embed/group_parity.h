// The coding of slots, and the first coding of payloads: each bit is the parity of the lowest bits of a group
// of samples; where it is not, the group's cheapest sample goes one step up or down (LSB matching). A reader
// needs to know the groups, not which samples were off limits.
#pragma once

#include <span>
#include <vector>

#include "stego/embed/change_log.h"
#include "stego/embed/costs.h"

namespace medveil::stego {

class GroupParity {
  public:
    /// `group` samples to a bit, taken in turn from `positions`.
    GroupParity(std::span<const std::uint32_t> positions, std::uint32_t group)
        : m_positions(positions), m_group(group) {}

    /// False when a group has no sample that may change: take other positions. Marks nothing.
    bool embed(Carrier& carrier, const Costs& costs, base::ByteView bits, ChangeLog& log) const;
    base::Bytes extract(const Carrier& carrier, std::size_t bytes) const;

  private:
    std::span<const std::uint32_t> m_positions;
    std::uint32_t m_group;
};

}  // namespace medveil::stego
