// Compiled once for each kind of vector unit; the processor chooses when the program runs.
#include "stego/embed/trellis_kernel.h"

#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "stego/embed/trellis_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace medveil::stego::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

void relax(std::uint16_t* metric, std::size_t states, const TrellisStep* steps, std::size_t count,
           std::uint8_t* choices) {
    for (std::size_t step = 0; step < count; ++step, choices += states / 8) {
        for (std::size_t i = 0; i < states / 8; ++i)
            choices[i] = 0;
        for (std::size_t i = 0; i < states / 2; ++i) {
            const std::size_t j = i ^ steps[step].column;
            const unsigned a = metric[i];
            const unsigned b = metric[j];
            const unsigned viaB = b + steps[step].cost < 65535U ? b + steps[step].cost : 65535U;
            const unsigned viaA = a + steps[step].cost < 65535U ? a + steps[step].cost : 65535U;
            if (viaB < a) {
                metric[i] = static_cast<std::uint16_t>(viaB);
                choices[i / 8] = static_cast<std::uint8_t>(choices[i / 8] | 1U << i % 8);
            }
            if (viaA < b) {
                metric[j] = static_cast<std::uint16_t>(viaA);
                choices[j / 8] = static_cast<std::uint8_t>(choices[j / 8] | 1U << j % 8);
            }
        }
    }
}

#else

using Tag = hn::ScalableTag<std::uint16_t>;
using Bytes = hn::Repartition<std::uint8_t, Tag>;
using Vector = hn::Vec<Tag>;

/// Byte shuffles that exchange the eight 16-bit lanes of a 128-bit block by an exclusive or of their numbers.
struct Shuffles {
    alignas(64) std::array<std::array<std::uint8_t, 16>, 8> table{};
    constexpr Shuffles() {
        for (std::size_t swap = 0; swap < 8; ++swap)
            for (std::size_t lane = 0; lane < 8; ++lane) {
                table[swap][2 * lane] = static_cast<std::uint8_t>(2 * (lane ^ swap));
                table[swap][2 * lane + 1] = static_cast<std::uint8_t>(2 * (lane ^ swap) + 1);
            }
    }
};

/// Lane i of the result is lane i ^ (8 * kBlocks + within) of `v`.
template <unsigned kBlocks>
HWY_INLINE Vector exchange(Vector v, hn::Vec<Bytes> within) {
    const Tag tag;
    Vector moved = hn::BitCast(tag, hn::TableLookupBytes(hn::BitCast(Bytes(), v), within));
#if HWY_MAX_BYTES >= 32
    if constexpr (kBlocks == 1)
        moved = hn::SwapAdjacentBlocks(moved);
#endif
#if HWY_MAX_BYTES >= 64
    if constexpr (kBlocks == 3)
        moved = hn::ReverseBlocks(tag, moved);
    if constexpr (kBlocks == 2)
        moved = hn::SwapAdjacentBlocks(hn::ReverseBlocks(tag, moved));
#endif
    return moved;
}

template <unsigned kBlocks>
HWY_INLINE void relaxStep(std::uint16_t* metric, std::size_t states, TrellisStep step, hn::Vec<Bytes> within,
                          std::uint8_t* choices) {
    const Tag tag;
    const std::size_t lanes = hn::Lanes(tag);
    const std::size_t far = step.column & ~(lanes - 1);
    const auto cost = hn::Set(tag, step.cost);
    for (std::size_t i = 0; i < states / 2; i += lanes) {
        const std::size_t j = i ^ far;
        const auto a = hn::Load(tag, metric + i);
        const auto b = hn::Load(tag, metric + j);
        const auto viaB = hn::Min(a, hn::SaturatedAdd(exchange<kBlocks>(b, within), cost));
        const auto viaA = hn::Min(b, hn::SaturatedAdd(exchange<kBlocks>(a, within), cost));
        hn::Store(viaB, tag, metric + i);
        hn::Store(viaA, tag, metric + j);
        hn::StoreMaskBits(tag, hn::Ne(viaB, a), choices + i / 8);
        hn::StoreMaskBits(tag, hn::Ne(viaA, b), choices + j / 8);
    }
}

void relax(std::uint16_t* metric, std::size_t states, const TrellisStep* steps, std::size_t count,
           std::uint8_t* choices) {
    static constexpr Shuffles kShuffles;
    const Tag tag;
    const std::size_t blockMask = hn::Lanes(tag) / 8 - 1;
    for (std::size_t step = 0; step < count; ++step, choices += states / 8) {
        const auto within = hn::LoadDup128(Bytes(), kShuffles.table[steps[step].column & 7U].data());
        switch (steps[step].column >> 3U & blockMask) {
            case 0:
                relaxStep<0>(metric, states, steps[step], within, choices);
                break;
            case 1:
                relaxStep<1>(metric, states, steps[step], within, choices);
                break;
            case 2:
                relaxStep<2>(metric, states, steps[step], within, choices);
                break;
            default:
                relaxStep<3>(metric, states, steps[step], within, choices);
                break;
        }
    }
}

#endif

void rest(std::uint16_t* metric, std::size_t states) {
    constexpr std::uint16_t kUnreachable = 0xffff;
    std::uint16_t least = kUnreachable;
    for (std::size_t s = 0; s < states; ++s)
        least = metric[s] < least ? metric[s] : least;
    if (least == kUnreachable)
        return;
    for (std::size_t s = 0; s < states; ++s)
        metric[s] = metric[s] == kUnreachable ? kUnreachable : static_cast<std::uint16_t>(metric[s] - least);
}

/// In place: every second metric moves down into the lower half, and the upper half is filled.
void shift(std::uint16_t* metric, std::size_t states, unsigned bit) {
    const std::size_t half = states / 2;
#if HWY_TARGET == HWY_SCALAR
    for (std::size_t s = 0; s < half; ++s)
        metric[s] = metric[2 * s + bit];
#else
    const Tag tag;
    const std::size_t lanes = hn::Lanes(tag);
    for (std::size_t s = 0; s < half; s += lanes) {
        const auto low = hn::Load(tag, metric + 2 * s);
        const auto high = hn::Load(tag, metric + 2 * s + lanes);
        hn::Store(bit != 0 ? hn::ConcatOdd(tag, high, low) : hn::ConcatEven(tag, high, low), tag, metric + s);
    }
#endif
    for (std::size_t s = half; s < states; ++s)
        metric[s] = 0xffff;
}

}  // namespace medveil::stego::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace medveil::stego {

HWY_EXPORT(relax);
HWY_EXPORT(rest);
HWY_EXPORT(shift);

void relaxTrellis(std::uint16_t* metric, std::size_t states, const TrellisStep* steps, std::size_t count,
                  std::uint8_t* choices) {
    HWY_DYNAMIC_DISPATCH(relax)(metric, states, steps, count, choices);
}
void restTrellis(std::uint16_t* metric, std::size_t states) {
    HWY_DYNAMIC_DISPATCH(rest)(metric, states);
}
void shiftTrellis(std::uint16_t* metric, std::size_t states, unsigned bit) {
    HWY_DYNAMIC_DISPATCH(shift)(metric, states, bit);
}

}  // namespace medveil::stego
#endif
