#include "core/imaging/model/rendering.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/parallel.h"
#include "core/imaging/model/sample_types.h"

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

/// 0 to 255.
base::Byte shade(const Greys& greys, const Look& look, double stored) {
    const double place = shadeOf(greys, look.window, greys.valueOf(stored));
    const auto grey = static_cast<base::Byte>(place * 255 + 0.5);
    return look.inverted != greys.darkIsHigh ? static_cast<base::Byte>(255 - grey) : grey;
}

/// Of at most 16 bits every stored value is worked out once.
template <class Sample>
base::Bytes greyByTable(const Greys& greys, const Frame& frame, const Look& look) {
    using Limits = std::numeric_limits<Sample>;
    constexpr auto kLowest = static_cast<std::int32_t>(Limits::min());
    std::array<base::Byte, std::size_t{1} << (8 * sizeof(Sample))> table;
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = shade(greys, look, kLowest + static_cast<double>(i));
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
base::Bytes greyByValue(const Greys& greys, const Frame& frame, const Look& look) {
    base::Bytes out(frame.samples.size() / sizeof(Sample));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto stored = static_cast<double>(sampleAt<Sample>(frame.samples, i));
        // What is no number is black, whichever way round.
        out[i] = std::isfinite(stored) ? shade(greys, look, stored) : base::Byte{0};
    }
    return out;
}

base::Bytes grey(const Greys& greys, const Frame& frame, const Look& look) {
    return withSampleType(frame.type, [&](auto sample) {
        using Sample = decltype(sample);
        if constexpr (std::is_integral_v<Sample> && sizeof(Sample) <= 2)
            return greyByTable<Sample>(greys, frame, look);
        else
            return greyByValue<Sample>(greys, frame, look);
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
    return withSampleType(frame.type, [&](auto sample) {
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
    return withSampleType(frame.type, [&](auto sample) {
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

/// Least and greatest value of what is picture.
class Range {
  public:
    explicit Range(const Greys& greys) : m_greys(greys) {}

    void add(double stored) {
        if (!std::isfinite(stored) || m_greys.isPadding(stored))
            return;
        const double value = m_greys.valueOf(stored);
        m_low = std::min(m_low, value);
        m_high = std::max(m_high, value);
    }
    /// Every value has a shade of its own; nothing but padding is all of one.
    Window window() const {
        if (m_low > m_high)
            return {0.5, 1, {}};
        const double step = m_high - m_low < 1 ? 0 : 1;
        if (step == 0 && m_high > m_low)
            return {(m_low + m_high) / 2, m_high - m_low, {}, WindowShape::kLinearExact};
        return {(m_low + m_high + 1) / 2, m_high - m_low + 1, {}};
    }

  private:
    const Greys& m_greys;
    double m_low = std::numeric_limits<double>::max();
    double m_high = std::numeric_limits<double>::lowest();
};

template <class Sample>
Window windowOver(const Greys& greys, const Frame& frame) {
    Range range(greys);
    const auto count = frame.samples.size() / sizeof(Sample);
    if constexpr (std::is_integral_v<Sample> && sizeof(Sample) <= 2) {
        constexpr auto kLowest = static_cast<std::int32_t>(std::numeric_limits<Sample>::min());
        std::vector<char> seen(std::size_t{1} << (8 * sizeof(Sample)));
        for (std::size_t i = 0; i < count; ++i)
            seen[static_cast<std::size_t>(sampleAt<Sample>(frame.samples, i) - kLowest)] = 1;
        for (std::size_t i = 0; i < seen.size(); ++i) {
            if (seen[i] != 0)
                range.add(kLowest + static_cast<double>(i));
        }
    } else {
        for (std::size_t i = 0; i < count; ++i)
            range.add(static_cast<double>(sampleAt<Sample>(frame.samples, i)));
    }
    return range.window();
}

void drawOverlay(Picture& picture, const base::Bytes& overlay) {
    const auto pixels = std::min(overlay.size(), picture.pixels.size() / picture.channels);
    for (std::size_t i = 0; i < pixels; ++i) {
        if (overlay[i] != 0)
            std::fill_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(i * picture.channels),
                        picture.channels, base::Byte{255});
    }
}

}  // namespace

const Greys& greysOf(const ImageInfo& info, const Frame& frame) {
    return frame.greys ? *frame.greys : info.greys;
}

Window windowFor(const ImageInfo& info, const Frame& frame) {
    const Greys& greys = greysOf(info, frame);
    if (!greys.windows.empty())
        return greys.windows.front();
    const bool bytes = frame.type == SampleType::kU8 && info.bits == 8 && greys.slope == 1 &&
                       greys.intercept == 0 && greys.modality.empty() && !greys.padding;
    if (bytes)
        return {128, 256, {}};
    return withSampleType(frame.type,
                          [&](auto sample) { return windowOver<decltype(sample)>(greys, frame); });
}

namespace {

base::Result<Picture> renderPixels(const ImageInfo& info, const Frame& frame, const Look& look) {
    Picture picture{frame.columns, frame.rows, frame.channels, {}};
    if (frame.colours == Colours::kPalette) {
        if (info.palette.empty())
            return fail(ErrorCode::kImageUnsupported, "a palette that is missing or segmented");
        picture.channels = 3;
        picture.pixels = fromPalette(info, frame);
        return picture;
    }
    if (frame.channels == 1) {
        picture.pixels = grey(greysOf(info, frame), frame, look);
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

}  // namespace

base::Result<Picture> render(const ImageInfo& info, const Frame& frame, const Look& look) {
    MEDVEIL_ASSIGN(Picture picture, renderPixels(info, frame, look));
    if (look.overlay)
        drawOverlay(picture, frame.overlay);
    return picture;
}

Picture withSquarePixels(Picture picture, double pixelHeight) {
    if (!(pixelHeight > 0) || !std::isfinite(pixelHeight) || picture.pixels.empty())
        return picture;
    constexpr double kMostStretched = 16;
    const auto stretched = [kMostStretched](std::uint32_t size, double by) {
        return static_cast<std::uint32_t>(size * std::clamp(by, 1.0, kMostStretched) + 0.5);
    };
    Picture out{stretched(picture.width, 1 / pixelHeight),
                stretched(picture.height, pixelHeight),
                picture.channels,
                {}};
    if (out.width == picture.width && out.height == picture.height)
        return picture;
    out.pixels.resize(std::size_t{out.width} * out.height * out.channels);
    struct Place {
        std::uint32_t first;
        std::uint32_t second;
        double share;  ///< of the second
    };
    const auto placeOf = [](std::uint32_t i, std::uint32_t to, std::uint32_t from) {
        const double at = std::clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
        const auto first = static_cast<std::uint32_t>(at);
        return Place{first, std::min(first + 1, from - 1), at - first};
    };
    auto* to = out.pixels.data();
    for (std::uint32_t y = 0; y < out.height; ++y) {
        const auto row = placeOf(y, out.height, picture.height);
        for (std::uint32_t x = 0; x < out.width; ++x) {
            const auto column = placeOf(x, out.width, picture.width);
            for (std::uint32_t c = 0; c < out.channels; ++c) {
                const auto at = [&](std::uint32_t r, std::uint32_t k) -> double {
                    return picture.pixels[(std::size_t{r} * picture.width + k) * picture.channels + c];
                };
                const double above =
                    std::lerp(at(row.first, column.first), at(row.first, column.second), column.share);
                const double below =
                    std::lerp(at(row.second, column.first), at(row.second, column.second), column.share);
                *to++ = static_cast<base::Byte>(std::lerp(above, below, row.share) + 0.5);
            }
        }
    }
    return out;
}

double storedAt(const Frame& frame, std::uint32_t x, std::uint32_t y, std::uint32_t channel) {
    const auto i = (std::size_t{y} * frame.columns + x) * frame.channels + channel;
    return withSampleType(frame.type, [&](auto sample) {
        return static_cast<double>(sampleAt<decltype(sample)>(frame.samples, i));
    });
}

double valueAt(const ImageInfo& info, const Frame& frame, std::uint32_t x, std::uint32_t y,
               std::uint32_t channel) {
    return greysOf(info, frame).valueOf(storedAt(frame, x, y, channel));
}

}  // namespace medveil::imaging
