#include "core/imaging/model/mask.h"

#include <algorithm>
#include <cmath>

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

/// From the middle of a pixel to its corner: what comes nearer than this may touch the pixel.
constexpr double kHalfDiagonal = 0.7072;

class Canvas {
  public:
    Canvas(std::uint32_t columns, std::uint32_t rows)
        : m_columns(columns), m_rows(rows), m_bytes(std::size_t{columns} * rows) {}

    /// All pixels whose columns lie in [left, right) of row y, cut to the image.
    void span(std::int64_t y, double left, double right) {
        if (y < 0 || y >= m_rows || right <= left)
            return;
        const auto from =
            static_cast<std::size_t>(std::clamp(std::floor(left), 0.0, static_cast<double>(m_columns)));
        const auto to =
            static_cast<std::size_t>(std::clamp(std::ceil(right), 0.0, static_cast<double>(m_columns)));
        const auto row =
            m_bytes.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * m_columns);
        std::fill(row + static_cast<std::ptrdiff_t>(from),
                  row + static_cast<std::ptrdiff_t>(std::max(from, to)), base::Byte{1});
    }
    /// Rows that [top, bottom) touches.
    std::pair<std::int64_t, std::int64_t> rowsOf(double top, double bottom) const {
        return {static_cast<std::int64_t>(std::clamp(std::floor(top), 0.0, static_cast<double>(m_rows))),
                static_cast<std::int64_t>(std::clamp(std::ceil(bottom), 0.0, static_cast<double>(m_rows)))};
    }
    std::vector<base::Byte> take() { return std::move(m_bytes); }

  private:
    std::uint32_t m_columns;
    std::uint32_t m_rows;
    std::vector<base::Byte> m_bytes;
};

void drawRectangle(Canvas& canvas, MaskPoint a, MaskPoint b) {
    const auto [first, last] = canvas.rowsOf(std::min(a.y, b.y), std::max(a.y, b.y));
    for (auto y = first; y < last; ++y)
        canvas.span(y, std::min(a.x, b.x), std::max(a.x, b.x));
}

void drawEllipse(Canvas& canvas, MaskPoint a, MaskPoint b) {
    const double middleX = (a.x + b.x) / 2;
    const double middleY = (a.y + b.y) / 2;
    const double acrossX = std::abs(a.x - b.x) / 2;
    const double acrossY = std::abs(a.y - b.y) / 2;
    if (acrossX <= 0 || acrossY <= 0)
        return;
    const auto [first, last] = canvas.rowsOf(middleY - acrossY, middleY + acrossY);
    for (auto y = first; y < last; ++y) {
        // The part of the row that is nearest to the middle is the widest.
        const auto top = static_cast<double>(y);
        const double nearest = std::clamp(middleY, top, top + 1) - middleY;
        const double half = acrossX * std::sqrt(std::max(0.0, 1 - nearest * nearest / (acrossY * acrossY)));
        canvas.span(y, middleX - half, middleX + half);
    }
}

/// Everything within `radius` of the line from a to b.
void drawStroke(Canvas& canvas, MaskPoint a, MaskPoint b, double radius) {
    const double reach = radius + kHalfDiagonal;
    const auto [first, last] = canvas.rowsOf(std::min(a.y, b.y) - reach, std::max(a.y, b.y) + reach);
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length2 = dx * dx + dy * dy;
    for (auto y = first; y < last; ++y) {
        const double middle = static_cast<double>(y) + 0.5;
        double left = INFINITY;
        double right = -INFINITY;
        const auto circle = [&](MaskPoint at) {
            const double rest = reach * reach - (middle - at.y) * (middle - at.y);
            if (rest < 0)
                return;
            left = std::min(left, at.x - std::sqrt(rest));
            right = std::max(right, at.x + std::sqrt(rest));
        };
        circle(a);
        circle(b);
        if (length2 > 0 && dy != 0) {
            // Where the row enters and leaves the band along the line.
            const double half = reach * std::sqrt(length2) / std::abs(dy);
            const double at = a.x + (middle - a.y) * dx / dy;
            for (const double x : {at - half, at + half}) {
                const double along = ((x - a.x) * dx + (middle - a.y) * dy) / length2;
                if (along >= 0 && along <= 1) {
                    left = std::min(left, x);
                    right = std::max(right, x);
                }
            }
        } else if (length2 > 0 && std::abs(middle - a.y) <= reach) {
            left = std::min({left, a.x, b.x});
            right = std::max({right, a.x, b.x});
        }
        // A pixel belongs to the stroke when its middle does.
        if (left <= right)
            canvas.span(y, std::ceil(left - 0.5), std::floor(right - 0.5) + 1);
    }
}

void drawPolygon(Canvas& canvas, const std::vector<MaskPoint>& corners) {
    double top = INFINITY;
    double bottom = -INFINITY;
    for (const auto& corner : corners) {
        top = std::min(top, corner.y);
        bottom = std::max(bottom, corner.y);
    }
    const auto [first, last] = canvas.rowsOf(top, bottom);
    std::vector<double> crossings;
    for (auto y = first; y < last; ++y) {
        const double middle = static_cast<double>(y) + 0.5;
        crossings.clear();
        for (std::size_t i = 0; i < corners.size(); ++i) {
            const auto& a = corners[i];
            const auto& b = corners[(i + 1) % corners.size()];
            if ((a.y <= middle) != (b.y <= middle))
                crossings.push_back(a.x + (middle - a.y) * (b.x - a.x) / (b.y - a.y));
        }
        std::ranges::sort(crossings);
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
            canvas.span(y, crossings[i], crossings[i + 1]);
    }
    for (std::size_t i = 0; i < corners.size(); ++i)
        drawStroke(canvas, corners[i], corners[(i + 1) % corners.size()], 0);
}

void draw(Canvas& canvas, const MaskRegion& region) {
    switch (region.shape) {
        case MaskShape::kRectangle:
            return drawRectangle(canvas, region.points[0], region.points[1]);
        case MaskShape::kEllipse:
            return drawEllipse(canvas, region.points[0], region.points[1]);
        case MaskShape::kPolygon:
            return drawPolygon(canvas, region.points);
        case MaskShape::kBrush:
            for (std::size_t i = 0; i < region.points.size(); ++i)
                drawStroke(canvas, region.points[i], region.points[i == 0 ? 0 : i - 1], region.radius);
            return;
    }
}

std::vector<base::Byte> grown(const std::vector<base::Byte>& mask, std::uint32_t columns, std::uint32_t rows,
                              std::uint32_t grid) {
    const auto across = (columns + grid - 1) / grid;
    const auto down = (rows + grid - 1) / grid;
    std::vector<base::Byte> touched(std::size_t{across} * down);
    for (std::uint32_t y = 0; y < rows; ++y) {
        for (std::uint32_t x = 0; x < columns; ++x)
            touched[std::size_t{y / grid} * across + x / grid] |= mask[std::size_t{y} * columns + x];
    }
    const auto near = [&](std::uint32_t bx, std::uint32_t by) {
        for (auto y = by - std::min(by, 1U); y <= std::min(by + 1, down - 1); ++y) {
            for (auto x = bx - std::min(bx, 1U); x <= std::min(bx + 1, across - 1); ++x) {
                if (touched[std::size_t{y} * across + x] != 0)
                    return true;
            }
        }
        return false;
    };
    std::vector<base::Byte> out(mask.size());
    for (std::uint32_t by = 0; by < down; ++by) {
        for (std::uint32_t bx = 0; bx < across; ++bx) {
            if (!near(bx, by))
                continue;
            for (auto y = by * grid; y < std::min(rows, (by + 1) * grid); ++y)
                std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(std::size_t{y} * columns + bx * grid),
                            std::min(columns, (bx + 1) * grid) - bx * grid, base::Byte{1});
        }
    }
    return out;
}

}  // namespace

base::Result<void> checkPlan(const MaskPlan& plan) {
    const auto wrong = [](const char* what) { return fail(ErrorCode::kInvalidArgument, what); };
    constexpr std::uint32_t kLargestBlock = 256;
    constexpr double kFarthest = 1e6;
    if (plan.regions.empty() || plan.regions.size() > kMostRegions)
        return wrong("a mask wants 1 to 500 regions");
    if (plan.block < 1 || plan.block > kLargestBlock)
        return wrong("blocks have 1 to 256 pixels");
    for (const auto& region : plan.regions) {
        const auto count = region.points.size();
        const bool enough = region.shape == MaskShape::kPolygon ? count >= 3
                            : region.shape == MaskShape::kBrush ? count >= 1
                                                                : count == 2;
        if (!enough || count > kMostPoints)
            return wrong("a region with too few or too many points");
        if (region.firstFrame > region.lastFrame)
            return wrong("a region without frames");
        const bool sensible = region.radius >= 0 && region.radius <= kFarthest &&
                              std::ranges::all_of(region.points, [](const MaskPoint& point) {
                                  return std::abs(point.x) <= kFarthest && std::abs(point.y) <= kFarthest;
                              });
        if (!sensible)
            return wrong("a region far outside of every image");
    }
    return {};
}

std::vector<base::Byte> rasterise(const MaskPlan& plan, std::uint32_t columns, std::uint32_t rows,
                                  std::uint32_t frame, std::uint32_t grid) {
    Canvas canvas(columns, rows);
    for (const auto& region : plan.regions) {
        if (frame >= region.firstFrame && frame <= region.lastFrame)
            draw(canvas, region);
    }
    auto mask = canvas.take();
    return grid > 1 ? grown(mask, columns, rows, grid) : mask;
}

}  // namespace medveil::imaging
