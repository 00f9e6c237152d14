// libpng filters and compresses on one core, which for a large picture takes longer than everything else.
// Bands of rows are compressed apart, each with the end of the band before as what it may refer to, and
// joined bit by bit, without the byte-aligned seams that other parallel encoders leave (but for rare bands
// that cannot be shifted): the stream reads like any other. A picture of one band is the very stream that
// zlib makes.
#include "stego/carrier/png_rows.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <libdeflate.h>
#include <zlib.h>

#include "core/base/big_endian.h"
#include "core/base/parallel.h"

namespace medveil::stego {

using base::appendBigEndian;
using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kBandBytes = std::size_t{4} << 20;
constexpr std::size_t kDictionary = 32768;  ///< how far back a deflate stream may refer
constexpr std::uint8_t kFilters = 5;

/// PNG, 8.2: the pixels of the picture that each pass takes, or all of them.
struct Pass {
    std::size_t firstX, firstY, stepX, stepY;
};
constexpr std::array<Pass, 7> kAdam7 = {
    {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
constexpr std::array<Pass, 1> kNoPasses = {{{0, 0, 1, 1}}};

std::span<const Pass> passesOf(const PngShape& shape) {
    return shape.interlaced ? std::span<const Pass>(kAdam7) : std::span<const Pass>(kNoPasses);
}
std::size_t steps(std::size_t length, std::size_t first, std::size_t step) {
    return length > first ? (length - first + step - 1) / step : 0;
}

/// Calls visit(pass, pixels of a row, rows) for each that has pixels.
template <class Visit>
void eachPass(const PngShape& shape, Visit visit) {
    for (const auto& pass : passesOf(shape)) {
        const auto pixels = steps(shape.width, pass.firstX, pass.stepX);
        const auto rows = steps(shape.height, pass.firstY, pass.stepY);
        if (pixels > 0 && rows > 0)
            visit(pass, pixels, rows);
    }
}

/// The rows of the passes, one behind the other.
base::Bytes interlaced(base::ByteView rows, const PngShape& shape) {
    base::Bytes out;
    out.reserve(rows.size());
    eachPass(shape, [&](const Pass& pass, std::size_t pixels, std::size_t count) {
        for (std::size_t y = 0; y < count; ++y) {
            const auto* const row =
                rows.data() + (pass.firstY + y * pass.stepY) * shape.width * shape.pixelBytes;
            for (std::size_t x = 0; x < pixels; ++x) {
                const auto* const pixel = row + (pass.firstX + x * pass.stepX) * shape.pixelBytes;
                out.insert(out.end(), pixel, pixel + shape.pixelBytes);
            }
        }
    });
    return out;
}

struct Row {
    const std::uint8_t* bytes;
    const std::uint8_t* above;  ///< null for the first of a pass
    std::size_t length;
};

std::uint8_t paeth(std::int16_t left, std::int16_t up, std::int16_t corner) {
    const int toLeft = std::abs(up - corner);
    const int toUp = std::abs(left - corner);
    const int toCorner = std::abs(left + up - 2 * corner);
    const int straight = toUp <= toCorner ? up : corner;
    return static_cast<std::uint8_t>(toLeft <= toUp && toLeft <= toCorner ? left : straight);
}

/// A byte, and its neighbours before, above, and above those before.
struct Place {
    const std::uint8_t* here;
    const std::uint8_t* left;
    const std::uint8_t* up;
    const std::uint8_t* corner;
};

/// PNG, 9.2.
void predict(std::uint8_t filter, const Place& at, std::uint8_t* __restrict out, std::size_t count) {
    const auto each = [&](auto predicted) {
        for (std::size_t i = 0; i < count; ++i)
            out[i] = static_cast<std::uint8_t>(at.here[i] - predicted(i));
    };
    switch (filter) {
        case 0:
            return each([](std::size_t) { return 0; });
        case 1:
            return each([&](std::size_t i) { return at.left[i]; });
        case 2:
            return each([&](std::size_t i) { return at.up[i]; });
        case 3:
            return each([&](std::size_t i) { return (at.left[i] + at.up[i]) / 2; });
        default:
            return each([&](std::size_t i) { return paeth(at.left[i], at.up[i], at.corner[i]); });
    }
}

/// Filters rows: each as the cover's was, or as libpng chooses.
class RowFilter {
  public:
    RowFilter(std::size_t pixelBytes, std::size_t longestRow)
        : m_pixelBytes(pixelBytes), m_nothing(longestRow) {}

    void append(const Row& row, std::uint8_t filter, base::Bytes& out) const {
        const auto* const up = row.above != nullptr ? row.above : m_nothing.data();
        out.push_back(filter);
        const auto begin = out.size();
        out.resize(begin + row.length);
        const auto first = std::min(m_pixelBytes, row.length);
        predict(filter, {row.bytes, m_nothing.data(), up, m_nothing.data()}, out.data() + begin, first);
        predict(filter, {row.bytes + first, row.bytes, up + first, up}, out.data() + begin + first,
                row.length - first);
    }

    /// With the filter whose residuals are smallest (PNG, 12.7).
    void appendBest(const Row& row, base::Bytes& out) const {
        base::Bytes best;
        std::uint64_t least = UINT64_MAX;
        for (std::uint8_t filter = 0; filter < kFilters; ++filter) {
            base::Bytes trial;
            append(row, filter, trial);
            std::uint64_t sum = 0;
            for (std::size_t i = 1; i < trial.size(); ++i)
                sum += std::min(trial[i], static_cast<base::Byte>(-trial[i]));
            if (sum < least) {
                least = sum;
                best = std::move(trial);
            }
        }
        out.insert(out.end(), best.begin(), best.end());
    }

  private:
    std::size_t m_pixelBytes;
    std::vector<std::uint8_t> m_nothing;
};

/// A piece of a deflate stream that ends at any bit.
struct Band {
    base::Bytes deflated;
    std::uint64_t bits = 0;
    bool hasStored = false;  ///< a stored block, which begins at a whole byte: the band cannot be shifted
    uLong adler = 1;
    std::size_t filteredBytes = 0;
};

/// Walks the band's blocks (RFC 1951, 3.2.3): whether any of them is stored as it is, and with which bit the
/// last one ends. Returns the bit that it begins with, its mark as the last. Fails where zlib does not read
/// it.
base::Result<std::uint64_t> measureBlocks(Band& band, base::ByteView before) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return fail(ErrorCode::kOutOfMemory, "PNG encoder");
    if (!before.empty())
        inflateSetDictionary(&stream, before.data(), static_cast<uInt>(before.size()));
    std::vector<Bytef> ignored(std::size_t{1} << 16);
    stream.next_in = band.deflated.data();
    stream.avail_in = static_cast<uInt>(band.deflated.size());
    const auto bitAt = [&](std::uint64_t bit) {
        return band.deflated[static_cast<std::size_t>(bit / 8)] >> (bit % 8) & 1U;
    };
    constexpr int kInLastBlock = 64;
    constexpr int kAtBoundary = 128;
    std::uint64_t begin = 0;
    int state = Z_OK;
    while (state == Z_OK && (stream.data_type & kInLastBlock) == 0) {
        begin = band.bits;
        band.hasStored |= bitAt(begin + 1) == 0 && bitAt(begin + 2) == 0;
        do {
            stream.next_out = ignored.data();
            stream.avail_out = static_cast<uInt>(ignored.size());
            state = inflate(&stream, Z_BLOCK);
        } while (state == Z_OK && (stream.data_type & kAtBoundary) == 0);
        band.bits = std::uint64_t{stream.total_in} * 8 - static_cast<unsigned>(stream.data_type & 63);
    }
    inflateEnd(&stream);
    if (state != Z_OK)
        return fail(ErrorCode::kInternal, "PNG encoder");
    return begin;
}

base::Result<Band> compress(const DeflateMethod& method, base::ByteView filtered, base::ByteView before,
                            bool last) {
    Band band;
    band.filteredBytes = filtered.size();
    band.adler = libdeflate_adler32(1, filtered.data(), filtered.size());
    MEDVEIL_ASSIGN(band.deflated, deflated(method, filtered, before));
    MEDVEIL_ASSIGN(const std::uint64_t lastBlock, measureBlocks(band, before));
    // Each band is a stream of its own; joined, only the last one ends.
    if (!last)
        band.deflated[static_cast<std::size_t>(lastBlock / 8)] &=
            static_cast<base::Byte>(~(1U << (lastBlock % 8)));
    return band;
}

/// Bits in deflate's order: lowest first.
class BitJoiner {
  public:
    explicit BitJoiner(base::Bytes& out) : m_out(out) {}
    void append(const Band& band) {
        if (band.bits == 0)
            return;
        if (band.hasStored && m_bits % 8 != 0)
            alignWithEmptyBlock();
        const auto shift = static_cast<unsigned>(m_bits % 8);
        const auto& in = band.deflated;
        if (shift == 0) {
            m_out.insert(m_out.end(), in.begin(), in.end());
        } else {
            const auto last = m_out.size() - 1;
            m_out.resize(last + (shift + band.bits + 7) / 8);
            base::Byte* const out = m_out.data() + last;
            const auto count = m_out.size() - last;
            out[0] = static_cast<base::Byte>(out[0] | in[0] << shift);
            for (std::size_t i = 1; i < std::min(count, in.size()); ++i)
                out[i] = static_cast<base::Byte>(in[i] << shift | in[i - 1] >> (8 - shift));
            if (count > in.size())
                out[in.size()] = static_cast<base::Byte>(in.back() >> (8 - shift));
        }
        m_bits += band.bits;
        // Bits behind the end belong to whoever comes next.
        if (m_bits % 8 != 0)
            m_out.back() = static_cast<base::Byte>(m_out.back() & ((1U << (m_bits % 8)) - 1));
    }

  private:
    /// A stored block of no bytes: three bits of header, then whole bytes.
    void alignWithEmptyBlock() {
        if (m_bits % 8 > 5)
            m_out.push_back(0);
        for (const unsigned byte : {0x00U, 0x00U, 0xffU, 0xffU})
            m_out.push_back(static_cast<base::Byte>(byte));
        m_bits = 0;
    }

    base::Bytes& m_out;
    std::uint64_t m_bits = 0;  ///< of the stream, but for whole bytes
};

/// All rows of a picture, and where each band of them begins.
struct Plan {
    std::vector<Row> rows;
    std::vector<std::size_t> bands;
    std::size_t longest = 0;
    std::size_t total = 0;  ///< bytes with filters
};

Plan planFor(base::ByteView passes, const PngShape& shape) {
    Plan plan;
    const std::uint8_t* at = passes.data();
    std::size_t inBand = kBandBytes;
    eachPass(shape, [&](const Pass&, std::size_t pixels, std::size_t count) {
        const auto length = pixels * shape.pixelBytes;
        plan.longest = std::max(plan.longest, length);
        for (std::size_t y = 0; y < count; ++y, at += length) {
            if (inBand >= kBandBytes) {
                plan.bands.push_back(plan.rows.size());
                inBand = 0;
            }
            inBand += length + 1;
            plan.total += length + 1;
            plan.rows.push_back({at, y > 0 ? at - length : nullptr, length});
        }
    });
    return plan;
}

}  // namespace

std::vector<std::size_t> rowLengths(const PngShape& shape) {
    std::vector<std::size_t> lengths;
    eachPass(shape, [&](const Pass&, std::size_t pixels, std::size_t count) {
        lengths.insert(lengths.end(), count, pixels * shape.pixelBytes + 1);
    });
    return lengths;
}

base::Result<base::Bytes> encodePngRows(base::ByteView rows, const PngShape& shape, const PngHabits& habits) {
    const auto passes = shape.interlaced ? interlaced(rows, shape) : base::Bytes();
    const auto plan = planFor(shape.interlaced ? base::ByteView(passes) : rows, shape);
    MEDVEIL_ASSIGN(const DeflateMethod method, methodOf(habits, plan.total));
    const bool known = habits.filters.size() == plan.rows.size();
    std::vector<Band> bands(plan.bands.size());
    MEDVEIL_TRY(base::parallelFor(bands.size(), [&](std::size_t i) -> base::Result<void> {
        const auto first = plan.bands[i];
        const auto last = i + 1 < bands.size() ? plan.bands[i + 1] : plan.rows.size();
        auto begin = first;
        std::size_t before = 0;
        while (begin > 0 && before < kDictionary && !method.libdeflate)
            before += plan.rows[--begin].length + 1;
        const RowFilter filter(shape.pixelBytes, plan.longest);
        base::Bytes filtered;
        filtered.reserve(kBandBytes + before + plan.longest + 1);
        for (auto y = begin; y < last; ++y)
            known ? filter.append(plan.rows[y], habits.filters[y], filtered)
                  : filter.appendBest(plan.rows[y], filtered);
        const base::ByteView all = filtered;
        const auto dictionary = all.first(before).last(std::min(before, kDictionary));
        MEDVEIL_ASSIGN(bands[i], compress(method, all.subspan(before), dictionary, last == plan.rows.size()));
        return {};
    }));
    base::Bytes stream{static_cast<base::Byte>(habits.zlibHeader >> 8),
                       static_cast<base::Byte>(habits.zlibHeader & 0xffU)};
    BitJoiner joiner(stream);
    uLong adler = 1;
    for (auto& band : bands) {
        joiner.append(band);
        adler = adler32_combine(adler, band.adler, static_cast<z_off_t>(band.filteredBytes));
        band.deflated = {};
    }
    appendBigEndian(stream, static_cast<std::uint32_t>(adler));
    return asChunks(stream, habits);
}

}  // namespace medveil::stego
