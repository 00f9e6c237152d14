// libpng filters and compresses on one core, which for a large picture takes longer than everything else.
// Bands of rows are compressed apart and joined bit by bit, without the byte-aligned seams that other
// parallel encoders leave (but for rare bands that cannot be shifted): the stream reads like any other.
#include "stego/carrier/png_rows.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <libdeflate.h>
#include <zlib.h>

#include "core/base/big_endian.h"
#include "core/base/parallel.h"

namespace medveil::stego {

using base::appendBigEndian;
using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kBandBytes = std::size_t{1} << 20;
constexpr std::size_t kFilters = 5;
/// Of photographs' residuals there is little more to save at higher levels.
constexpr int kLevel = 1;

std::uint8_t paeth(std::int16_t left, std::int16_t up, std::int16_t corner) {
    const int toLeft = std::abs(up - corner);
    const int toUp = std::abs(left - corner);
    const int toCorner = std::abs(left + up - 2 * corner);
    const int straight = toUp <= toCorner ? up : corner;
    return static_cast<std::uint8_t>(toLeft <= toUp && toLeft <= toCorner ? left : straight);
}

/// Filters rows one after the other, each by the filter whose residuals are smallest (PNG, 12.7): judged by a
/// part of each row, for trying all of them takes longer than compressing one.
class RowFilter {
  public:
    RowFilter(std::size_t rowBytes, std::size_t pixelBytes)
        : m_rowBytes(rowBytes), m_pixelBytes(pixelBytes), m_nothing(rowBytes), m_trial(kJudged) {}

    /// `above` is null for the first row.
    void append(const std::uint8_t* row, const std::uint8_t* above, base::Bytes& out) {
        const auto* const up = above != nullptr ? above : m_nothing.data();
        std::size_t best = 0;
        std::uint64_t least = UINT64_MAX;
        for (std::size_t filter = 0; filter < kFilters; ++filter) {
            const auto size = judge(filter, row, up);
            if (size < least) {
                least = size;
                best = filter;
            }
        }
        out.push_back(static_cast<base::Byte>(best));
        const auto begin = out.size();
        out.resize(begin + m_rowBytes);
        const auto first = std::min(m_pixelBytes, m_rowBytes);
        predict(best, {row, m_nothing.data(), up, m_nothing.data()}, out.data() + begin, first);
        predict(best, {row + first, row, up + first, up}, out.data() + begin + first, m_rowBytes - first);
    }

  private:
    /// A byte, and its neighbours before, above, and above those before.
    struct Place {
        const std::uint8_t* here;
        const std::uint8_t* left;
        const std::uint8_t* up;
        const std::uint8_t* corner;
    };
    static constexpr std::size_t kJudged = 256;  ///< bytes in a row of
    static constexpr std::size_t kEvery = 1024;  ///< as many

    static void predict(std::size_t filter, const Place& at, std::uint8_t* __restrict out,
                        std::size_t count) {
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
    std::uint64_t judge(std::size_t filter, const std::uint8_t* row, const std::uint8_t* up) {
        std::uint64_t sum = 0;
        for (auto at = m_pixelBytes; at < m_rowBytes; at += kEvery) {
            const auto count = std::min(kJudged, m_rowBytes - at);
            predict(filter, {row + at, row + at - m_pixelBytes, up + at, up + at - m_pixelBytes},
                    m_trial.data(), count);
            for (std::size_t i = 0; i < count; ++i)
                sum += std::min(m_trial[i], static_cast<std::uint8_t>(-m_trial[i]));
        }
        return sum;
    }

    std::size_t m_rowBytes;
    std::size_t m_pixelBytes;
    std::vector<std::uint8_t> m_nothing;
    std::vector<std::uint8_t> m_trial;
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
base::Result<std::uint64_t> measureBlocks(Band& band) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return fail(ErrorCode::kOutOfMemory, "PNG encoder");
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

base::Result<Band> compress(const base::Bytes& filtered, bool last) {
    const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
        libdeflate_alloc_compressor(kLevel), libdeflate_free_compressor);
    if (!compressor)
        return fail(ErrorCode::kOutOfMemory, "PNG encoder");
    Band band;
    band.filteredBytes = filtered.size();
    band.adler = libdeflate_adler32(1, filtered.data(), filtered.size());
    band.deflated.resize(libdeflate_deflate_compress_bound(compressor.get(), filtered.size()));
    const auto size = libdeflate_deflate_compress(compressor.get(), filtered.data(), filtered.size(),
                                                  band.deflated.data(), band.deflated.size());
    if (size == 0)
        return fail(ErrorCode::kInternal, "PNG encoder");
    band.deflated.resize(size);
    MEDVEIL_ASSIGN(const std::uint64_t lastBlock, measureBlocks(band));
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

base::Bytes chunked(const base::Bytes& stream, std::size_t chunkBytes) {
    base::Bytes out;
    out.reserve(stream.size() + (stream.size() / chunkBytes + 1) * 12);
    for (std::size_t at = 0; at < stream.size(); at += chunkBytes) {
        const auto size = std::min(chunkBytes, stream.size() - at);
        appendBigEndian(out, static_cast<std::uint32_t>(size));
        const auto begin = out.size();
        for (const char letter : {'I', 'D', 'A', 'T'})
            out.push_back(static_cast<base::Byte>(letter));
        out.insert(out.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                   stream.begin() + static_cast<std::ptrdiff_t>(at + size));
        appendBigEndian(out, libdeflate_crc32(0, out.data() + begin, size + 4));
    }
    return out;
}

}  // namespace

base::Result<base::Bytes> encodePngRows(base::ByteView rows, std::size_t rowBytes, std::size_t pixelBytes,
                                        const PngHabits& habits) {
    const auto height = rows.size() / rowBytes;
    const auto bandRows = std::clamp<std::size_t>(kBandBytes / rowBytes, 1, height);
    const auto bandCount = (height + bandRows - 1) / bandRows;
    // A header must not promise a smaller window than is used.
    const auto window = std::size_t{1} << ((habits.zlibHeader >> 12) + 8);
    const auto header = window >= std::min<std::size_t>(32768, (rowBytes + 1) * height)
                            ? habits.zlibHeader
                            : PngHabits().zlibHeader;
    std::vector<Band> bands(bandCount);
    MEDVEIL_TRY(base::parallelFor(bandCount, [&](std::size_t i) -> base::Result<void> {
        const auto first = i * bandRows;
        const auto last = std::min(height, first + bandRows);
        RowFilter filter(rowBytes, pixelBytes);
        base::Bytes filtered;
        filtered.reserve((last - first) * (rowBytes + 1));
        for (auto y = first; y < last; ++y) {
            const auto* const row = rows.data() + y * rowBytes;
            filter.append(row, y > 0 ? row - rowBytes : nullptr, filtered);
        }
        MEDVEIL_ASSIGN(bands[i], compress(filtered, last == height));
        return {};
    }));
    base::Bytes stream{static_cast<base::Byte>(header >> 8), static_cast<base::Byte>(header & 0xffU)};
    BitJoiner joiner(stream);
    uLong adler = 1;
    for (auto& band : bands) {
        joiner.append(band);
        adler = adler32_combine(adler, band.adler, static_cast<z_off_t>(band.filteredBytes));
        band.deflated = {};
    }
    appendBigEndian(stream, static_cast<std::uint32_t>(adler));
    return chunked(stream, habits.chunkBytes);
}

}  // namespace medveil::stego
