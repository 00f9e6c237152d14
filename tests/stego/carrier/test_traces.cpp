// What is written instead of a cover's samples is made like what stood there: a PNG's chunks, filters and
// compression, a FLAC's blocks, level and seek points. Unchanged samples give the very file; changed ones the
// same structure.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <functional>
#include <random>

#include <libdeflate.h>
#include <png.h>
#include <sndfile.h>
#include <zlib.h>

#include "stego/carrier/carrier.h"
#include "stego/carrier/png_habits.h"
#include "stego/carrier/png_rows.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::Bytes;
using base::Path;

namespace {

void append(png_structp png, png_bytep data, png_size_t size) {
    auto* out = static_cast<Bytes*>(png_get_io_ptr(png));
    out->insert(out->end(), data, data + size);
}
void nothing(png_structp) {}

struct Way {
    int level = 6;
    int strategy = Z_FILTERED;
    int memory = 8;
    int filters = PNG_ALL_FILTERS;
    std::size_t chunk = 8192;
    int interlace = PNG_INTERLACE_NONE;
    int colour = PNG_COLOR_TYPE_RGB;
    int bits = 8;
    png_uint_32 width = 400;
    png_uint_32 height = 300;
};

Bytes makePng(const Way& way) {
    Bytes out;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &out, append, nothing);
    png_set_compression_buffer_size(png, way.chunk);
    png_set_compression_level(png, way.level);
    png_set_compression_strategy(png, way.strategy);
    png_set_compression_mem_level(png, way.memory);
    png_set_IHDR(png, info, way.width, way.height, way.bits, way.colour, way.interlace,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png, 0, way.filters);
    png_set_gAMA(png, info, 0.45455);
    png_write_info(png, info);
    std::vector<Bytes> rows(way.height, Bytes(png_get_rowbytes(png, info)));
    std::vector<png_bytep> pointers;
    const auto step = rows[0].size() / way.width;
    std::minstd_rand noise(5);
    for (std::size_t y = 0; y < way.height; ++y) {
        for (std::size_t i = 0; i < rows[y].size(); ++i) {
            const auto x = static_cast<double>(i / step);
            const auto soft = 110 + 60 * std::sin(x / 70 + static_cast<double>(i % step)) +
                              40 * std::cos(static_cast<double>(y) / 50);
            rows[y][i] = static_cast<base::Byte>(static_cast<unsigned>(soft) + noise() % 7);
        }
        pointers.push_back(rows[y].data());
    }
    png_write_image(png, pointers.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return out;
}

std::uint32_t number(base::ByteView file, std::size_t at) {
    return std::uint32_t{file[at]} << 24 | std::uint32_t{file[at + 1]} << 16 |
           std::uint32_t{file[at + 2]} << 8 | file[at + 3];
}

struct PngParts {
    std::vector<std::string> names;  ///< of all chunks but IDAT
    Bytes chunks;                    ///< all IDAT chunks
};
PngParts partsOf(base::ByteView file) {
    PngParts parts;
    for (std::size_t at = 8; at + 12 <= file.size();) {
        const auto whole = file.subspan(at, number(file, at) + 12);
        const std::string name(base::asText(whole.subspan(4, 4)));
        if (name == "IDAT")
            parts.chunks.insert(parts.chunks.end(), whole.begin(), whole.end());
        else
            parts.names.push_back(name);
        at += whole.size();
    }
    return parts;
}

/// The same pixels in a stream of the caller's making.
Bytes withStream(const Bytes& file, const std::function<Bytes(const Bytes& raw)>& make,
                 const std::vector<std::size_t>& lengths) {
    const auto parts = partsOf(file);
    const auto before =
        static_cast<std::size_t>(std::ranges::search(file, base::asBytes("IDAT")).begin() - file.begin() - 4);
    Bytes stream;
    for (std::size_t at = 0; at < parts.chunks.size(); at += number(parts.chunks, at) + 12)
        stream.insert(stream.end(), parts.chunks.begin() + static_cast<std::ptrdiff_t>(at + 8),
                      parts.chunks.begin() + static_cast<std::ptrdiff_t>(at + 8 + number(parts.chunks, at)));
    Bytes raw(std::size_t{1} << 24);
    uLongf size = raw.size();
    uncompress(raw.data(), &size, stream.data(), stream.size());
    raw.resize(size);
    stream = make(raw);
    Bytes out(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(before));
    std::size_t at = 0;
    for (std::size_t i = 0; at < stream.size(); ++i) {
        const auto length =
            i < lengths.size() ? std::min(lengths[i], stream.size() - at) : stream.size() - at;
        Bytes chunk{'I', 'D', 'A', 'T'};
        chunk.insert(chunk.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                     stream.begin() + static_cast<std::ptrdiff_t>(at + length));
        for (int shift = 24; shift >= 0; shift -= 8)
            out.push_back(static_cast<base::Byte>(length >> shift & 0xffU));
        out.insert(out.end(), chunk.begin(), chunk.end());
        const auto sum = libdeflate_crc32(0, chunk.data(), chunk.size());
        for (int shift = 24; shift >= 0; shift -= 8)
            out.push_back(static_cast<base::Byte>(sum >> shift & 0xffU));
        at += length;
    }
    out.insert(out.end(), file.begin() + static_cast<std::ptrdiff_t>(before + parts.chunks.size()),
               file.end());
    return out;
}

Bytes viaZlib(const Bytes& raw, int level, int strategy) {
    z_stream stream{};
    deflateInit2(&stream, level, Z_DEFLATED, 15, 8, strategy);
    Bytes out(deflateBound(&stream, raw.size()));
    stream.next_in = const_cast<Bytef*>(raw.data());
    stream.avail_in = static_cast<uInt>(raw.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

Bytes writtenBy(const stego::Carrier& carrier) {
    Bytes out;
    base::MemorySink sink(out);
    return carrier.write(sink) ? out : Bytes();
}

/// One step in one of 20 samples.
void change(stego::Carrier& carrier) {
    std::minstd_rand steps(3);
    for (std::size_t i = 0; i < carrier.samples().size(); i += 1 + steps() % 40) {
        const auto value = carrier.samples()[i];
        carrier.samples().set(i, value > 100 ? value - 1 : value + 1);
    }
}

std::vector<std::uint8_t> filtersIn(base::ByteView chunks, const Way& way) {
    const std::size_t pixel =
        (way.colour == PNG_COLOR_TYPE_RGB ? 3U : 1U) * static_cast<unsigned>(way.bits) / 8;
    return stego::filtersOf(
        chunks, stego::rowLengths({way.width, way.height, pixel, way.interlace != PNG_INTERLACE_NONE}));
}

/// Sound frame by sound frame, by the program of other people, from one of them on.
std::vector<int> decodedFrom(const Path& path, std::uint64_t first, std::size_t count) {
    SF_INFO info{};
    SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
    std::vector<int> samples(count * static_cast<std::size_t>(info.channels));
    sf_seek(file, static_cast<sf_count_t>(first), SEEK_SET);
    sf_readf_int(file, samples.data(), static_cast<sf_count_t>(count));
    sf_close(file);
    return samples;
}

}  // namespace

Q_DECLARE_METATYPE(Way)

class TestTraces : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;
    int m_number = 0;

    Path path(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_number) + ending);
    }
    base::FileSystem& files() { return base::systemFileSystem(); }

    static bool run(const char* program, const QStringList& arguments) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QLatin1String(program), arguments);
        const bool done = process.waitForFinished() && process.exitCode() == 0;
        if (!done)
            qWarning("%s: %s", program, process.readAll().constData());
        return done;
    }
    static QString text(const Path& path) { return QString::fromStdString(path.string()); }

    /// Noise in both channels, in a FLAC of the flac program.
    Path flac(const QStringList& options) {
        const auto wav = path(".wav");
        SF_INFO info{};
        info.samplerate = 22050;
        info.channels = 2;
        info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
        SNDFILE* const file = sf_open(wav.c_str(), SFM_WRITE, &info);
        std::vector<short> samples;
        // The same sound each time: in some, two levels differ first behind the beginning that the level is
        // known by.
        std::minstd_rand noise(7);
        for (int i = 0; i < 150'001 * 2; ++i)
            samples.push_back(static_cast<short>(2000 * std::sin(i / 2 / (30.0 + i % 2 * 7)) +
                                                 static_cast<int>(noise() % 300)));
        sf_writef_short(file, samples.data(), 150'001);
        sf_close(file);
        const auto out = path(".flac");
        run("flac", QStringList{QStringLiteral("--silent")} + options +
                        QStringList{text(wav), QStringLiteral("-o"), text(out)});
        return out;
    }
    Bytes contentOf(const Path& path) { return base::readWholeFile(files(), path, 1 << 26).value(); }
    Path saved(const Bytes& bytes, const char* ending) {
        const auto to = path(ending);
        const auto file = files().createExclusive(to).value();
        (void)file->write(bytes);
        (void)file->close();
        return to;
    }

  private Q_SLOTS:
    void aPngIsWrittenAsItWas_data() {
        QTest::addColumn<Way>("way");
        for (const int level : {1, 3, 6, 9})
            for (const int strategy : {Z_DEFAULT_STRATEGY, Z_FILTERED})
                QTest::addRow("level %d, strategy %d", level, strategy) << Way{level, strategy};
        QTest::newRow("runs only") << Way{1, Z_RLE};
        QTest::newRow("Huffman only") << Way{1, Z_HUFFMAN_ONLY};
        QTest::newRow("stored") << Way{0, Z_DEFAULT_STRATEGY};
        QTest::newRow("much memory") << Way{9, Z_FILTERED, 9};
        QTest::newRow("no filters") << Way{6, Z_DEFAULT_STRATEGY, 8, PNG_FILTER_NONE};
        QTest::newRow("one filter") << Way{6, Z_FILTERED, 8, PNG_FILTER_PAETH};
        QTest::newRow("one chunk") << Way{6, Z_FILTERED, 8, PNG_ALL_FILTERS, std::size_t{1} << 20};
        QTest::newRow("chunks of 65,536") << Way{6, Z_FILTERED, 8, PNG_ALL_FILTERS, 65536};
        for (const int bits : {8, 16})
            for (const int colour : {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB})
                QTest::addRow("interlaced, %d bits, colour %d", bits, colour)
                    << Way{6, Z_FILTERED, 8, PNG_ALL_FILTERS, 32768, PNG_INTERLACE_ADAM7, colour, bits};
        QTest::newRow("interlaced, one chunk")
            << Way{9, Z_FILTERED, 8, PNG_ALL_FILTERS, std::size_t{1} << 20, PNG_INTERLACE_ADAM7};
        QTest::newRow("interlaced, small")
            << Way{6, Z_FILTERED, 8, PNG_ALL_FILTERS, 8192, PNG_INTERLACE_ADAM7, PNG_COLOR_TYPE_RGB, 8, 3, 2};
        QTest::newRow("small") << Way{
            6, Z_FILTERED, 8, PNG_ALL_FILTERS, 8192, PNG_INTERLACE_NONE, PNG_COLOR_TYPE_GRAY, 8, 31, 22};
    }
    void aPngIsWrittenAsItWas() {
        QFETCH(Way, way);
        const auto file = makePng(way);
        const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
        // How zlib cuts what it only stores depends on how it is fed.
        if (way.level > 0)
            QVERIFY(writtenBy(*carrier) == file);
        if (way.width < 100)
            return;
        change(*carrier);
        const auto changed = writtenBy(*carrier);
        QVERIFY(changed != file);
        const auto before = partsOf(file);
        const auto after = partsOf(changed);
        QVERIFY(after.names == before.names);
        const auto was = stego::pngHabits(before.chunks);
        const auto is = stego::pngHabits(after.chunks);
        QCOMPARE(is.zlibHeader, was.zlibHeader);
        QVERIFY(filtersIn(after.chunks, way) == filtersIn(before.chunks, way));
        QVERIFY(!filtersIn(after.chunks, way).empty());
        QCOMPARE(is.chunks.size() == 1, was.chunks.size() == 1);
        for (std::size_t i = 0; i + 1 < std::min(is.chunks.size(), was.chunks.size()); ++i)
            QCOMPARE(is.chunks[i], was.chunks[i]);
        QVERIFY(std::fabs(static_cast<double>(changed.size()) / static_cast<double>(file.size()) - 1) < 0.02);
        QVERIFY(stego::openCarrier(Bytes(changed), m_task).value()->samples() == carrier->samples());
    }

    /// Larger than one band: no longer the very same stream, but as long, and its beginning is.
    void aLargePngIsCompressedAlike() {
        const auto file = makePng(
            {6, Z_FILTERED, 8, PNG_ALL_FILTERS, 8192, PNG_INTERLACE_NONE, PNG_COLOR_TYPE_RGB, 8, 2400, 1500});
        const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
        const auto written = writtenBy(*carrier);
        QVERIFY(std::fabs(static_cast<double>(written.size()) / static_cast<double>(file.size()) - 1) <
                0.001);
        QVERIFY(std::equal(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() / 4),
                           written.begin()));
        QVERIFY(stego::openCarrier(Bytes(written), m_task).value()->samples() == carrier->samples());
    }

    /// Photographs as they come: how many are written as the very file, and that all look alike.
    void realPngsAreWrittenAlike() {
        int same = 0;
        const auto photos = test::dataFiles("photos", ".png");
        for (const auto& photo : photos) {
            const auto file = contentOf(photo);
            const auto written = writtenBy(*stego::openCarrier(Bytes(file), m_task).value());
            same += written == file;
            const auto was = stego::pngHabits(partsOf(file).chunks);
            const auto is = stego::pngHabits(partsOf(written).chunks);
            QCOMPARE(is.chunks.size(), was.chunks.size());
            QCOMPARE(is.zlibHeader, was.zlibHeader);
            const auto ratio = static_cast<double>(written.size()) / static_cast<double>(file.size());
            // Some were made by encoders that search for minutes.
            QVERIFY2(std::fabs(ratio - 1) < 0.04, std::to_string(ratio).c_str());
        }
        qInfo("%d of %zu written as the very file", same, photos.size());
    }

    void chunksOfOtherWriters_data() {
        QTest::addColumn<QList<int>>("lengths");
        QTest::newRow("one") << QList<int>{};
        QTest::newRow("the header apart") << QList<int>{2, 20000, 20000, 20000, 20000};
        QTest::newRow("as it came") << QList<int>{1200, 33000, 7, 15000, 20000};
    }
    void chunksOfOtherWriters() {
        QFETCH(QList<int>, lengths);
        const std::vector<std::size_t> sizes(lengths.begin(), lengths.end());
        const auto file = withStream(
            makePng({}), [](const Bytes& raw) { return viaZlib(raw, 6, Z_DEFAULT_STRATEGY); }, sizes);
        const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
        QCOMPARE(writtenBy(*carrier), file);
        change(*carrier);
        const auto was = stego::pngHabits(partsOf(file).chunks).chunks;
        const auto is = stego::pngHabits(partsOf(writtenBy(*carrier)).chunks).chunks;
        QCOMPARE(is.size(), was.size());
    }

    /// An encoder that is not zlib: as small as it was, whatever its header says.
    void otherEncodersAreMatchedInSize() {
        for (const int level : {1, 6, 12}) {
            const auto file =
                withStream(makePng({}),
                           [&](const Bytes& raw) {
                               auto* const compressor = libdeflate_alloc_compressor(level);
                               Bytes out(libdeflate_zlib_compress_bound(compressor, raw.size()));
                               out.resize(libdeflate_zlib_compress(compressor, raw.data(), raw.size(),
                                                                   out.data(), out.size()));
                               libdeflate_free_compressor(compressor);
                               return out;
                           },
                           {});
            const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
            change(*carrier);
            const auto written = writtenBy(*carrier);
            QCOMPARE(stego::pngHabits(partsOf(written).chunks).zlibHeader,
                     stego::pngHabits(partsOf(file).chunks).zlibHeader);
            QVERIFY(std::fabs(static_cast<double>(written.size()) / static_cast<double>(file.size()) - 1) <
                    0.02);
        }
    }

    void aFlacIsWrittenAsItWas_data() {
        QTest::addColumn<QStringList>("options");
        for (const int level : {0, 1, 2, 3, 4, 5, 6, 7, 8})
            QTest::addRow("level %d", level) << QStringList{QStringLiteral("-%1").arg(level)};
        for (const int block : {192, 1000, 4608, 16384})
            QTest::addRow("blocks of %d", block)
                << QStringList{QStringLiteral("--lax"), QStringLiteral("--blocksize=%1").arg(block)};
        QTest::newRow("seek points, title, padding") << QStringList{
            QStringLiteral("--seekpoint=1s"), QStringLiteral("--seekpoint=X"), QStringLiteral("-T"),
            QStringLiteral("TITLE=Ward round"), QStringLiteral("--padding=1000")};
    }
    void aFlacIsWrittenAsItWas() {
        QFETCH(QStringList, options);
        const auto cover = flac(options);
        const auto file = contentOf(cover);
        const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
        QVERIFY(writtenBy(*carrier) == file);
        change(*carrier);
        const auto changed = writtenBy(*carrier);
        const auto out = saved(changed, ".flac");
        QVERIFY(run("flac", {QStringLiteral("--silent"), QStringLiteral("-t"), text(out)}));
        // STREAMINFO: block sizes, rate and length.
        QVERIFY(std::equal(file.begin(), file.begin() + 12, changed.begin()));
        QVERIFY(std::equal(file.begin() + 18, file.begin() + 26, changed.begin() + 18));
        QVERIFY(std::fabs(static_cast<double>(changed.size()) / static_cast<double>(file.size()) - 1) < 0.01);
        QVERIFY(stego::openCarrier(Bytes(changed), m_task).value()->samples() == carrier->samples());
    }

    /// Every point names a frame that begins there, and players that jump arrive where they want.
    void seekPointsFit() {
        const auto cover = flac({QStringLiteral("-8"), QStringLiteral("--seekpoint=0.5s")});
        const auto carrier = stego::openCarrier(contentOf(cover), m_task).value();
        change(*carrier);
        const auto changed = writtenBy(*carrier);
        const auto out = saved(changed, ".flac");
        std::size_t at = 4;
        std::size_t table = 0;
        std::size_t tableBytes = 0;
        for (bool last = false; !last;) {
            last = (changed[at] & 0x80U) != 0;
            const std::size_t length = number(changed, at) & 0xffffffU;
            if ((changed[at] & 0x7fU) == 3) {
                table = at + 4;
                tableBytes = length;
            }
            at += 4 + length;
        }
        QVERIFY(tableBytes >= 10 * std::size_t{18});
        for (std::size_t point = table; point < table + tableBytes; point += 18) {
            const auto offset = at + number(changed, point + 12);
            QCOMPARE(int{changed[offset]}, 0xff);
            QCOMPARE(changed[offset + 1] & 0xfc, 0xf8);
            const auto first = number(changed, point + 4);
            const auto heard = decodedFrom(out, first + 3, 50);
            for (std::size_t i = 0; i < heard.size(); ++i)
                QCOMPARE(heard[i] >> 16, carrier->samples()[(first + 3) * 2 + i]);
        }
    }

    void aFlacOfUnknownLengthIsTaken() {
        auto file = contentOf(flac({}));
        const auto whole = stego::openCarrier(Bytes(file), m_task).value();
        file[21] &= 0xf0U;
        std::fill_n(file.begin() + 22, 4, base::Byte{0});
        const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
        QVERIFY(carrier->samples() == whole->samples());
        QVERIFY(writtenBy(*carrier) == file);
    }

    /// What a tagging program put behind the frames stays; sizes and sums that are not said stay unsaid.
    void whatSurroundsAFlacStays() {
        auto file = contentOf(flac({}));
        std::fill_n(file.begin() + 12, 6, base::Byte{0});
        std::fill_n(file.begin() + 26, 16, base::Byte{0});
        for (const char letter : std::string_view("TAGWard round"))
            file.push_back(static_cast<base::Byte>(letter));
        const auto carrier = stego::openCarrier(Bytes(file), m_task).value();
        QVERIFY(writtenBy(*carrier) == file);
    }

    void aFlacOfBlocksThatChangeIsRefused() {
        const auto file = contentOf(flac({}));
        const auto other = contentOf(flac({QStringLiteral("--lax"), QStringLiteral("--blocksize=1000")}));
        const auto framesOf = [](const Bytes& bytes) {
            std::size_t at = 4;
            for (bool last = false; !last;) {
                last = (bytes[at] & 0x80U) != 0;
                at += 4 + (number(bytes, at) & 0xffffffU);
            }
            return at;
        };
        Bytes mixed(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(framesOf(file)));
        mixed.insert(mixed.end(), other.begin() + static_cast<std::ptrdiff_t>(framesOf(other)), other.end());
        mixed.insert(mixed.end(), file.begin() + static_cast<std::ptrdiff_t>(framesOf(file)), file.end());
        mixed[21] &= 0xf0U;
        std::fill_n(mixed.begin() + 22, 4, base::Byte{0});
        const auto opened = stego::openCarrier(std::move(mixed), m_task);
        QVERIFY(!opened);
        QVERIFY(!opened.error().detail.empty());
    }
};

QTEST_GUILESS_MAIN(TestTraces)
#include "test_traces.moc"
