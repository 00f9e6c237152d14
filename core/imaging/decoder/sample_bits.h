// Which bits of an allocated sample belong to the picture: PS3.5, 8.1.1. Values; any thread.
#pragma once

#include <cstdint>

namespace medveil::imaging {

class SampleBits {
  public:
    std::uint32_t allocated = 8;
    std::uint32_t stored = 8;
    std::uint32_t highBit = 7;
    bool withSign = false;

    bool isPossible() const {
        return allocated >= 1 && allocated <= 32 && stored >= 1 && highBit < allocated &&
               stored <= highBit + 1;
    }
    bool hasUnused() const { return stored != allocated; }

    /// Some programs fill the bits above a negative sample with ones, others with zeros: one of both for the
    /// whole picture, or the choice itself would say something.
    bool onesAbove = true;

    bool hasBitsAbove(std::uint32_t sample) const {
        return withSign && (sample >> highBit & 1U) != 0 && (sample & above()) != 0;
    }
    /// The sample with its other bits zero, or above a negative one all set.
    std::uint32_t cleared(std::uint32_t sample) const {
        const auto window = below(highBit + 1) & ~below(highBit + 1 - stored);
        const bool ones = withSign && onesAbove && (sample >> highBit & 1U) != 0;
        return static_cast<std::uint32_t>((sample & window) | (ones ? above() : 0));
    }

  private:
    static std::uint64_t below(std::uint32_t bit) { return (std::uint64_t{1} << bit) - 1; }
    std::uint64_t above() const { return below(allocated) & ~below(highBit + 1); }
};

}  // namespace medveil::imaging
