// Pixels go through libpng. Every other chunk is copied as bytes from one file to the other: libpng would
// parse and write the ones it knows anew, and so change them.
#include "stego/formats/png_carrier.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include <png.h>
#include <zlib.h>

#include "core/base/big_endian.h"
#include "core/imaging/model/mark.h"
#include "stego/carrier/carrier_protocol.h"
#include "stego/carrier/png_rows.h"
#include "stego/formats/png_stored.h"

namespace medveil::stego {

using base::appendBigEndian;
using base::bigEndian;
using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kSignatureBytes = 8;

struct Layout {
    std::size_t beforePixels = 0;  ///< bytes up to the first IDAT
    std::size_t afterPixels = 0;   ///< where the chunk behind the last IDAT begins
    bool hasTransparentColour = false;
    bool animated = false;
};

base::Result<Layout> findLayout(base::ByteView file) {
    Layout layout;
    std::size_t at = kSignatureBytes;
    while (file.size() - at >= 12) {
        const std::uint64_t length = bigEndian(file.subspan(at));
        if (length > file.size() - at - 12)
            return fail(ErrorCode::kCoverDamaged, "PNG chunk runs over the end of the file");
        const auto type = base::asText(file.subspan(at + 4, 4));
        const auto next = at + 12 + static_cast<std::size_t>(length);
        if (type == "IDAT") {
            if (layout.beforePixels == 0)
                layout.beforePixels = at;
            else if (layout.afterPixels != at)
                return fail(ErrorCode::kCoverDamaged, "PNG pixel data in several places");
            layout.afterPixels = next;
        }
        layout.hasTransparentColour |= type == "tRNS";
        layout.animated |= type == "acTL";
        at = next;
        if (type == "IEND")
            break;
    }
    if (layout.beforePixels == 0)
        return fail(ErrorCode::kCoverDamaged, "PNG without pixel data");
    return layout;
}

struct Memory {
    std::vector<base::ByteView> in;  ///< one behind the other
    std::size_t piece = 0;
};

void readMemory(png_structp png, png_bytep data, png_size_t size) {
    auto* memory = static_cast<Memory*>(png_get_io_ptr(png));
    while (size > 0) {
        if (memory->piece == memory->in.size())
            png_error(png, "end of file");
        auto& in = memory->in[memory->piece];
        const auto count = std::min(size, in.size());
        std::copy_n(in.data(), count, data);
        data += count;
        size -= count;
        in = in.subspan(count);
        if (in.empty())
            ++memory->piece;
    }
}
// libpng leaves through longjmp: nothing with a destructor may live in the functions below between setjmp and
// the end.
[[noreturn]] void onError(png_structp png, png_const_charp) {
    std::longjmp(png_jmpbuf(png), 1);
}
void onWarning(png_structp, png_const_charp) {}

struct Raster {
    png_uint_32 width = 0;
    png_uint_32 height = 0;
    int bits = 0;
    int colour = 0;
    int interlace = 0;
    std::size_t rowBytes = 0;
    base::Bytes pixels;
    std::vector<png_bytep> rows;

    void pointRows() {
        rows.resize(height);
        for (std::size_t y = 0; y < height; ++y)
            rows[y] = pixels.data() + y * rowBytes;
    }
};

/// True when the header could be read; false is a damaged file.
bool readHeader(png_structp png, png_infop info, Memory& memory, Raster& raster) {
    if (setjmp(png_jmpbuf(png)) != 0)
        return false;
    png_set_read_fn(png, &memory, readMemory);
    png_set_user_limits(png, 1'000'000, 1'000'000);
    png_set_chunk_malloc_max(png, 64 * 1024 * 1024);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    png_read_info(png, info);
    png_get_IHDR(png, info, &raster.width, &raster.height, &raster.bits, &raster.colour, &raster.interlace,
                 nullptr, nullptr);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    raster.rowBytes = png_get_rowbytes(png, info);
    return true;
}

bool readPixels(png_structp png, Raster& raster) {
    if (setjmp(png_jmpbuf(png)) != 0)
        return false;
    png_read_image(png, raster.rows.data());
    png_read_end(png, nullptr);
    return true;
}

PngShape shapeOf(const Raster& raster) {
    return {raster.width, raster.height, raster.rowBytes / raster.width,
            raster.interlace != PNG_INTERLACE_NONE};
}

struct PngReader {
    PngReader() : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, onError, onWarning)) {
        if (png != nullptr)
            info = png_create_info_struct(png);
    }
    ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;
    explicit operator bool() const { return info != nullptr; }
    png_structp png;
    png_infop info = nullptr;
};

/// The quick way. False when the file is not as plain as it takes; then the slow way decides.
bool readStored(base::ByteView file, base::ByteView chunks, Raster& raster, PngHabits& habits) {
    // A very large picture must not be in memory twice.
    constexpr std::size_t kMostRaw = std::size_t{128} << 20;
    if (raster.interlace != PNG_INTERLACE_NONE || raster.pixels.size() > kMostRaw)
        return false;
    const auto stored = StoredPng::from(file, chunks, (raster.rowBytes + 1) * raster.height);
    PngReader reader;
    if (!stored || !reader)
        return false;
    Memory memory;
    memory.in = stored->pieces();
    Raster same;
    if (!readHeader(reader.png, reader.info, memory, same))
        return false;
    // The file's own checksums have been verified.
    png_set_crc_action(reader.png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    if (!readPixels(reader.png, raster))
        return false;
    for (std::size_t y = 0; y < raster.height; ++y)
        habits.filters.push_back(stored->raw()[y * (raster.rowBytes + 1)]);
    return true;
}

base::Result<void> checkKind(const Raster& raster, const Layout& layout) {
    if (raster.colour == PNG_COLOR_TYPE_PALETTE)
        return fail(ErrorCode::kCoverUnsupported,
                    "PNG with a palette: one step in a palette is another colour");
    if (raster.bits != 8 && raster.bits != 16)
        return fail(ErrorCode::kCoverUnsupported, "PNG with fewer than 8 bits: every change would be seen");
    if (layout.hasTransparentColour)
        return fail(ErrorCode::kCoverUnsupported, "PNG with a transparent colour: changes would make holes");
    if (layout.animated)
        return fail(ErrorCode::kCoverUnsupported, "animated PNG");
    return {};
}

/// PNG, 11.3.3.2: a text that viewers show with the picture's properties.
base::Bytes markChunk() {
    base::Bytes body;
    for (const std::string_view part :
         {std::string_view("tEXtWarning"), std::string_view("\0", 1), imaging::kMarkText})
        body.insert(body.end(), part.begin(), part.end());
    base::Bytes chunk;
    appendBigEndian(chunk, static_cast<std::uint32_t>(body.size() - 4));
    chunk.insert(chunk.end(), body.begin(), body.end());
    appendBigEndian(chunk, static_cast<std::uint32_t>(crc32(0, body.data(), static_cast<uInt>(body.size()))));
    return chunk;
}
/// Where the mark stands, or the end.
std::size_t markIn(const base::Bytes& chunks) {
    return static_cast<std::size_t>(std::ranges::search(chunks, markChunk()).begin() - chunks.begin());
}

class PngCarrier final : public Carrier {
  public:
    PngCarrier(base::Bytes file, const Layout& layout, Raster raster, PngHabits habits)
        : m_afterPixels(file.begin() + static_cast<std::ptrdiff_t>(layout.afterPixels), file.end()),
          m_raster(std::move(raster)),
          m_habits(std::move(habits)) {
        // The old pixel data is not needed again: of a large picture it would be a good part of the memory.
        file.resize(layout.beforePixels);
        file.shrink_to_fit();
        m_beforePixels = std::move(file);
        m_info.kind = CarrierKind::kPng;
        m_info.width = m_raster.width;
        m_info.height = m_raster.height;
        m_info.channels = m_raster.colour & PNG_COLOR_MASK_COLOR ? 3 : 1;
        m_info.bits = static_cast<std::uint32_t>(m_raster.bits);
        m_info.maximum = (1 << m_raster.bits) - 1;
        m_bytes = m_raster.bits == 8 ? 1 : 2;
        m_samples = Samples(Samples::widthFor(m_info.bits, false));
        takePixels();
    }

    base::Result<void> write(base::ByteSink& out) const override {
        // Without alpha and in 8 bits the samples are the rows.
        const bool asTheyAre = m_bytes == 1 && !hasAlpha();
        const auto rows = asTheyAre ? base::Bytes() : pixels();
        MEDVEIL_ASSIGN(
            const base::Bytes chunks,
            encodePngRows(asTheyAre ? base::ByteView(m_samples.bytes()) : rows, shapeOf(m_raster), m_habits));
        MEDVEIL_TRY(out.write(m_beforePixels));
        MEDVEIL_TRY(out.write(chunks));
        return out.write(m_afterPixels);
    }

    base::Result<base::Bytes> surroundings() const override {
        auto bytes = m_beforePixels;
        bytes.insert(bytes.end(), m_afterPixels.begin(), m_afterPixels.end());
        bytes.insert(bytes.end(), m_alpha.begin(), m_alpha.end());
        return bytes;
    }

    bool isMarked() const override { return markIn(m_afterPixels) != m_afterPixels.size(); }
    base::Result<void> setMarked(bool marked) override {
        if (marked == isMarked())
            return {};
        const auto chunk = markChunk();
        if (marked) {
            // Before the last chunk, IEND.
            const auto place = m_afterPixels.size() - std::min<std::size_t>(m_afterPixels.size(), 12);
            m_afterPixels.insert(m_afterPixels.begin() + static_cast<std::ptrdiff_t>(place), chunk.begin(),
                                 chunk.end());
        } else {
            const auto begin = m_afterPixels.begin() + static_cast<std::ptrdiff_t>(markIn(m_afterPixels));
            m_afterPixels.erase(begin, begin + static_cast<std::ptrdiff_t>(chunk.size()));
        }
        return {};
    }

  private:
    bool hasAlpha() const { return (m_raster.colour & PNG_COLOR_MASK_ALPHA) != 0; }

    /// From the decoded rows into samples and alpha; the rows go.
    void takePixels() {
        const std::size_t count = std::size_t{m_info.width} * m_info.height;
        const base::Byte* at = m_raster.pixels.data();
        if (m_bytes == 1 && !hasAlpha()) {
            m_samples = Samples(std::move(m_raster.pixels));
        } else {
            m_samples.resize(count * m_info.channels);
            m_alpha.reserve(hasAlpha() ? count * m_bytes : 0);
            for (std::size_t pixel = 0, sample = 0; pixel < count; ++pixel) {
                for (std::uint32_t c = 0; c < m_info.channels; ++c, at += m_bytes)
                    m_samples.set(sample++, m_bytes == 1 ? at[0] : at[0] << 8 | at[1]);
                if (hasAlpha()) {
                    m_alpha.insert(m_alpha.end(), at, at + m_bytes);
                    at += m_bytes;
                }
            }
        }
        m_raster.pixels = {};
        m_raster.rows = {};
    }

    base::Bytes pixels() const {
        if (m_bytes == 1 && !hasAlpha())
            return base::toBytes(m_samples.bytes());
        base::Bytes out;
        out.reserve(m_raster.rowBytes * m_raster.height);
        const std::size_t count = std::size_t{m_info.width} * m_info.height;
        for (std::size_t pixel = 0, sample = 0; pixel < count; ++pixel) {
            for (std::uint32_t c = 0; c < m_info.channels; ++c) {
                const auto value = static_cast<std::uint32_t>(m_samples[sample++]);
                if (m_bytes == 2)
                    out.push_back(static_cast<base::Byte>(value >> 8));
                out.push_back(static_cast<base::Byte>(value & 0xffU));
            }
            if (hasAlpha())
                out.insert(out.end(), m_alpha.begin() + static_cast<std::ptrdiff_t>(pixel * m_bytes),
                           m_alpha.begin() + static_cast<std::ptrdiff_t>((pixel + 1) * m_bytes));
        }
        return out;
    }

    base::Bytes m_beforePixels;
    base::Bytes m_afterPixels;
    base::Bytes m_alpha;
    Raster m_raster;  ///< its measures; the pixels are samples and alpha
    PngHabits m_habits;
    std::size_t m_bytes = 1;
};

}  // namespace

base::Result<std::unique_ptr<Carrier>> openPng(base::Bytes file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const Layout layout, findLayout(file));
    Raster raster;
    Memory memory;
    memory.in = {file};
    PngReader reader;
    if (!reader)
        return fail(ErrorCode::kOutOfMemory, "PNG decoder");
    if (!readHeader(reader.png, reader.info, memory, raster))
        return fail(ErrorCode::kCoverDamaged, "PNG header");
    MEDVEIL_TRY(checkKind(raster, layout));
    if (std::uint64_t{raster.width} * raster.height * 3 > kMostElements)
        return fail(ErrorCode::kTooLarge, "picture of more than 106 megapixels");
    // A deflate stream expands at most 1,032 times: what claims more is a bomb, refused before memory is
    // taken.
    if (std::uint64_t{raster.rowBytes} * raster.height / 1100 > file.size())
        return fail(ErrorCode::kCoverDamaged, "PNG claims more pixels than it can hold");
    MEDVEIL_TRY(checkExpansion(
        std::uint64_t{raster.width} * raster.height * ((raster.colour & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1),
        file.size()));
    MEDVEIL_TRY(task.checkpoint());
    raster.pixels.resize(raster.rowBytes * raster.height);
    raster.pointRows();
    const auto chunks =
        base::ByteView(file).subspan(layout.beforePixels, layout.afterPixels - layout.beforePixels);
    auto habits = pngHabits(chunks);
    if (!readStored(file, chunks, raster, habits)) {
        if (!readPixels(reader.png, raster))
            return fail(ErrorCode::kCoverDamaged, "PNG pixel data");
        habits.filters = filtersOf(chunks, rowLengths(shapeOf(raster)));
    }
    return std::make_unique<PngCarrier>(std::move(file), layout, std::move(raster), std::move(habits));
}

}  // namespace medveil::stego
