// The inner loop of the trellis coder, for the widest vectors that the processor has. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace medveil::stego {

/// One element of a window: the column of the code at its place, and what changing it costs.
struct TrellisStep {
    std::uint16_t column;
    std::uint16_t cost;
};

/// For each step in turn: metric[s] = min(metric[s], metric[s ^ column] + cost), saturating at 65535, which
/// stands for unreachable. Bit s of the step's row in `choices` (states / 8 bytes each) says that the second
/// was taken. `states` is a power of two from 64 to 4096 and columns have the highest bit of a state set;
/// `metric` is aligned to 64 bytes.
void relaxTrellis(std::uint16_t* metric, std::size_t states, const TrellisStep* steps, std::size_t count,
                  std::uint8_t* choices);

/// Takes the smallest metric off all; what is unreachable stays so.
void restTrellis(std::uint16_t* metric, std::size_t states);

/// Only states whose lowest bit is `bit` go on, each one place down.
void shiftTrellis(std::uint16_t* metric, std::size_t states, unsigned bit);

}  // namespace medveil::stego
