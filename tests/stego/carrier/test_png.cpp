// Reading PNG the quick way gives what libpng gives, and never a picture where libpng gives none.
#include <QtTest>

#include <libdeflate.h>
#include <png.h>

#include "core/crypto/random.h"
#include "stego/carrier/carrier.h"
#include "stego/formats/png_stored.h"

using namespace medveil;
using base::Bytes;

namespace {

constexpr std::uint32_t kWidth = 61;
constexpr std::uint32_t kHeight = 47;

void append(png_structp png, png_bytep data, png_size_t size) {
    auto* out = static_cast<Bytes*>(png_get_io_ptr(png));
    out->insert(out->end(), data, data + size);
}
void nothing(png_structp) {}

/// `chunk`: bytes of each IDAT.
Bytes makePng(int bits, int colour, int interlace, std::size_t chunk, std::vector<Bytes>& rows) {
    Bytes out;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &out, append, nothing);
    png_set_compression_buffer_size(png, chunk);
    png_set_IHDR(png, info, kWidth, kHeight, bits, colour, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png, 0, PNG_ALL_FILTERS);
    png_write_info(png, info);
    rows.assign(kHeight, Bytes(png_get_rowbytes(png, info)));
    std::vector<png_bytep> pointers;
    unsigned level = 0;
    for (auto& row : rows) {
        for (auto& byte : row)
            byte = static_cast<base::Byte>(level++ / 7 + crypto::randomBelow(9));
        pointers.push_back(row.data());
    }
    png_write_image(png, pointers.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return out;
}

std::size_t find(const Bytes& file, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::search(file, base::asBytes(name)).begin() - file.begin());
}

std::uint32_t bigEndian(const Bytes& file, std::size_t at) {
    return std::uint32_t{file[at]} << 24 | std::uint32_t{file[at + 1]} << 16 |
           std::uint32_t{file[at + 2]} << 8 | file[at + 3];
}
void put(Bytes& file, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i)
        file[at + i] = static_cast<base::Byte>(value >> (24 - 8 * i) & 0xffU);
}

}  // namespace

class TestPng : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;

  private Q_SLOTS:
    void samplesAreThePixels_data() {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("colour");
        QTest::addColumn<int>("interlace");
        QTest::addColumn<int>("chunk");
        for (const int bits : {8, 16})
            for (const int colour : {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB})
                for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7})
                    for (const int chunk : {64, 8192})
                        QTest::addRow("%d bits, colour %d, interlace %d, chunks of %d", bits, colour,
                                      interlace, chunk)
                            << bits << colour << interlace << chunk;
    }
    void samplesAreThePixels() {
        QFETCH(int, bits);
        QFETCH(int, colour);
        QFETCH(int, interlace);
        QFETCH(int, chunk);
        std::vector<Bytes> rows;
        const auto file = makePng(bits, colour, interlace, static_cast<std::size_t>(chunk), rows);
        const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
        std::size_t at = 0;
        for (const auto& row : rows)
            for (std::size_t i = 0; i < row.size(); i += static_cast<std::size_t>(bits) / 8, ++at)
                QCOMPARE(carrier->samples()[at], bits == 8 ? row[i] : row[i] << 8 | row[i + 1]);
        QCOMPARE(at, carrier->samples().size());
    }

    /// One flipped bit anywhere in the pixel data: refused, whether by checksum of the chunk or of the
    /// stream.
    void aFlippedBitIsNoPicture() {
        std::vector<Bytes> rows;
        const auto file = makePng(8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, 512, rows);
        const auto begin = find(file, "IDAT");
        const auto end = find(file, "IEND") - 4;
        for (auto at = begin + 4; at < end; ++at) {
            auto damaged = file;
            damaged[at] ^= static_cast<base::Byte>(1U << crypto::randomBelow(8));
            const auto opened = stego::openCarrier(std::move(damaged), m_task);
            QVERIFY2(!opened, std::to_string(at).c_str());
        }
    }

    /// A stream that is wrong under a right checksum of its chunk is not read the quick way.
    void aWrongStreamIsLeftToLibpng() {
        std::vector<Bytes> rows;
        const auto file = makePng(8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, std::size_t{1} << 20, rows);
        const auto begin = find(file, "IDAT") - 4;
        const auto length = bigEndian(file, begin);
        for (std::size_t i = 1; i < length; ++i) {
            auto damaged = file;
            damaged[begin + 8 + i] ^= static_cast<base::Byte>(1U << crypto::randomBelow(8));
            put(damaged, begin + 8 + length, libdeflate_crc32(0, damaged.data() + begin + 4, length + 4));
            const auto stored = stego::StoredPng::from(
                damaged, base::ByteView(damaged).subspan(begin, length + 12), (kWidth + 1) * kHeight);
            // Up to seven bits behind the last symbol mean nothing.
            QVERIFY2(!stored || i + 5 == length, std::to_string(i).c_str());
        }
    }

    void moreRowsThanThereAre() {
        std::vector<Bytes> rows;
        auto taller = makePng(8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, 8192, rows);
        put(taller, 20, kHeight + 1);
        put(taller, 29, libdeflate_crc32(0, taller.data() + 12, 17));
        QVERIFY(!stego::openCarrier(std::move(taller), m_task));
    }

    void whatIsNotPlainIsLeftToLibpng() {
        std::vector<Bytes> rows;
        const auto file = makePng(8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, 300, rows);
        const auto begin = find(file, "IDAT") - 4;
        const auto end = find(file, "IEND") - 4;
        const base::ByteView chunks = base::ByteView(file).subspan(begin, end - begin);
        const std::size_t raw = (kWidth + 1) * kHeight;
        const auto stored = stego::StoredPng::from(file, chunks, raw);
        QVERIFY(stored.has_value());
        std::size_t bytes = 0;
        for (const auto& piece : stored->pieces())
            bytes += piece.size();
        QCOMPARE(bytes, 33 + 12 + 2 + 5 + raw + 4 + 12);
        QVERIFY(!stego::StoredPng::from(file, chunks, raw + 1));
        QVERIFY(!stego::StoredPng::from(file, chunks, raw - 1));
        QVERIFY(!stego::StoredPng::from(file, chunks, 0));
        QVERIFY(!stego::StoredPng::from(file, chunks.first(40), raw));
    }
};

QTEST_GUILESS_MAIN(TestPng)
#include "test_png.moc"
