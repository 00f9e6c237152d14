// What of an image is to be made unrecognisable. Plain values; places are pixels of the image, x to the
// right, y down, from the outer corner of the first pixel.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

struct MaskPoint {
    double x = 0;
    double y = 0;
    friend bool operator==(const MaskPoint&, const MaskPoint&) = default;
};

enum class MaskShape : std::uint8_t {
    kRectangle,  ///< two opposite corners
    kEllipse,    ///< two opposite corners of the rectangle around it
    kPolygon,    ///< at least three corners
    kBrush,      ///< a way of at least one point
};

struct MaskRegion {
    MaskShape shape = MaskShape::kRectangle;
    std::vector<MaskPoint> points;
    double radius = 0;  ///< of the brush, pixels
    std::uint32_t firstFrame = 0;
    std::uint32_t lastFrame = UINT32_MAX;  ///< inclusive
    friend bool operator==(const MaskRegion&, const MaskRegion&) = default;
};

enum class MaskFill : std::uint8_t {
    kSolid,   ///< black
    kMosaic,  ///< blocks of random brightness: looks pixelated, and holds nothing of what was there
};

struct MaskPlan {
    std::vector<MaskRegion> regions;
    MaskFill fill = MaskFill::kSolid;
    std::uint32_t block = 16;  ///< pixels, side of a mosaic's block; 1 to 256
};

inline constexpr std::size_t kMostRegions = 500;
inline constexpr std::size_t kMostPoints = 20'000;  ///< of a region

/// kInvalidArgument with the reason.
base::Result<void> checkPlan(const MaskPlan& plan);

/// One byte for each pixel, row by row: not 0 where a region of this frame touches it. Every pixel that a
/// region touches counts, however little of it. `grid` above 1: whole blocks of that side, and one more all
/// around, because compression with loss spreads a pixel over its block.
std::vector<base::Byte> rasterise(const MaskPlan& plan, std::uint32_t columns, std::uint32_t rows,
                                  std::uint32_t frame, std::uint32_t grid);

}  // namespace medveil::imaging
