#include "core/imaging/decoder/masking.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/imaging/decoder/decoder.h"
#include "core/imaging/decoder/masked_file.h"
#include "core/imaging/model/mark.h"
#include "core/imaging/model/rendering.h"
#include "core/imaging/model/sample_types.h"
#include "core/imaging/protocol/decoder_protocol.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint64_t kLargestPixels = 640ULL * 1024 * 1024;  ///< bytes of all frames
constexpr std::uint32_t kLossyGrid = 16;  ///< the largest unit of JPEG with loss, pixels

template <class Sample>
class Painter {
  public:
    Painter(const ImageInfo& info, Frame& frame, const std::vector<base::Byte>& mask)
        : m_info(info), m_frame(frame), m_mask(mask) {}

    void paint(const MaskPlan& plan) {
        // Only what stays decides how the mask looks: its colours say nothing of what was there.
        measure();
        if (plan.fill == MaskFill::kSolid)
            fillSolid();
        else
            fillMosaic(plan.block);
    }

  private:
    std::size_t samples() const { return m_frame.samples.size() / sizeof(Sample); }
    Sample get(std::size_t i) const {
        Sample value;
        std::memcpy(&value, m_frame.samples.data() + i * sizeof value, sizeof value);
        return value;
    }
    void set(std::size_t i, Sample value) {
        std::memcpy(m_frame.samples.data() + i * sizeof value, &value, sizeof value);
    }

    void measure() {
        m_low = std::numeric_limits<Sample>::max();
        m_high = std::numeric_limits<Sample>::min();
        for (std::size_t pixel = 0; pixel < m_mask.size(); ++pixel) {
            for (std::size_t c = 0; m_mask[pixel] == 0 && c < m_frame.channels; ++c) {
                m_low = std::min(m_low, get(pixel * m_frame.channels + c));
                m_high = std::max(m_high, get(pixel * m_frame.channels + c));
            }
        }
        if (m_low > m_high) {
            m_low = 0;
            m_high = static_cast<Sample>((std::uint64_t{1} << (m_info.bits - std::is_signed_v<Sample>)) - 1);
        }
    }

    Sample dark(std::size_t channel) const {
        if (m_frame.colours == Colours::kPalette)
            return darkestEntry();
        if (m_frame.colours == Colours::kYbr)
            return static_cast<Sample>(channel == 0 ? 0 : std::uint64_t{1} << (m_info.bits - 1));
        if (m_frame.channels == 3)
            return 0;
        return greysOf(m_info, m_frame).darkIsHigh ? m_high : m_low;
    }

    Sample darkestEntry() const {
        const auto entries = m_info.palette.size() / 3;
        std::size_t darkest = 0;
        std::uint32_t least = UINT32_MAX;
        for (std::size_t i = 0; i < entries; ++i) {
            const std::uint32_t sum = std::uint32_t{m_info.palette[i]} + m_info.palette[entries + i] +
                                      m_info.palette[2 * entries + i];
            if (sum < least) {
                least = sum;
                darkest = i;
            }
        }
        return static_cast<Sample>(m_info.paletteFirst + static_cast<std::int32_t>(darkest));
    }

    void fillSolid() {
        std::array<Sample, 3> colour{};
        for (std::size_t c = 0; c < m_frame.channels; ++c)
            colour[c] = dark(c);
        for (std::size_t pixel = 0; pixel < m_mask.size(); ++pixel) {
            for (std::size_t c = 0; m_mask[pixel] != 0 && c < m_frame.channels; ++c)
                set(pixel * m_frame.channels + c, colour[c]);
        }
    }

    /// Of what stays, the part that the file's own window shows: other blocks would be all black or white.
    std::pair<double, double> visibleRange() const {
        double low = static_cast<double>(m_low);
        double high = static_cast<double>(m_high);
        const auto& greys = greysOf(m_info, m_frame);
        if (greys.windows.empty() || !greys.modality.empty() || m_frame.channels != 1 ||
            m_frame.colours == Colours::kPalette)
            return {low, high};
        const auto& window = greys.windows.front();
        const auto stored = [&greys](double value) { return (value - greys.intercept) / greys.slope; };
        const double one = stored(window.centre - window.width / 2);
        const double other = stored(window.centre + window.width / 2);
        if (std::isfinite(one) && std::isfinite(other)) {
            const double begin = std::clamp(std::min(one, other), low, high);
            high = std::clamp(std::max(one, other), low, high);
            low = begin;
        }
        return {low, high};
    }

    void fillMosaic(std::uint32_t block) {
        const auto across = (m_frame.columns + block - 1) / block;
        const auto down = (m_frame.rows + block - 1) / block;
        std::vector<std::uint32_t> noise(std::size_t{across} * down);
        crypto::fillRandom({reinterpret_cast<base::Byte*>(noise.data()), noise.size() * sizeof noise[0]});
        const auto [low, high] = visibleRange();
        const double range = high - low;
        for (std::uint32_t y = 0; y < m_frame.rows; ++y) {
            for (std::uint32_t x = 0; x < m_frame.columns; ++x) {
                const auto pixel = std::size_t{y} * m_frame.columns + x;
                if (m_mask[pixel] == 0)
                    continue;
                const double share = noise[std::size_t{y / block} * across + x / block] / 4294967296.0;
                const auto bright = static_cast<Sample>(low + share * range);
                for (std::uint32_t c = 0; c < m_frame.channels; ++c) {
                    const bool shade = m_frame.colours == Colours::kYbr && c > 0;
                    set(pixel * m_frame.channels + c, shade ? dark(c) : bright);
                }
            }
        }
    }

    const ImageInfo& m_info;
    Frame& m_frame;
    const std::vector<base::Byte>& m_mask;
    Sample m_low = 0;
    Sample m_high = 0;
};

template <class Sample>
void paintAs(const ImageInfo& info, Frame& frame, const std::vector<base::Byte>& mask, const MaskPlan& plan) {
    Painter<Sample> painter(info, frame, mask);
    if (std::ranges::any_of(mask, [](base::Byte pixel) { return pixel != 0; }))
        painter.paint(plan);
}

base::Result<void> paint(const ImageInfo& info, Frame& frame, const std::vector<base::Byte>& mask,
                         const MaskPlan& plan) {
    return withSampleType(frame.type, [&](auto sample) -> base::Result<void> {
        using Sample = decltype(sample);
        if constexpr (std::is_integral_v<Sample>) {
            paintAs<Sample>(info, frame, mask, plan);
            return {};
        } else {
            return fail(ErrorCode::kImageUnsupported, "an image of floating point numbers cannot be masked");
        }
    });
}

/// Over the shapes and samples of all frames.
class PixelDigest {
  public:
    void add(const Frame& frame) {
        m_hash.update(encodeFrameHead(frame));
        m_hash.update(frame.samples);
    }
    crypto::Digest finish() { return m_hash.finish(); }

  private:
    crypto::Sha256 m_hash;
};

/// What of a frame is covered. Most frames of a series are covered alike: those are drawn once.
class Coverage {
  public:
    Coverage(const MaskPlan& plan, std::uint32_t grid) : m_plan(plan), m_grid(grid) {}

    void of(const Frame& frame, std::uint32_t number) {
        std::vector<bool> active;
        for (const auto& region : m_plan.regions)
            active.push_back(number >= region.firstFrame && number <= region.lastFrame);
        if (active == m_active && frame.columns == m_columns && frame.rows == m_rows)
            return;
        m_active = std::move(active);
        m_columns = frame.columns;
        m_rows = frame.rows;
        m_pixels = rasterise(m_plan, m_columns, m_rows, number, m_grid);
        m_count = static_cast<std::uint64_t>(std::ranges::count(m_pixels, base::Byte{1}));
    }
    const std::vector<base::Byte>& pixels() const { return m_pixels; }
    std::uint64_t count() const { return m_count; }

  private:
    const MaskPlan& m_plan;
    std::uint32_t m_grid;
    std::vector<bool> m_active;
    std::uint32_t m_columns = 0;
    std::uint32_t m_rows = 0;
    std::vector<base::Byte> m_pixels;
    std::uint64_t m_count = 0;
};

base::Result<void> checkSize(const ImageInfo& info) {
    const auto frame = std::uint64_t{info.columns} * info.rows * info.channels * bytesOf(info.type);
    if (frame > kLargestPixels / info.frames)
        return fail(ErrorCode::kTooLarge, "image to be masked");
    if (info.kind == ImageKind::kTiff && info.frames > 1)
        return fail(ErrorCode::kImageUnsupported, "TIFF of several pages cannot be masked");
    return {};
}

}  // namespace

base::Result<Masked> mask(base::ByteView file, const MaskPlan& plan) {
    MEDVEIL_TRY(checkPlan(plan));
    MEDVEIL_ASSIGN(const auto decoder, openDecoder(file));
    const ImageInfo& info = decoder->info();
    if (info.marked)
        return fail(ErrorCode::kImageUnsupported, "it carries hidden data: restore it first");
    MEDVEIL_TRY(checkSize(info));
    const auto grid = info.lossy ? kLossyGrid : 1;
    Masked result;
    PixelDigest digest;
    Frame all;
    Coverage covered(plan, grid);
    for (std::uint32_t number = 0; number < info.frames; ++number) {
        MEDVEIL_ASSIGN(Frame frame, decoder->frame(number));
        covered.of(frame, number);
        result.count += covered.count();
        MEDVEIL_TRY(paint(info, frame, covered.pixels(), plan));
        digest.add(frame);
        if (number == 0) {
            all = std::move(frame);
            all.samples.reserve(all.samples.size() * info.frames);
        } else {
            all.samples.insert(all.samples.end(), frame.samples.begin(), frame.samples.end());
        }
    }
    if (result.count == 0)
        return fail(ErrorCode::kInvalidArgument, "no region touches the image");
    result.pixels = digest.finish();
    auto written =
        info.kind == ImageKind::kDicom ? writeMaskedDicom(file, info, all) : writeMaskedPng(info, all);
    if (!written)
        return fail(std::move(written).error());
    result.file = std::move(written->file);
    result.sealAt = written->sealAt;
    return result;
}

base::Result<SealedPart> findSealedPart(base::ByteView file) {
    MEDVEIL_ASSIGN(const auto decoder, openDecoder(file));
    const ImageInfo& info = decoder->info();
    if (!info.masked)
        return fail(ErrorCode::kNothingFound, "regions of this image are not masked");
    MEDVEIL_TRY(checkSize(info));
    SealedPart part;
    MEDVEIL_ASSIGN(part.sealed,
                   info.kind == ImageKind::kDicom ? sealedPartOfDicom(file) : sealedPartOfPng(file));
    PixelDigest digest;
    for (std::uint32_t number = 0; number < info.frames; ++number) {
        MEDVEIL_ASSIGN(const Frame frame, decoder->frame(number));
        digest.add(frame);
    }
    part.pixels = digest.finish();
    return part;
}

}  // namespace medveil::imaging
