// From the type of samples, which a file says, to a type of C++. Pure function.
#pragma once

#include <cstdint>

#include "core/imaging/model/image.h"

namespace medveil::imaging {

/// Calls work(Sample()) with the type of the samples.
template <class Work>
decltype(auto) withSampleType(SampleType type, Work work) {
    switch (type) {
        case SampleType::kS8:
            return work(std::int8_t{});
        case SampleType::kU16:
            return work(std::uint16_t{});
        case SampleType::kS16:
            return work(std::int16_t{});
        case SampleType::kU32:
            return work(std::uint32_t{});
        case SampleType::kS32:
            return work(std::int32_t{});
        case SampleType::kF32:
            return work(float{});
        case SampleType::kF64:
            return work(double{});
        case SampleType::kU8:
            break;
    }
    return work(std::uint8_t{});
}

}  // namespace medveil::imaging
