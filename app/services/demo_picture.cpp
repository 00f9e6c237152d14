#include "app/services/demo_picture.h"

#include <cmath>
#include <cstdio>
#include <vector>

#include "app/services/png_file.h"
#include "core/base/new_file.h"
#include "core/crypto/random.h"

namespace medveil::app {

namespace {

std::uint8_t clampByte(double value) {
    return static_cast<std::uint8_t>(std::fmin(255.0, std::fmax(0.0, value)));
}

std::vector<std::uint8_t> landscape(std::uint32_t width, std::uint32_t height) {
    std::vector<std::uint8_t> grain(std::size_t{width} * height * 3);
    crypto::fillRandom(grain);
    std::vector<std::uint8_t> pixels(grain.size());
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const double u = static_cast<double>(x) / width;
            const double v = static_cast<double>(y) / height;
            const double ridge = 0.55 + 0.08 * std::sin(u * 9.0) + 0.05 * std::sin(u * 23.0 + 1.0);
            const bool sky = v < ridge;
            const double light =
                sky ? 1.0 - v * 0.5 : 0.75 - (v - ridge) * 0.6 + 0.06 * std::sin(u * 180 + v * 90);
            const double colour[3] = {sky ? 0.62 : 0.36, sky ? 0.74 : 0.46, sky ? 0.88 : 0.28};
            for (std::size_t c = 0; c < 3; ++c) {
                const auto at = (std::size_t{y} * width + x) * 3 + c;
                // The sum of two bytes is near enough to a sensor's noise for a demonstration.
                const double noise = (grain[at] % 16 + grain[at] / 16) / 2.0 - 7.5;
                pixels[at] = clampByte(255 * colour[c] * light + noise);
            }
        }
    }
    return pixels;
}

}  // namespace

base::Result<void> drawPicture(const base::Path& path, std::uint32_t width, std::uint32_t height) {
    const auto pixels = landscape(width, height);
    MEDVEIL_ASSIGN(const base::Bytes file, encodePng(pixels, width, height, 3));
    return base::writeNewFile(base::systemFileSystem(), path, file);
}

}  // namespace medveil::app
