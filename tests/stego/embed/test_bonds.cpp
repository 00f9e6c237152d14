// Files that say something of their own content, which a change would belie: checksums, signatures, further
// pages, previews. Nothing is hidden in them.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <tiffio.h>

#include "core/base/big_endian.h"
#include "stego/embed/hide.h"
#include "stego/embed/structure.h"
#include "tests/stego/embed/made_covers.h"

using namespace medveil;
using base::ErrorCode;
using base::Path;
using stego::Regularity;
using test::photo;
using test::recording;

namespace {
constexpr auto kWidth = test::kCoverWidth;
constexpr auto kHeight = test::kCoverHeight;
}  // namespace

class TestBonds : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    QTemporaryDir m_folder;
    int m_number = 0;

    base::FileSystem& files() { return base::systemFileSystem(); }
    Path path(const char* ending) {
        return Path(m_folder.path().toStdString()) / (std::to_string(++m_number) + ending);
    }
    static void convert(const Path& from, const QString& options, const Path& to) {
        QProcess process;
        process.start(QStringLiteral("convert"), QStringList{QString::fromStdString(from.string())} +
                                                     options.split(QLatin1Char(' '), Qt::SkipEmptyParts) +
                                                     QStringList{QString::fromStdString(to.string())});
        QVERIFY(process.waitForFinished() && process.exitCode() == 0);
    }
    void refuses(const Path& cover, Regularity regularity) {
        const auto report = stego::inspectCover(files(), cover, 1, m_task);
        QVERIFY2(!report, cover.c_str());
        QCOMPARE(report.error().code, ErrorCode::kCoverUnsupported);
        QCOMPARE(report.error().detail, std::string(wordsFor(regularity)));
        std::vector<stego::ReaderSecret> reader;
        reader.emplace_back(stego::StegoKey::from(base::Bytes(32, 7)).value());
        const auto hidden = stego::hide(files(), cover, reader, {}, path(cover.extension().c_str()), m_task);
        QVERIFY(!hidden);
        QCOMPARE(hidden.error().detail, std::string(wordsFor(regularity)));
    }
    void takes(const Path& cover) {
        const auto report = stego::inspectCover(files(), cover, 1, m_task);
        QVERIFY2(report.has_value(), report ? "" : report.error().detail.c_str());
    }
    base::Bytes contentOf(const Path& file) { return base::readWholeFile(files(), file, 1 << 26).value(); }
    Path written(const base::Bytes& content, const char* ending) {
        const auto file = path(ending);
        QFile out(QString::fromStdString(file.string()));
        if (out.open(QIODevice::WriteOnly))
            out.write(reinterpret_cast<const char*>(content.data()), static_cast<qint64>(content.size()));
        return file;
    }

  private Q_SLOTS:
    void aSoundWithAChecksumOfItself() {
        for (const char* id : {"MD5 ", "C2PA", "note"}) {
            for (const char* ending : {".wav", ".aiff"}) {
                const auto plain = path(ending);
                test::writeCover(plain, recording(2), {ending, 2, 16});
                auto file = contentOf(plain);
                for (const char* letter = id; *letter != 0; ++letter)
                    file.push_back(static_cast<base::Byte>(*letter));
                const bool wav = std::string_view(ending) == ".wav";
                for (const int number : {wav ? 16 : 0, 0, 0, wav ? 0 : 16})
                    file.push_back(static_cast<base::Byte>(number));
                file.insert(file.end(), 16, 0xa5);
                const auto length = static_cast<std::uint32_t>(file.size() - 8);
                for (std::size_t i = 0; i < 4; ++i)
                    file[4 + i] = static_cast<base::Byte>(length >> 8 * (wav ? i : 3 - i) & 0xffU);
                const auto cover = written(file, ending);
                if (std::string_view(id) == "note")
                    takes(cover);
                else
                    refuses(cover, Regularity::kOwnChecksum);
            }
        }
    }

    void aPictureThatIsSigned() {
        const auto plain = path(".png");
        test::writeCover(plain, photo(3), {".png", 3, 8});
        const auto withChunk = [&](std::string_view type, std::string_view body) {
            auto file = contentOf(plain);
            base::Bytes chunk;
            base::appendBigEndian(chunk, static_cast<std::uint32_t>(body.size()));
            for (const auto text : {type, body})
                chunk.insert(chunk.end(), text.begin(), text.end());
            // zlib's checksum of type and body, bit by bit.
            std::uint32_t crc = ~0U;
            for (std::size_t i = 4; i < chunk.size(); ++i) {
                crc ^= chunk[i];
                for (int bit = 0; bit < 8; ++bit)
                    crc = crc >> 1 ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
            }
            base::appendBigEndian(chunk, ~crc);
            file.insert(file.begin() + 33, chunk.begin(), chunk.end());
            return written(file, ".png");
        };
        refuses(withChunk("caBX", "jumb"), Regularity::kOwnChecksum);
        refuses(withChunk("tEXt", std::string_view("Signature\0abcd", 14)), Regularity::kOwnChecksum);
        takes(withChunk("tEXt", std::string_view("Comment\0abcd", 12)));

        const auto jpeg = path(".jpg");
        convert(plain, QStringLiteral("-quality 90"), jpeg);
        for (const std::string_view label : {"c2pa", "jxyz"}) {
            auto file = contentOf(jpeg);
            base::Bytes segment = {0xff, 0xeb, 0, 30, 'J', 'P', 0,   1,   0,   0,
                                   0,    1,    0, 0,  0,   20,  'j', 'u', 'm', 'b'};
            segment.insert(segment.end(), label.begin(), label.end());
            segment.resize(32);
            file.insert(file.begin() + 2, segment.begin(), segment.end());
            if (label == "c2pa")
                refuses(written(file, ".jpg"), Regularity::kOwnChecksum);
            else
                takes(written(file, ".jpg"));
        }
    }

    /// Further pages, previews below the first, and a manifest.
    void aTiffWithMoreThanItsPicture() {
        const auto values = photo(1);
        for (const char* mode : {"w", "wb", "w8"}) {
            for (const std::string_view more : {"nothing", "page", "preview", "C2PA"}) {
                const auto cover = path(".tif");
                TIFF* const tiff = TIFFOpen(cover.c_str(), mode);
                const auto write = [&](std::uint32_t height) {
                    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kWidth);
                    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
                    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
                    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
                    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
                    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
                    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
                    std::vector<unsigned char> row(kWidth);
                    for (std::uint32_t y = 0; y < height; ++y) {
                        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(y * kWidth), kWidth,
                                    row.begin());
                        TIFFWriteScanline(tiff, row.data(), y, 0);
                    }
                };
                if (more == "C2PA") {
                    static const TIFFFieldInfo manifest = {52545,
                                                           TIFF_VARIABLE,
                                                           TIFF_VARIABLE,
                                                           TIFF_UNDEFINED,
                                                           FIELD_CUSTOM,
                                                           1,
                                                           1,
                                                           const_cast<char*>("C2PA")};
                    TIFFMergeFieldInfo(tiff, &manifest, 1);
                    TIFFSetField(tiff, 52545, 4, "jumb");
                }
                std::uint64_t preview[1] = {0};
                if (more == "preview")
                    TIFFSetField(tiff, TIFFTAG_SUBIFD, 1, preview);
                write(kHeight);
                TIFFWriteDirectory(tiff);
                if (more == "preview" || more == "page") {
                    write(32);
                    TIFFWriteDirectory(tiff);
                }
                TIFFClose(tiff);
                if (more == "nothing")
                    takes(cover);
                else
                    refuses(cover, more == "C2PA" ? Regularity::kOwnChecksum : Regularity::kOtherPicture);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestBonds)
#include "test_bonds.moc"
