// Colours: what a codestream says of them against what its file says (PS3.5, 8.2.1; T.871; Adobe's mark), YBR
// of every kind (PS3.3, C.7.6.3.1.2), and palettes, whole and segmented (C.7.6.3.1.5, C.7.9.2).
#include <QtTest>

#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using imaging::Caution;
using imaging::Colours;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

PictureShape threeChannels(const char* words) {
    PictureShape shape;
    shape.channels = 3;
    shape.allocated = 8;
    shape.stored = 8;
    shape.highBit = 7;
    shape.words = words;
    return shape;
}

/// One colour all over, so that compression with loss keeps it.
Words plain(const std::vector<int>& colour) {
    Words samples;
    for (std::size_t i = 0; i < threeChannels("RGB").samplesInFrame(); ++i)
        samples.push_back(static_cast<std::uint16_t>(colour[i % 3]));
    return samples;
}

/// The names of the components, in the frame and in its scan.
base::Bytes withNames(base::Bytes stream, const base::Bytes& names) {
    for (std::size_t i = 2; i + 16 < stream.size(); ++i) {
        if (stream[i] != 0xff)
            continue;
        for (std::size_t c = 0; c < 3; ++c) {
            if (stream[i + 1] == 0xc0)
                stream[i + 10 + 3 * c] = names[c];
            if (stream[i + 1] == 0xda)
                stream[i + 5 + 2 * c] = names[c];
        }
        if (stream[i + 1] == 0xda)
            break;
    }
    return stream;
}

/// Baseline JPEG of these components, without any mark of what they mean.
base::Bytes bareJpeg(const std::vector<int>& components) {
    auto stream = test::codestreamOf(plain(components), threeChannels("RGB"), EXS_JPEGProcess1);
    for (std::size_t at = 2; at + 4 < stream.size() && stream[at] == 0xff && stream[at + 1] != 0xda;) {
        const auto marker = stream[at + 1];
        const auto length = std::size_t{2} + (std::size_t{stream[at + 2]} << 8 | stream[at + 3]);
        const auto begin = stream.begin() + static_cast<std::ptrdiff_t>(at);
        if (marker >= 0xe0 && marker <= 0xef)
            stream.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
        else
            at += length;
    }
    return withNames(std::move(stream), {1, 2, 3});
}

base::Bytes withMark(base::Bytes stream, base::Byte marker, const base::Bytes& body) {
    base::Bytes segment = {0xff, marker, 0, static_cast<base::Byte>(body.size() + 2)};
    segment.insert(segment.end(), body.begin(), body.end());
    stream.insert(stream.begin() + 2, segment.begin(), segment.end());
    return stream;
}

const base::Bytes kJfif = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
base::Bytes adobe(base::Byte transform) {
    return {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform};
}

/// ITU-T T.871, 7
std::vector<int> rgbOf(const std::vector<int>& ybr) {
    const auto level = [](double value) {
        return static_cast<int>(std::clamp(std::round(value), 0.0, 255.0));
    };
    const double y = ybr[0];
    const double cb = ybr[1] - 128.0;
    const double cr = ybr[2] - 128.0;
    return {level(y + 1.402 * cr), level(y - 0.344136 * cb - 0.714136 * cr), level(y + 1.772 * cb)};
}

std::vector<int> firstPixel(const std::vector<int>& levels) {
    return levels.size() < 3 ? std::vector<int>() : std::vector<int>(levels.begin(), levels.begin() + 3);
}

const std::vector<int> kComponents = {90, 100, 180};

}  // namespace

class TestColours : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void jpegDecides_data() {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("mark");
        QTest::addColumn<bool>("ybr");
        QTest::addColumn<bool>("caution");
        const struct {
            const char* words;
            const char* mark;
            bool ybr, caution;
        } kinds[] = {
            {"RGB", "", false, false},
            {"RGB", "jfif", true, true},
            {"RGB", "adobe0", false, false},
            {"RGB", "adobe1", true, true},
            {"RGB", "letters", false, false},
            {"YBR_FULL_422", "", true, false},
            {"YBR_FULL_422", "jfif", true, false},
            {"YBR_FULL_422", "adobe0", false, true},
            {"YBR_FULL_422", "adobe1", true, false},
            {"YBR_FULL_422", "letters", false, true},
            {"YBR_FULL", "jfif", true, false},
            {"YBR_FULL", "letters", false, true},
        };
        for (const auto& kind : kinds)
            QTest::addRow("%s, %s", kind.words, *kind.mark != '\0' ? kind.mark : "no mark")
                << QByteArray(kind.words) << QByteArray(kind.mark) << kind.ybr << kind.caution;
    }
    void jpegDecides() {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, mark);
        QFETCH(bool, ybr);
        QFETCH(bool, caution);
        auto stream = bareJpeg(kComponents);
        if (mark == "jfif")
            stream = withMark(stream, 0xe0, kJfif);
        else if (mark.startsWith("adobe"))
            stream = withMark(stream, 0xee, adobe(static_cast<base::Byte>(mark.back() - '0')));
        else if (mark == "letters")
            stream = withNames(stream, {'R', 'G', 'B'});
        DicomPicture picture(threeChannels(words.constData()));
        picture.fragments({stream});
        const auto file = picture.file(EXS_JPEGProcess1);
        QCOMPARE(test::refusal(file), QString());
        const auto decoded = test::decoded(file).value();
        QCOMPARE(decoded.frame.colours == Colours::kYbr, ybr);
        QVERIFY(test::difference(firstPixel(test::shadesOf(decoded)),
                                 ybr ? rgbOf(kComponents) : kComponents) <= 2);
        QCOMPARE(decoded.has(Caution::kColoursOfCodestream), caution);
    }

    /// Without loss there is no JFIF: what the file says holds.
    void losslessJpegIsWhatItsFileSays() {
        for (const auto syntax : {EXS_JPEGProcess14SV1, EXS_JPEGLSLossless}) {
            for (const char* words : {"RGB", "YBR_FULL"}) {
                const auto stream = test::codestreamOf(plain(kComponents), threeChannels("RGB"), syntax);
                QVERIFY(!stream.empty());
                DicomPicture picture(threeChannels(words));
                picture.fragments({stream});
                const auto decoded = test::decoded(picture.file(syntax)).value();
                const bool ybr = words[0] == 'Y';
                QCOMPARE(firstPixel(test::shadesOf(decoded)), ybr ? rgbOf(kComponents) : kComponents);
                QVERIFY(!decoded.has(Caution::kColoursOfCodestream));
            }
        }
    }

    void jpeg2000Decides_data() {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<bool>("transformed");
        QTest::addColumn<bool>("ybr");
        QTest::addColumn<bool>("caution");
        QTest::addRow("RCT") << QByteArray("YBR_RCT") << true << false << false;
        QTest::addRow("RCT that is none") << QByteArray("YBR_RCT") << false << false << true;
        QTest::addRow("RGB") << QByteArray("RGB") << false << false << false;
        QTest::addRow("RGB, transformed") << QByteArray("RGB") << true << false << false;
        QTest::addRow("YBR_FULL") << QByteArray("YBR_FULL") << false << true << false;
        QTest::addRow("YBR_FULL, transformed") << QByteArray("YBR_FULL") << true << false << true;
    }
    void jpeg2000Decides() {
        QFETCH(QByteArray, words);
        QFETCH(bool, transformed);
        QFETCH(bool, ybr);
        QFETCH(bool, caution);
        const auto samples = plain(kComponents);
        const auto shape = threeChannels(words.constData());
        DicomPicture picture(shape);
        picture.fragments({test::jpeg2000Of({samples.begin(), samples.end()}, shape, 8, false, transformed)});
        const auto decoded = test::decoded(picture.file(EXS_JPEG2000LosslessOnly)).value();
        QCOMPARE(firstPixel(test::shadesOf(decoded)), ybr ? rgbOf(kComponents) : kComponents);
        QCOMPARE(decoded.has(Caution::kColoursOfCodestream), caution);
    }

    void nativeColours_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<bool>("planes");
        for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit, EXS_RLELossless})
            for (const char* words : {"RGB", "YBR_FULL"})
                for (const bool planes : {false, true})
                    QTest::addRow("%s, %s%s", DcmXfer(syntax).getXferName(), words, planes ? ", planes" : "")
                        << static_cast<int>(syntax) << QByteArray(words) << planes;
    }
    void nativeColours() {
        QFETCH(int, syntax);
        QFETCH(QByteArray, words);
        QFETCH(bool, planes);
        const auto shape = threeChannels(words.constData());
        Words samples;
        for (std::size_t i = 0; i < shape.samplesInFrame(); ++i)
            samples.push_back(static_cast<std::uint16_t>(i * 53 & 0xff));
        std::vector<int> expected;
        for (std::size_t i = 0; i < samples.size(); i += 3) {
            const std::vector<int> pixel = {samples[i], samples[i + 1], samples[i + 2]};
            const auto rgb = words == "RGB" ? pixel : rgbOf(pixel);
            expected.insert(expected.end(), rgb.begin(), rgb.end());
        }
        auto inFile = samples;
        const auto pixels = samples.size() / 3;
        for (std::size_t i = 0; planes && i < samples.size(); ++i)
            inFile[i % 3 * pixels + i / 3] = samples[i];
        DicomPicture picture(shape);
        picture.word(DCM_PlanarConfiguration, planes ? 1 : 0);
        const auto kind = static_cast<E_TransferSyntax>(syntax);
        // RLE has planes whatever the file says.
        if (kind == EXS_RLELossless)
            picture.fragments({test::rleFrame(samples, 3, 1)});
        else
            picture.native(inFile);
        QVERIFY(test::difference(test::shadesOf(picture.file(kind)), expected) <= 1);
    }

    /// Y Y Cb Cr for two pixels; of the partial kind black is 16, white 235, colours reach from 16 to 240.
    void halvedColours_data() {
        QTest::addColumn<bool>("partial");
        QTest::addRow("YBR_FULL_422") << false;
        QTest::addRow("YBR_PARTIAL_422") << true;
    }
    void halvedColours() {
        QFETCH(bool, partial);
        auto shape = threeChannels(partial ? "YBR_PARTIAL_422" : "YBR_FULL_422");
        shape.frames = 2;
        base::Bytes bytes;
        std::vector<int> expected[2];
        for (std::size_t i = 0; i < shape.samplesInFrame() / 3; ++i) {  // pairs of both frames
            const int cb = 16 + static_cast<int>(i * 29 % 225);
            const int cr = 16 + static_cast<int>(i * 17 % 225);
            const int ys[] = {16 + static_cast<int>(i * 13 % 220), 16 + static_cast<int>(i * 7 % 220)};
            for (const int value : {ys[0], ys[1], cb, cr})
                bytes.push_back(static_cast<base::Byte>(value));
            for (const int y : ys) {
                std::vector<int> rgb = rgbOf({y, cb, cr});
                if (partial) {
                    // ITU-R BT.601, 2.5.3, on levels from 0 to 255.
                    const double luma = 1.164384 * (y - 16);
                    const double blue = cb - 128.0;
                    const double red = cr - 128.0;
                    const auto level = [](double value) {
                        return static_cast<int>(std::clamp(std::round(value), 0.0, 255.0));
                    };
                    rgb = {level(luma + 1.596027 * red), level(luma - 0.391762 * blue - 0.812968 * red),
                           level(luma + 2.017232 * blue)};
                }
                auto& frame = expected[i < shape.samplesInFrame() / 6 ? 0 : 1];
                frame.insert(frame.end(), rgb.begin(), rgb.end());
            }
        }
        DicomPicture picture(shape);
        picture.nativeBytes(bytes);
        for (const auto syntax : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
            const auto file = picture.file(syntax);
            for (std::uint32_t frame = 0; frame < 2; ++frame)
                QVERIFY(test::difference(test::shadesOf(file, frame), expected[frame]) <= 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestColours)
#include "test_colours.moc"
