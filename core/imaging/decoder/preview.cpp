#include "core/imaging/decoder/preview.h"

#include <algorithm>

#include "core/imaging/decoder/decoder.h"
#include "core/imaging/decoder/picture_decoder.h"
#include "core/imaging/model/rendering.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint64_t kMostPixels = 60'000'000;  ///< of the frame, which is decoded whole

/// The mean of the pixels that fall on each pixel of the smaller picture.
Frame reduced(const Picture& from, std::uint32_t width, std::uint32_t height) {
    Frame to{width, height, 3, SampleType::kU8, Colours::kRgb, base::Bytes(std::size_t{width} * height * 3)};
    auto* out = to.samples.data();
    const auto edge = [](std::uint32_t i, std::uint32_t count, std::uint32_t all) {
        return static_cast<std::uint32_t>(std::uint64_t{i} * all / count);
    };
    for (std::uint32_t y = 0; y < height; ++y) {
        const auto top = edge(y, height, from.height);
        const auto bottom = std::max(top + 1, edge(y + 1, height, from.height));
        for (std::uint32_t x = 0; x < width; ++x) {
            const auto left = edge(x, width, from.width);
            const auto right = std::max(left + 1, edge(x + 1, width, from.width));
            const auto count = std::uint64_t{bottom - top} * (right - left);
            for (std::uint32_t c = 0; c < 3; ++c) {
                const auto channel = from.channels == 3 ? c : 0;
                std::uint64_t sum = count / 2;
                for (auto row = top; row < bottom; ++row)
                    for (auto column = left; column < right; ++column)
                        sum +=
                            from.pixels[(std::size_t{row} * from.width + column) * from.channels + channel];
                *out++ = static_cast<base::Byte>(sum / count);
            }
        }
    }
    return to;
}

/// Exif 2.32, 4.6.4: how the stored rows and columns are to be shown.
Frame turned(Frame from, std::uint8_t orientation) {
    if (orientation < 2 || orientation > 8)
        return from;
    const bool swapped = orientation >= 5;
    Frame to = from;
    if (swapped)
        std::swap(to.columns, to.rows);
    const bool fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (std::uint32_t y = 0; y < to.rows; ++y) {
        for (std::uint32_t x = 0; x < to.columns; ++x) {
            auto column = swapped ? y : x;
            auto row = swapped ? x : y;
            column = fromRight ? from.columns - 1 - column : column;
            row = fromBottom ? from.rows - 1 - row : row;
            const auto at = (std::size_t{row} * from.columns + column) * 3;
            std::copy_n(
                from.samples.begin() + static_cast<std::ptrdiff_t>(at), 3,
                to.samples.begin() + static_cast<std::ptrdiff_t>((std::size_t{y} * to.columns + x) * 3));
        }
    }
    return to;
}

}  // namespace

base::Result<Frame> previewOf(base::ByteView file, PreviewBox box) {
    if (box.width == 0 || box.height == 0)
        return fail(ErrorCode::kInvalidArgument, "preview without a size");
    MEDVEIL_ASSIGN(const auto decoder, openDecoder(file));
    const auto& info = decoder->info();
    if (std::uint64_t{info.columns} * info.rows > kMostPixels)
        return fail(ErrorCode::kTooLarge, "picture");
    MEDVEIL_ASSIGN(const Frame frame, decoder->frame(0));
    MEDVEIL_ASSIGN(const Picture picture, render(info, frame, {windowFor(info, frame)}));
    const auto orientation = info.kind == ImageKind::kJpeg ? orientationOfJpeg(file) : std::uint8_t{1};
    if (orientation >= 5)
        std::swap(box.width, box.height);
    // As it would be with square pixels.
    const double width = picture.width * std::max(1.0, 1 / info.pixelHeight);
    const double height = picture.height * std::max(1.0, info.pixelHeight);
    const double scale = std::min({1.0, box.width / width, box.height / height});
    const auto side = [scale](double all, std::uint32_t most) {
        return std::clamp(static_cast<std::uint32_t>(all * scale + 0.5), 1U, most);
    };
    return turned(reduced(picture, side(width, box.width), side(height, box.height)), orientation);
}

}  // namespace medveil::imaging
