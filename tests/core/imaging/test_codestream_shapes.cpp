// A codestream against the file around it: of another size, with other components or another depth it is
// refused with both numbers; without its end it says so.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "core/imaging/decoder/jpeg_head.h"
#include "core/imaging/decoder/raw_pixels.h"
#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using imaging::Caution;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

PictureShape shapeOf(int columns, int rows, int channels, int allocated) {
    PictureShape shape;
    shape.columns = static_cast<Uint16>(columns);
    shape.rows = static_cast<Uint16>(rows);
    shape.channels = static_cast<Uint16>(channels);
    shape.allocated = shape.stored = static_cast<Uint16>(allocated);
    shape.highBit = static_cast<Uint16>(allocated - 1);
    shape.words = channels == 3 ? "RGB" : "MONOCHROME2";
    return shape;
}

base::Bytes streamOf(const PictureShape& shape, E_TransferSyntax syntax) {
    Words samples;
    for (std::size_t i = 0; i < shape.samplesInFrame(); ++i)
        samples.push_back(static_cast<std::uint16_t>(i * 41 & ((1U << shape.stored) - 1)));
    if (syntax == EXS_JPEG2000LosslessOnly)
        return test::jpeg2000Of({samples.begin(), samples.end()}, shape, shape.stored, false);
    return test::codestreamOf(samples, shape, syntax);
}

const E_TransferSyntax kSyntaxes[] = {EXS_JPEGProcess1, EXS_JPEGProcess14, EXS_JPEGProcess14SV1,
                                      EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly};

}  // namespace

class TestCodestreamShapes : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void otherShapesAreRefused_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("channels");
        QTest::addColumn<QString>("why");
        const auto says = QStringLiteral(" of %1 in a file that says %2");
        for (const auto syntax : kSyntaxes) {
            const auto kind = QLatin1String(syntax == EXS_JPEG2000LosslessOnly ? "JPEG 2000" : "JPEG");
            const auto row = [&](const char* name, int columns, int rows, int channels, const char* one,
                                 const char* other) {
                QTest::addRow("%s, %s", DcmXfer(syntax).getXferName(), name)
                    << static_cast<int>(syntax) << columns << rows << channels
                    << kind + says.arg(QLatin1String(one), QLatin1String(other));
            };
            row("narrower", 24, 16, 1, "24 x 16 pixels", "32 x 16 pixels");
            row("wider", 48, 16, 1, "48 x 16 pixels", "32 x 16 pixels");
            row("shorter", 32, 8, 1, "32 x 8 pixels", "32 x 16 pixels");
            row("higher", 32, 40, 1, "32 x 40 pixels", "32 x 16 pixels");
            row("turned", 16, 32, 1, "16 x 32 pixels", "32 x 16 pixels");
            row("more channels", 32, 16, 3, "3 channels", "1");
        }
    }
    void otherShapesAreRefused() {
        QFETCH(int, syntax);
        QFETCH(int, columns);
        QFETCH(int, rows);
        QFETCH(int, channels);
        QFETCH(QString, why);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        const auto stream = streamOf(shapeOf(columns, rows, channels, 8), kind);
        QVERIFY(!stream.empty());
        DicomPicture picture(shapeOf(32, 16, 1, 8));
        picture.fragments({stream});
        QCOMPARE(test::refusal(picture.file(kind)), why);
    }

    /// Neither shown nor unpacked for whatever is made of it.
    void otherShapesAreNotUnpacked() {
        for (const auto syntax : {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly}) {
            DicomPicture picture(shapeOf(32, 16, 1, 8));
            picture.fragments({streamOf(shapeOf(32, 16, 1, 8), syntax)});
            const auto right = picture.file(syntax);
            QVERIFY(!test::storedOf(right).empty());
            QVERIFY(imaging::unpack(right).has_value());
            picture.fragments({streamOf(shapeOf(24, 16, 1, 8), syntax)});
            QVERIFY(!imaging::unpack(picture.file(syntax)).has_value());
        }
    }

    void fewerChannelsAreRefused() {
        for (const auto syntax : kSyntaxes) {
            DicomPicture picture(shapeOf(32, 16, 3, 8));
            picture.fragments({streamOf(shapeOf(32, 16, 1, 8), syntax)});
            QVERIFY(test::refusal(picture.file(syntax))
                        .endsWith(QStringLiteral("1 channels in a file that says 3")));
        }
    }

    void moreBitsThanTheFileHasAreRefused() {
        for (const auto syntax : {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly}) {
            DicomPicture picture(shapeOf(32, 16, 1, 8));
            picture.fragments({streamOf(shapeOf(32, 16, 1, 16), syntax)});
            QVERIFY(test::refusal(picture.file(syntax))
                        .endsWith(QStringLiteral("16 bits in a file that says 8")));
        }
    }

    /// Samples of 8 bits in a file that has room for 16: the values are the same.
    void fewerBitsThanTheFileHas() {
        for (const auto syntax : {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly}) {
            const auto shape = shapeOf(32, 16, 1, 8);
            std::vector<double> expected;
            for (std::size_t i = 0; i < shape.samplesInFrame(); ++i)
                expected.push_back(static_cast<double>(i * 41 & 0xff));
            auto wide = shapeOf(32, 16, 1, 16);
            wide.stored = 12;
            wide.highBit = 11;
            DicomPicture picture(wide);
            picture.fragments({streamOf(shape, syntax)});
            const auto file = picture.file(syntax);
            QCOMPARE(test::refusal(file), QString());
            QCOMPARE(test::storedOf(file), expected);
        }
    }

    /// A file that is right is not refused, and says nothing.
    void theSameShape() {
        for (const auto syntax : kSyntaxes) {
            for (const int channels : {1, 3}) {
                const auto shape = shapeOf(32, 16, channels, 8);
                DicomPicture picture(shape);
                picture.fragments({streamOf(shape, syntax)});
                const auto decoded = test::decoded(picture.file(syntax));
                QVERIFY2(decoded.has_value(), DcmXfer(syntax).getXferName());
                QVERIFY(!decoded->has(Caution::kCutShort));
            }
        }
    }

    /// Without its end mark, but with all samples, it is shown and says so; with less it is refused.
    void withoutTheirEnd_data() {
        QTest::addColumn<int>("syntax");
        for (const auto syntax : kSyntaxes)
            QTest::addRow("%s", DcmXfer(syntax).getXferName()) << static_cast<int>(syntax);
    }
    void withoutTheirEnd() {
        QFETCH(int, syntax);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        const auto shape = shapeOf(64, 64, 1, 8);
        const auto stream = streamOf(shape, kind);
        const auto fileOf = [&](const base::Bytes& bytes) {
            DicomPicture picture(shape);
            picture.fragments({bytes});
            return picture.file(kind);
        };
        const auto whole = test::storedOf(fileOf(stream));
        QVERIFY(!whole.empty());
        int shown = 0;
        int refused = 0;
        // DCMTK pads to an even length behind the end mark.
        const auto end = stream.size() - (stream.back() == 0xd9 ? 2 : 3);
        for (auto size = end; size > 60; size -= std::max<std::size_t>(2, stream.size() / 37)) {
            const base::Bytes cut(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
            const auto decoded = test::decoded(fileOf(cut));
            refused += !decoded;
            shown += decoded.has_value();
            QVERIFY(!decoded || (decoded->has(Caution::kCutShort) && test::storedOf(*decoded) == whole));
        }
        qInfo("%d refused, %d shown", refused, shown);
        QVERIFY(refused >= 30);
        // OpenJPEG wants the end, and JPEG-LS all of its bits.
        QVERIFY(shown == 1 || kind == EXS_JPEG2000LosslessOnly || kind == EXS_JPEGLSLossless);
    }

    /// With loss only the same decoder tells what is right.
    void lossyJpeg2000IsWhatOpenJpegMakesOfIt() {
        const QTemporaryDir folder;
        auto shape = shapeOf(64, 48, 1, 16);
        shape.stored = 12;
        shape.highBit = 11;
        std::vector<int> samples;
        for (std::size_t i = 0; i < shape.samplesInFrame(); ++i)
            samples.push_back(static_cast<int>(i * i / 97 & 0xfff));
        const auto stream = test::jpeg2000Of(samples, shape, 12, false, false, 6);
        const auto in = folder.filePath(QStringLiteral("a.j2k"));
        const auto out = folder.filePath(QStringLiteral("a.rawl"));
        QFile file(in);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(reinterpret_cast<const char*>(stream.data()), static_cast<qint64>(stream.size()));
        file.close();
        QProcess process;
        process.start(QStringLiteral("opj_decompress"),
                      {QStringLiteral("-i"), in, QStringLiteral("-o"), out});
        QVERIFY(process.waitForFinished() && process.exitCode() == 0);
        QFile raw(out);
        QVERIFY(raw.open(QIODevice::ReadOnly));
        const auto bytes = raw.readAll();
        std::vector<double> expected;
        for (qsizetype i = 0; i + 1 < bytes.size(); i += 2)
            expected.push_back(static_cast<unsigned char>(bytes[i]) | static_cast<unsigned char>(bytes[i + 1])
                                                                          << 8);
        DicomPicture picture(shape);
        picture.fragments({stream});
        const auto decoded = test::decoded(picture.file(EXS_JPEG2000)).value();
        QCOMPARE(test::storedOf(decoded), expected);
        QVERIFY(expected != std::vector<double>(samples.begin(), samples.end()));
        QVERIFY(decoded.info.lossy);
    }

    /// What nobody here decodes is named.
    void jpegXlIsNamed() {
        DicomPicture picture(shapeOf(8, 8, 1, 8));
        picture.fragments({streamOf(shapeOf(8, 8, 1, 8), EXS_JPEGLSLossless)});
        auto file = picture.file(EXS_JPEGLSLossless);
        // The UID in the head of the file, and the length of what it stands in.
        const std::string_view before = "1.2.840.10008.1.2.4.80";
        const std::string_view after("1.2.840.10008.1.2.4.110\0", 24);
        const auto at = base::asText(file).find(before);
        QVERIFY(at != std::string_view::npos);
        const auto place = file.begin() + static_cast<std::ptrdiff_t>(at);
        file[at - 2] = static_cast<base::Byte>(after.size());
        file.erase(place, place + 22);
        file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), after.begin(), after.end());
        file[140] = static_cast<base::Byte>(file[140] + 2);
        QCOMPARE(test::refusal(file), QStringLiteral("DICOM compressed as JPEG XL, lossless"));
    }

    void headsOfJpeg() {
        const auto stream = streamOf(shapeOf(32, 16, 3, 8), EXS_JPEGProcess1);
        const auto head = imaging::readJpegHead(stream);
        QVERIFY(head.has_value());
        QCOMPARE(head->columns, 32U);
        QCOMPARE(head->rows, 16U);
        QCOMPARE(head->precision, 8U);
        QCOMPARE(head->components.size(), std::size_t{3});
        QVERIFY(head->hasLoss());
        QVERIFY(imaging::hasEnd(stream, *head));
        for (std::size_t size = 0; size < head->scanAt - 2; ++size) {
            const base::Bytes cut(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
            const auto result = imaging::readJpegHead(cut);
            QVERIFY(!result || (result->columns == 32 && !imaging::hasEnd(cut, *result)));
        }
        for (const auto& broken :
             std::vector<base::Bytes>{{},
                                      {0xff},
                                      {0xff, 0xd8},
                                      {0xff, 0xd8, 0xff, 0xd9},
                                      {0xff, 0xd8, 0xff, 0xc0, 0, 0},
                                      {0xff, 0xd8, 0xff, 0xc0, 0, 2},
                                      {0xff, 0xd8, 0xff, 0xc0, 0, 9, 8, 0, 1, 0, 1, 200, 1},
                                      {0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0},
                                      {0xff, 0xd8, 0, 0, 0, 0}})
            QVERIFY(!imaging::readJpegHead(broken));
    }
};

QTEST_GUILESS_MAIN(TestCodestreamShapes)
#include "test_codestream_shapes.moc"
