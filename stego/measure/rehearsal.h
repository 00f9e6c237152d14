// Hiding as if for real, in memory, to see what it would do to a cover before anything is sent. Pure
// functions; long work, cancelled through the task.
#pragma once

#include "stego/embed/hide.h"
#include "stego/measure/detectors.h"

namespace medveil::stego {

/// How likely it is that somebody who looks for hidden data notices.
enum class Visibility : std::uint8_t { kHard, kExpert, kEasy };

/// Where changes are: 255 where they are densest, 0 where there are none. For sound one row.
struct DifferenceMap {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint8_t> cells;
};

struct Rehearsal {
    CoverReport cover;
    HideReport changes;
    double psnr = 0;  ///< dB, of samples at full scale; 0 for a JPEG, whose samples are coefficients
    Traces before;
    Traces after;
    Visibility visibility = Visibility::kHard;
    DifferenceMap map;
};

/// By the payload's size beside what is safe, and by what the detectors say.
Visibility visibilityOf(std::uint64_t payloadBytes, const CoverReport& cover, const Traces& before,
                        const Traces& after);

/// Hides random bytes for as many random readers. kCoverTooSmall, and every error of inspectCover().
base::Result<Rehearsal> rehearse(base::FileSystem& files, const base::Path& cover, std::size_t readers,
                                 std::uint64_t payloadBytes, base::TaskContext& task);

}  // namespace medveil::stego
