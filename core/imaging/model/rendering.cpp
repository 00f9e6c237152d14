#include "core/imaging/model/rendering.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/parallel.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

template <class Sample>
Sample sampleAt(const base::Bytes& bytes, std::size_t i) {
    Sample value;
    std::memcpy(&value, bytes.data() + i * sizeof value, sizeof value);
    return value;
}

/// Calls work(Sample()) with the type of the frame's samples.
template <class Work>
decltype(auto) withType(SampleType type, Work work) {
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

/// PS3.3, C.11.2.1.2.1, linear: where `value` is in the window, 0 to 255.
base::Byte shade(double value, const Window& window) {
    const double width = std::max(window.width, 1.0);
    // A window of width 1 is a threshold.
    if (width <= 1)
        return value <= window.centre - 0.5 ? 0 : 255;
    const double place = (value - (window.centre - 0.5)) / (width - 1) + 0.5;
    return static_cast<base::Byte>(std::clamp(place, 0.0, 1.0) * 255 + 0.5);
}

/// Of at most 16 bits every stored value is worked out once.
template <class Sample>
base::Bytes greyByTable(const ImageInfo& info, const Frame& frame, const Window& window, bool inverted) {
    using Limits = std::numeric_limits<Sample>;
    constexpr auto kLowest = static_cast<std::int32_t>(Limits::min());
    std::array<base::Byte, std::size_t{1} << (8 * sizeof(Sample))> table;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double value = (kLowest + static_cast<double>(i)) * info.slope + info.intercept;
        const auto grey = shade(value, window);
        table[i] = inverted ? static_cast<base::Byte>(255 - grey) : grey;
    }
    base::Bytes out(frame.samples.size() / sizeof(Sample));
    // Small ones are done before another core has woken up.
    constexpr std::size_t kPiece = 1U << 20;
    const auto pieces = (out.size() + kPiece - 1) / kPiece;
    (void)base::parallelFor(pieces, [&](std::size_t piece) -> base::Result<void> {
        const auto end = std::min(out.size(), (piece + 1) * kPiece);
        for (auto i = piece * kPiece; i < end; ++i)
            out[i] = table[static_cast<std::size_t>(sampleAt<Sample>(frame.samples, i) - kLowest)];
        return {};
    });
    return out;
}

template <class Sample>
base::Bytes greyByValue(const ImageInfo& info, const Frame& frame, const Window& window, bool inverted) {
    base::Bytes out(frame.samples.size() / sizeof(Sample));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto value = static_cast<double>(sampleAt<Sample>(frame.samples, i));
        // What is no number is black, whichever way round.
        const auto grey =
            std::isfinite(value) ? shade(value * info.slope + info.intercept, window) : base::Byte{0};
        out[i] = inverted && std::isfinite(value) ? static_cast<base::Byte>(255 - grey) : grey;
    }
    return out;
}

base::Bytes grey(const ImageInfo& info, const Frame& frame, const Look& look) {
    const bool inverted = look.inverted != info.darkIsHigh;
    return withType(frame.type, [&](auto sample) {
        using Sample = decltype(sample);
        if constexpr (std::is_integral_v<Sample> && sizeof(Sample) <= 2)
            return greyByTable<Sample>(info, frame, look.window, inverted);
        else
            return greyByValue<Sample>(info, frame, look.window, inverted);
    });
}

/// PS3.3, C.7.6.3.1.2: the full range of ITU-T T.871.
void toRgb(base::Bytes& pixels) {
    const auto byte = [](double value) {
        return static_cast<base::Byte>(std::clamp(value + 0.5, 0.0, 255.0));
    };
    for (std::size_t i = 0; i + 2 < pixels.size(); i += 3) {
        const double y = pixels[i];
        const double cb = pixels[i + 1] - 128.0;
        const double cr = pixels[i + 2] - 128.0;
        pixels[i] = byte(y + 1.402 * cr);
        pixels[i + 1] = byte(y - 0.344136 * cb - 0.714136 * cr);
        pixels[i + 2] = byte(y + 1.772 * cb);
    }
}

base::Bytes colours(const ImageInfo& info, const Frame& frame) {
    if (frame.type == SampleType::kU8)
        return frame.samples;
    const int down = static_cast<int>(info.bits) - 8;
    return withType(frame.type, [&](auto sample) {
        using Sample = decltype(sample);
        base::Bytes out(frame.samples.size() / sizeof(Sample));
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<base::Byte>(std::clamp(
                std::ldexp(static_cast<double>(sampleAt<Sample>(frame.samples, i)), -down), 0.0, 255.0));
        return out;
    });
}

base::Bytes fromPalette(const ImageInfo& info, const Frame& frame) {
    const auto entries = info.palette.size() / 3;
    return withType(frame.type, [&](auto sample) {
        using Sample = decltype(sample);
        const auto count = frame.samples.size() / sizeof(Sample);
        base::Bytes out(count * 3);
        for (std::size_t i = 0; i < count; ++i) {
            // PS3.3, C.7.6.3.1.5: what is outside is shown as the table's end.
            const double place = static_cast<double>(sampleAt<Sample>(frame.samples, i)) - info.paletteFirst;
            const auto entry =
                static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(entries - 1)));
            for (std::size_t c = 0; c < 3; ++c)
                out[i * 3 + c] = static_cast<base::Byte>(info.palette[c * entries + entry] >> 8);
        }
        return out;
    });
}

}  // namespace

Window windowFor(const ImageInfo& info, const Frame& frame) {
    if (!info.windows.empty())
        return info.windows.front();
    const bool bytes =
        frame.type == SampleType::kU8 && info.bits == 8 && info.slope == 1 && info.intercept == 0;
    double low = 0;
    double high = 255;
    if (!bytes) {
        low = std::numeric_limits<double>::max();
        high = std::numeric_limits<double>::lowest();
        withType(frame.type, [&](auto sample) {
            using Sample = decltype(sample);
            for (std::size_t i = 0; i < frame.samples.size() / sizeof(Sample); ++i) {
                const auto value = static_cast<double>(sampleAt<Sample>(frame.samples, i));
                if (!std::isfinite(value))
                    continue;
                low = std::min(low, value);
                high = std::max(high, value);
            }
        });
        if (low > high)
            low = high = 0;
        low = low * info.slope + info.intercept;
        high = high * info.slope + info.intercept;
        if (low > high)
            std::swap(low, high);
    }
    return {(low + high + 1) / 2, high - low + 1, {}};
}

base::Result<Picture> render(const ImageInfo& info, const Frame& frame, const Look& look) {
    Picture picture{frame.columns, frame.rows, frame.channels, {}};
    if (frame.colours == Colours::kPalette) {
        if (info.palette.empty())
            return fail(ErrorCode::kImageUnsupported, "a palette that is missing or segmented");
        picture.channels = 3;
        picture.pixels = fromPalette(info, frame);
        return picture;
    }
    if (frame.channels == 1) {
        picture.pixels = grey(info, frame, look);
        return picture;
    }
    picture.pixels = colours(info, frame);
    if (frame.colours == Colours::kYbr)
        toRgb(picture.pixels);
    if (look.inverted)
        std::ranges::transform(picture.pixels, picture.pixels.begin(),
                               [](base::Byte value) { return static_cast<base::Byte>(255 - value); });
    return picture;
}

double valueAt(const ImageInfo& info, const Frame& frame, std::uint32_t x, std::uint32_t y,
               std::uint32_t channel) {
    const auto i = (std::size_t{y} * frame.columns + x) * frame.channels + channel;
    return withType(frame.type, [&](auto sample) {
        return static_cast<double>(sampleAt<decltype(sample)>(frame.samples, i)) * info.slope +
               info.intercept;
    });
}

}  // namespace medveil::imaging
