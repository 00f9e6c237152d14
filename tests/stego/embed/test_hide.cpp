// Hide and reveal: every pixel format and sample format, real photographs and recordings, wrong keys, damage.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <png.h>
#include <sndfile.h>

#include "core/crypto/random.h"
#include "stego/embed/hide.h"
#include "stego/embed/trellis_coding.h"
#include "tests/support/test_data.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;

namespace {

base::Bytes randomBytes(std::size_t size) {
    base::Bytes bytes(size);
    crypto::fillRandom(bytes);
    return bytes;
}

stego::StegoKey randomKey() {
    return stego::StegoKey::from(randomBytes(32)).value();
}

std::vector<stego::ReaderSecret> readers(const std::vector<const stego::StegoKey*>& keys) {
    std::vector<stego::ReaderSecret> secrets;
    for (const auto* key : keys)
        secrets.emplace_back(key->clone());
    return secrets;
}

std::vector<stego::ReaderSecret> passphraseOf(std::string_view text) {
    std::vector<stego::ReaderSecret> secrets;
    secrets.emplace_back(base::SecretBytes::copyOf(base::asBytes(text)));
    return secrets;
}

/// A noisy picture with metadata, an unknown chunk and a colour profile's place holders.
void writePng(const Path& path, int bits, int colour, int interlace, unsigned width = 400,
              unsigned height = 300) {
    FILE* file = std::fopen(path.c_str(), "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, width, height, bits, colour, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_gAMA(png, info, 0.45455);
    png_set_pHYs(png, info, 3000, 3000, PNG_RESOLUTION_METER);
    std::array<char, 8> key = {"Comment"};
    std::array<char, 32> text = {"ward 3, camera 2"};
    png_text comment{};
    comment.compression = PNG_TEXT_COMPRESSION_NONE;
    comment.key = key.data();
    comment.text = text.data();
    png_set_text(png, info, &comment, 1);
    png_write_info(png, info);
    std::array<png_byte, 5> unknownName = {'a', 'b', 'C', 'd', 0};
    const auto unknown = randomBytes(77);
    png_write_chunk(png, unknownName.data(), unknown.data(), unknown.size());
    const auto rowBytes = png_get_rowbytes(png, info);
    auto pixels = randomBytes(rowBytes * height);
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y)
        rows[y] = pixels.data() + y * rowBytes;
    png_write_image(png, rows.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    std::fclose(file);
}

/// Soft slopes under noise, of a size that no block or unit divides.
void writePicture(const Path& path) {
    constexpr unsigned kWidth = 731;
    constexpr unsigned kHeight = 517;
    base::Bytes pixels;
    for (unsigned y = 0; y < kHeight; ++y)
        for (unsigned x = 0; x < kWidth; ++x)
            for (unsigned c = 0; c < 3; ++c)
                pixels.push_back(
                    static_cast<base::Byte>((x + y * (c + 1)) / 10 % 200 + crypto::randomBelow(40)));
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = kWidth;
    image.height = kHeight;
    image.format = PNG_FORMAT_RGB;
    png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr);
}

/// What ImageMagick has to say.
QString convert(const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("convert"), arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        return QStringLiteral("convert failed: ") + QString::fromUtf8(process.readAll());
    return QString::fromUtf8(process.readAll());
}

void writeSound(const Path& path, int format, int channels, int frames = 60000) {
    SF_INFO info{};
    info.samplerate = 22050;
    info.channels = channels;
    info.format = format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    sf_set_string(file, SF_STR_TITLE, "Ward round");
    std::vector<int> samples(static_cast<std::size_t>(frames * channels));
    for (auto& sample : samples)
        sample = static_cast<int>(crypto::randomBelow(1U << 28)) - (1 << 27);
    sf_writef_int(file, samples.data(), frames);
    sf_close(file);
}

}  // namespace

class TestHide : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;
    int m_number = 0;

    Path path(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_number) + ending);
    }
    base::FileSystem& files() { return base::systemFileSystem(); }

    void exchange(const Path& cover, std::size_t size) {
        const auto before = base::readWholeFile(files(), cover, 1 << 30).value();
        const auto out = path(cover.extension().c_str());
        const auto one = randomKey();
        const auto two = randomKey();
        const auto stranger = randomKey();
        const auto payload = randomBytes(size);
        const auto hidden = stego::hide(files(), cover, readers({&one, &two}), payload, out, m_task);
        QVERIFY2(hidden.has_value(), hidden ? "" : hidden.error().detail.c_str());
        QVERIFY(base::readWholeFile(files(), cover, 1 << 30).value() == before);
        for (const auto* key : {&one, &two}) {
            const auto revealed = stego::reveal(files(), out, readers({&stranger, key}), m_task);
            QVERIFY(revealed.has_value());
            QCOMPARE(revealed->reader, std::size_t{1});
            QVERIFY(std::ranges::equal(revealed->payload, payload));
        }
        const auto nothing = stego::reveal(files(), out, readers({&stranger}), m_task);
        QVERIFY(!nothing);
        QCOMPARE(nothing.error().code, ErrorCode::kNothingFound);
        const auto clean = stego::reveal(files(), cover, readers({&one}), m_task);
        QVERIFY(!clean);
        QCOMPARE(clean.error().code, ErrorCode::kNothingFound);
        checkSurroundings(cover, out);
    }

    void checkSurroundings(const Path& cover, const Path& out) {
        const auto a = stego::openCarrier(files(), cover, m_task).value();
        const auto b = stego::openCarrier(files(), out, m_task).value();
        QVERIFY(a->surroundings().value() == b->surroundings().value());
        for (std::size_t i = 0; i < a->samples().size(); ++i)
            QVERIFY(std::abs(a->samples()[i] - b->samples()[i]) <= 1);
    }

  private Q_SLOTS:
    void png_data() {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("colour");
        QTest::addColumn<int>("interlace");
        for (const int bits : {8, 16})
            for (const int colour : {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                     PNG_COLOR_TYPE_RGB_ALPHA})
                for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7})
                    QTest::addRow("%d bit, colour type %d, interlace %d", bits, colour, interlace)
                        << bits << colour << interlace;
    }
    void png() {
        QFETCH(int, bits);
        QFETCH(int, colour);
        QFETCH(int, interlace);
        const auto cover = path(".png");
        writePng(cover, bits, colour, interlace);
        exchange(cover, 300);
    }

    void sound_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("ending");
        QTest::addColumn<int>("channels");
        for (const int channels : {1, 2, 5}) {
            QTest::addRow("WAV 16, %d", channels) << (SF_FORMAT_WAV | SF_FORMAT_PCM_16) << ".wav" << channels;
            QTest::addRow("WAV 24, %d", channels) << (SF_FORMAT_WAV | SF_FORMAT_PCM_24) << ".wav" << channels;
            QTest::addRow("WAV 32, %d", channels) << (SF_FORMAT_WAV | SF_FORMAT_PCM_32) << ".wav" << channels;
            QTest::addRow("AIFF 16, %d", channels)
                << (SF_FORMAT_AIFF | SF_FORMAT_PCM_16) << ".aiff" << channels;
            QTest::addRow("AIFF 24, %d", channels)
                << (SF_FORMAT_AIFF | SF_FORMAT_PCM_24) << ".aif" << channels;
            QTest::addRow("AIFF-C little endian, %d", channels)
                << (SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE) << ".aiff" << channels;
            QTest::addRow("FLAC 16, %d", channels)
                << (SF_FORMAT_FLAC | SF_FORMAT_PCM_16) << ".flac" << channels;
            QTest::addRow("FLAC 24, %d", channels)
                << (SF_FORMAT_FLAC | SF_FORMAT_PCM_24) << ".flac" << channels;
        }
    }
    void sound() {
        QFETCH(int, format);
        QFETCH(QString, ending);
        QFETCH(int, channels);
        const auto cover = path(ending.toLatin1().constData());
        writeSound(cover, format, channels, 120000 / channels);
        exchange(cover, 200);
    }

    void converted_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QStringList>("options");
        const auto add = [](const char* name, const char* ending, const char* options) {
            QTest::newRow(name) << ending
                                << QString::fromLatin1(options).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        };
        add("JPEG 4:2:0", ".jpg", "-quality 85 -sampling-factor 4:2:0");
        add("JPEG 4:4:4", ".jpg", "-quality 92 -sampling-factor 4:4:4");
        add("JPEG 4:2:2", ".jpeg", "-quality 75 -sampling-factor 4:2:2");
        add("JPEG 4:1:1", ".jpg", "-quality 85 -sampling-factor 4:1:1");
        add("JPEG grey", ".jpg", "-colorspace gray -quality 85");
        add("JPEG four channels", ".jpg", "-colorspace cmyk -quality 85");
        add("JPEG progressive", ".jpg", "-interlace JPEG -quality 85");
        add("JPEG usual Huffman tables", ".jpg", "-define jpeg:optimize-coding=false -quality 85");
        add("JPEG restarts", ".jpg", "-define jpeg:restart-interval=4 -quality 85");
        add("BMP 24", ".bmp", "-type truecolor");
        add("BMP 32", ".bmp", "-type truecolormatte");
        add("BMP old header", ".bmp", "-type truecolor -define bmp:format=bmp3");
        add("TIFF grey", ".tif", "-colorspace gray -depth 8 -compress none");
        add("TIFF RGB", ".tif", "-depth 8 -compress none -define tiff:rows-per-strip=7");
        add("TIFF RGBA", ".tif", "-alpha set -depth 8 -compress none");
        add("TIFF 16", ".tif", "-depth 16 -compress none -evaluate uniform-noise 0.3");
        add("TIFF 16 big endian", ".tif", "-depth 16 -compress none -endian MSB -evaluate uniform-noise 0.3");
    }
    /// Written by another program; read by it without a word afterwards, with all else as it was.
    void converted() {
        QFETCH(QString, ending);
        QFETCH(QStringList, options);
        const auto source = path(".png");
        writePicture(source);
        const auto cover = path(ending.toLatin1().constData());
        QCOMPARE(convert(QStringList{QString::fromStdString(source.string())} + options +
                         QStringList{QString::fromStdString(cover.string())}),
                 QString());
        exchange(cover, 150);
        const auto out =
            Path(m_folder.path().toStdString()) / (std::to_string(m_number) + cover.extension().string());
        QCOMPARE(convert({QString::fromStdString(out.string()), QStringLiteral("null:")}), QString());
        if (ending.startsWith(QLatin1String(".jp"))) {
            const auto before = static_cast<double>(std::filesystem::file_size(cover));
            QVERIFY(std::fabs(static_cast<double>(std::filesystem::file_size(out)) / before - 1) < 0.01);
        }
    }

    void refusedFormats_data() {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("BMP with a palette")
            << ".bmp" << QStringList{QStringLiteral("-type"), QStringLiteral("palette")};
        QTest::newRow("TIFF compressed")
            << ".tif" << QStringList{QStringLiteral("-compress"), QStringLiteral("zip")};
        QTest::newRow("TIFF of one bit")
            << ".tif" << QString::fromLatin1("-type bilevel -depth 1 -compress none").split(QLatin1Char(' '));
        QTest::newRow("GIF") << ".gif" << QStringList{};
    }
    void refusedFormats() {
        QFETCH(QString, ending);
        QFETCH(QStringList, options);
        const auto source = path(".png");
        writePicture(source);
        const auto cover = path(ending.toLatin1().constData());
        QCOMPARE(convert(QStringList{QString::fromStdString(source.string())} + options +
                         QStringList{QString::fromStdString(cover.string())}),
                 QString());
        const auto carrier = stego::openCarrier(files(), cover, m_task);
        QVERIFY(!carrier);
        QCOMPARE(carrier.error().code, ErrorCode::kCoverUnsupported);
        QVERIFY(!carrier.error().detail.empty());
    }

    void refusesWhatLibjpegWouldNotWriteAlike() {
        const auto source = path(".png");
        writePicture(source);
        const auto cover = path(".jpg");
        QCOMPARE(convert({QString::fromStdString(source.string()), QString::fromStdString(cover.string())}),
                 QString());
        auto file = base::readWholeFile(files(), cover, 1 << 24).value();
        const std::array<base::Byte, 2> baseline = {0xff, 0xc0};
        const auto frame = std::ranges::search(file, baseline).begin();
        QVERIFY(frame != file.end());
        for (const unsigned marker : {0xc3U, 0xc5U, 0xc9U, 0xcaU}) {
            frame[1] = static_cast<base::Byte>(marker);
            const auto carrier = stego::openCarrier(file, m_task);
            QVERIFY(!carrier);
            QCOMPARE(carrier.error().code, ErrorCode::kCoverUnsupported);
        }
    }

    void refusedWithAReason() {
        const auto palette = path(".png");
        QProcess convert;
        convert.start(QStringLiteral("convert"),
                      {QStringLiteral("plasma:"), QStringLiteral("-colors"), QStringLiteral("16"),
                       QStringLiteral("png8:") + QString::fromStdString(palette.string())});
        QVERIFY(convert.waitForFinished());
        const auto pictures = stego::inspectCover(files(), palette, 1, m_task);
        QVERIFY(!pictures);
        QCOMPARE(pictures.error().code, ErrorCode::kCoverUnsupported);
        QVERIFY(pictures.error().detail.find("palette") != std::string::npos);
        const auto floats = path(".wav");
        writeSound(floats, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1);
        QCOMPARE(stego::inspectCover(files(), floats, 1, m_task).error().code, ErrorCode::kCoverUnsupported);
        // 8 bits blown up to 16, and 16 to 24: a change would be the only sample that is not like the others.
        for (const auto& [from, to, tool] :
             {std::tuple(".png", ".png", "convert"), std::tuple(".wav", ".wav", "sox")}) {
            const auto narrow = path(from);
            const auto wide = path(to);
            if (std::string_view(from) == ".png")
                writePng(narrow, 8, PNG_COLOR_TYPE_RGB, 0);
            else
                writeSound(narrow, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 120000);
            QStringList words = {QString::fromStdString(narrow.string())};
            words << (std::string_view(from) == ".png"
                          ? QStringList{QStringLiteral("-define"), QStringLiteral("png:bit-depth=16")}
                          : QStringList{QStringLiteral("-b"), QStringLiteral("24")});
            QProcess blowUp;
            blowUp.start(QLatin1String(tool), words << QString::fromStdString(wide.string()));
            QVERIFY(blowUp.waitForFinished());
            QCOMPARE(stego::openCarrier(files(), wide, m_task).value()->info().bits,
                     std::string_view(from) == ".png" ? 16U : 24U);
            QCOMPARE(stego::inspectCover(files(), wide, 1, m_task).error().code,
                     ErrorCode::kCoverUnsupported);
        }
        const auto tiny = path(".png");
        writePng(tiny, 8, PNG_COLOR_TYPE_GRAY, 0, 50, 50);
        QCOMPARE(stego::inspectCover(files(), tiny, 1, m_task).error().code, ErrorCode::kCoverTooSmall);
    }

    void capacityIsWhatFits() {
        const auto cover = path(".png");
        writePng(cover, 8, PNG_COLOR_TYPE_RGB, 0);
        const auto report = stego::inspectCover(files(), cover, 2, m_task);
        QVERIFY(report.has_value());
        exchange(cover, static_cast<std::size_t>(report->fitBytes));
        const auto key = randomKey();
        const auto alone = stego::inspectCover(files(), cover, 1, m_task).value().fitBytes;
        const auto more = randomBytes(static_cast<std::size_t>(alone) + 1);
        const auto refused = stego::hide(files(), cover, readers({&key}), more, path(".png"), m_task);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::kCoverTooSmall);
    }

    void theSmallestCoverHoldsWhatItSays() {
        for (int i = 0; i < 10; ++i) {
            const auto cover = path(".png");
            writePng(cover, 8, PNG_COLOR_TYPE_GRAY, 0, 310, 300);
            const auto report = stego::inspectCover(files(), cover, 2, m_task);
            QVERIFY(report.has_value());
            exchange(cover, static_cast<std::size_t>(report->fitBytes));
        }
    }

    void passphrase() {
        const auto cover = path(".png");
        writePng(cover, 8, PNG_COLOR_TYPE_RGB, 0);
        const auto out = path(".png");
        const auto payload = randomBytes(64);
        QVERIFY(stego::hide(files(), cover, passphraseOf("correct horse"), payload, out, m_task).has_value());
        QVERIFY(stego::reveal(files(), out, passphraseOf("correct horse"), m_task).has_value());
        QCOMPARE(stego::reveal(files(), out, passphraseOf("wrong horse"), m_task).error().code,
                 ErrorCode::kNothingFound);
    }

    /// A few samples that cost next to nothing and many that cost much: the few cannot carry it all alone.
    void cheapSamplesAreNotEnough() {
        const auto cover = path(".png");
        writePng(cover, 8, PNG_COLOR_TYPE_RGB, 0);
        constexpr stego::Cost kCheap = 20;
        for (const int apart : {20, 60, 100, 140}) {
            auto carrier = stego::openCarrier(files(), cover, m_task).value();
            stego::Costs costs(carrier->samples().size());
            for (auto& cost : costs)
                cost = crypto::randomBelow(10) < 3 ? kCheap : static_cast<stego::Cost>(kCheap + apart);
            const auto counts = stego::countCosts(costs);
            const auto payload = randomBytes(costs.size() * 45 / 100 / 8);
            stego::Slot slot;
            slot.payloadBytes = payload.size();
            slot.shape = stego::shapeFor(counts, payload.size() * 8);
            // A key that finds no way is rare, and another is tried then, as hiding does.
            bool hidden = false;
            for (int attempt = 0; attempt < 4 && !hidden; ++attempt) {
                carrier = stego::openCarrier(files(), cover, m_task).value();
                slot.payloadKey = crypto::randomKey();
                stego::ChangeLog log;
                const auto tried = stego::embedTrellis(*carrier, costs, counts, slot, payload, log, m_task);
                QVERIFY(tried.has_value());
                hidden = *tried;
            }
            QVERIFY2(hidden, std::to_string(apart).c_str());
            QCOMPARE(stego::extractTrellis(*carrier, slot, m_task).value(), payload);
        }
    }

    void theFirstCodingIsStillRead() {
        const Path old = test::vectorFolder() / "cover/group-parity.png";
        const auto revealed = stego::reveal(files(), old, passphraseOf("amber violin staircase"), m_task);
        QVERIFY(revealed.has_value());
        QCOMPARE(std::string(base::asText(revealed->payload)), std::string("Hidden by the first coding."));
    }
    void theSecondCodingIsStillRead() {
        const Path old = test::vectorFolder() / "cover/trellis.png";
        const auto revealed = stego::reveal(files(), old, passphraseOf("amber violin staircase"), m_task);
        QVERIFY(revealed.has_value());
        QCOMPARE(std::string(base::asText(revealed->payload)), std::string("Hidden by the second coding."));
    }

    void aFlippedSampleNeverGivesGarbage() {
        const auto cover = path(".png");
        writePng(cover, 8, PNG_COLOR_TYPE_GRAY, 0);
        const auto out = path(".png");
        const auto key = randomKey();
        const auto payload = randomBytes(40);
        QVERIFY(stego::hide(files(), cover, readers({&key}), payload, out, m_task).has_value());
        int found = 0;
        int nothing = 0;
        for (int i = 0; i < 60; ++i) {
            const auto carrier = stego::openCarrier(files(), out, m_task).value();
            const auto at = crypto::randomBelow(120000);
            carrier->samples().set(at, carrier->samples()[at] ^ 1);
            base::Bytes bytes;
            base::MemorySink sink(bytes);
            QVERIFY(carrier->write(sink).has_value());
            const auto revealed = stego::reveal(bytes, readers({&key}), m_task);
            if (revealed) {
                QVERIFY(std::ranges::equal(revealed->payload, payload));
                ++found;
            } else {
                QCOMPARE(revealed.error().code, ErrorCode::kNothingFound);
                ++nothing;
            }
        }
        QVERIFY(found + nothing == 60 && nothing > 0);
    }

    void damagedCoversAreRefused() {
        const auto cover = path(".png");
        writePng(cover, 8, PNG_COLOR_TYPE_RGB, 0, 64, 64);
        const auto flac = path(".flac");
        writeSound(flac, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 5000);
        const auto wav = path(".wav");
        writeSound(wav, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 5000);
        for (const auto& each : {cover, flac, wav}) {
            const auto whole = base::readWholeFile(files(), each, 1 << 24).value();
            for (std::size_t i = 0; i < 300; ++i) {
                auto cut = whole;
                cut.resize(crypto::randomBelow(static_cast<std::uint32_t>(whole.size())));
                (void)stego::openCarrier(cut, m_task);
                auto bent = whole;
                bent[crypto::randomBelow(
                    static_cast<std::uint32_t>(std::min<std::size_t>(whole.size(), 200)))] ^= 0x40;
                (void)stego::openCarrier(bent, m_task);
            }
        }
    }

    void realCovers() {
        auto covers = test::dataFiles("photos", ".png");
        for (const auto& recording : test::dataFiles("audio", ".ogg")) {
            for (const char* ending : {".wav", ".flac"}) {
                const auto decoded = path(ending);
                QProcess sox;
                sox.start(QStringLiteral("sox"), {QString::fromStdString(recording.string()),
                                                  QString::fromStdString(decoded.string())});
                QVERIFY(sox.waitForFinished() && sox.exitCode() == 0);
                covers.push_back(decoded);
            }
        }
        for (const auto& cover : covers)
            exchange(cover, 2000);
    }
};

QTEST_GUILESS_MAIN(TestHide)
#include "test_hide.moc"
