#include "stego/embed/costs.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"

namespace medveil::stego {

namespace {

struct Plane {
    std::size_t width;
    std::size_t height;
    std::vector<float> values;
    float& at(std::size_t x, std::size_t y) { return values[y * width + x]; }
    /// Mirrored at the edges.
    float mirrored(std::ptrdiff_t x, std::ptrdiff_t y) const {
        const auto w = static_cast<std::ptrdiff_t>(width);
        const auto h = static_cast<std::ptrdiff_t>(height);
        const auto fold = [](std::ptrdiff_t i, std::ptrdiff_t n) {
            if (i < 0)
                i = -i - 1;
            if (i >= n)
                i = 2 * n - 1 - i;
            return std::clamp<std::ptrdiff_t>(i, 0, n - 1);
        };
        return values[static_cast<std::size_t>(fold(y, h) * w + fold(x, w))];
    }
};

/// Mean over 2 * radius + 1 neighbours along a row of `count` values that stand `stride` apart.
void averageLine(const float* in, float* out, std::size_t count, std::size_t stride, std::size_t radius) {
    const auto n = static_cast<std::ptrdiff_t>(count);
    const auto r = static_cast<std::ptrdiff_t>(radius);
    const auto value = [&](std::ptrdiff_t i) {
        if (i < 0)
            i = -i - 1;
        if (i >= n)
            i = 2 * n - 1 - i;
        return static_cast<double>(
            in[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, n - 1)) * stride]);
    };
    double sum = 0;
    for (std::ptrdiff_t i = -r; i <= r; ++i)
        sum += value(i);
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        out[static_cast<std::size_t>(i) * stride] =
            static_cast<float>(sum / static_cast<double>(2 * radius + 1));
        sum += value(i + r + 1) - value(i - r);
    }
}

void average(Plane& plane, std::size_t radius) {
    std::vector<float> half(plane.values.size());
    for (std::size_t y = 0; y < plane.height; ++y)
        averageLine(&plane.values[y * plane.width], &half[y * plane.width], plane.width, 1, radius);
    for (std::size_t x = 0; x < plane.width; ++x)
        averageLine(&half[x], &plane.values[x], plane.height, plane.width, radius);
}

void pictureCosts(const Carrier& carrier, std::size_t channel, std::vector<float>& costs) {
    const auto& info = carrier.info();
    Plane picture{info.width, info.height, std::vector<float>(std::size_t{info.width} * info.height)};
    const auto samples = carrier.samples();
    for (std::size_t i = 0; i < picture.values.size(); ++i)
        picture.values[i] = static_cast<float>(samples[i * info.channels + channel]);
    Plane residual{picture.width, picture.height, std::vector<float>(picture.values.size())};
    for (std::size_t y = 0; y < picture.height; ++y) {
        for (std::size_t x = 0; x < picture.width; ++x) {
            const auto px = static_cast<std::ptrdiff_t>(x);
            const auto py = static_cast<std::ptrdiff_t>(y);
            const auto p = [&](std::ptrdiff_t dx, std::ptrdiff_t dy) {
                return picture.mirrored(px + dx, py + dy);
            };
            const float corners = p(-1, -1) + p(1, -1) + p(-1, 1) + p(1, 1);
            const float edges = p(0, -1) + p(0, 1) + p(-1, 0) + p(1, 0);
            residual.at(x, y) = std::fabs(-corners + 2 * edges - 4 * p(0, 0));
        }
    }
    average(residual, 1);
    for (auto& value : residual.values)
        value = 1 / (value + 1e-10F);
    average(residual, 7);
    for (std::size_t i = 0; i < residual.values.size(); ++i)
        costs[i * info.channels + channel] = residual.values[i];
}

void soundCosts(const Carrier& carrier, std::size_t channel, std::vector<float>& costs) {
    const auto& info = carrier.info();
    const std::size_t frames = info.width;
    const auto samples = carrier.samples();
    const auto value = [&](std::size_t frame) {
        return static_cast<float>(samples[std::min(frame, frames - 1) * info.channels + channel]);
    };
    std::vector<float> line(frames);
    std::vector<float> smooth(frames);
    for (std::size_t i = 0; i < frames; ++i)
        line[i] = std::fabs(value(i == 0 ? 0 : i - 1) - 2 * value(i) + value(i + 1));
    averageLine(line.data(), smooth.data(), frames, 1, 4);
    for (auto& v : smooth)
        v = 1 / (v + 1e-10F);
    averageLine(smooth.data(), line.data(), frames, 1, 24);
    for (std::size_t i = 0; i < frames; ++i)
        costs[i * info.channels + channel] = line[i];
}

}  // namespace

std::vector<float> changeCosts(const Carrier& carrier) {
    std::vector<float> costs(carrier.samples().size());
    const bool picture = carrier.info().kind == CarrierKind::kPng;
    // Channels are independent and each writes its own places.
    (void)base::parallelFor(carrier.info().channels, [&](std::size_t channel) -> base::Result<void> {
        if (picture)
            pictureCosts(carrier, channel, costs);
        else
            soundCosts(carrier, channel, costs);
        return {};
    });
    return costs;
}

}  // namespace medveil::stego
