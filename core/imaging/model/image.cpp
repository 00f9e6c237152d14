#include "core/imaging/model/image.h"

namespace medveil::imaging {

bool isSigned(SampleType type) {
    return type == SampleType::kS8 || type == SampleType::kS16 || type == SampleType::kS32;
}

std::size_t bytesOf(SampleType type) {
    switch (type) {
        case SampleType::kU8:
        case SampleType::kS8:
            return 1;
        case SampleType::kU16:
        case SampleType::kS16:
            return 2;
        case SampleType::kU32:
        case SampleType::kS32:
        case SampleType::kF32:
            return 4;
        case SampleType::kF64:
            return 8;
    }
    return 1;
}

}  // namespace medveil::imaging
