// Codestreams made anew from their markers: what stays, what goes, what is refused. Each case breaks one
// thing. The streams hold markers only; that pictures stay the same is tested with whole files.
#include <QtTest>

#include "core/imaging/decoder/codestream.h"
#include "core/imaging/decoder/rle_codestream.h"

using namespace medveil;
using base::ErrorCode;
using imaging::cleanJpeg;
using imaging::cleanJpeg2000;
using imaging::JpegFamily;

namespace {

QByteArray hex(const char* text) {
    return QByteArray::fromHex(text);
}
base::Bytes bytesOf(const QByteArray& bytes) {
    return {bytes.begin(), bytes.end()};
}
QByteArray arrayOf(const base::Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

const QByteArray kStart = hex("ffd8");
const QByteArray kTable = hex("ffdb004300") + QByteArray(64, '\x01');
const QByteArray kFrame = hex("ffc0000b080004000401011100");
const QByteArray kScan = hex("ffda0008010100003f00") + hex("12ff003456ffd078");
const QByteArray kEnd = hex("ffd9");

QByteArray jpeg(const QByteArray& before = {}, const QByteArray& after = {}) {
    return kStart + before + kTable + kFrame + hex("ffc400140001000000000000000000000000000000") + hex("05") +
           kScan + kEnd + after;
}

const QByteArray kSize = hex("ff51002900000000000400000004000000000000000000000004000000040000000000000000") +
                         hex("0001") + hex("0b0101");
const QByteArray kStyle = hex("ff52000c00000001000004040001");
const QByteArray kQuantisation = hex("ff5c00042048");

QByteArray tilePart(const QByteArray& header, const QByteArray& data, bool said = true) {
    const auto length = static_cast<quint32>(14 + header.size() + data.size());
    QByteArray part = hex("ff90000a0000");
    for (int shift = 24; shift >= 0; shift -= 8)
        part += static_cast<char>(said ? length >> shift & 0xffU : 0);
    return part + hex("0001") + header + hex("ff93") + data;
}
QByteArray jpeg2000(const QByteArray& main = {}, const QByteArray& header = {}, const QByteArray& after = {},
                    bool said = true) {
    return hex("ff4f") + kSize + kStyle + kQuantisation + main + tilePart(header, "DATA", said) + kEnd +
           after;
}

}  // namespace

class TestCodestreams : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void jpegKeepsWhatDecodingNeeds_data() {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        const auto jfif = hex("ffe000104a46494600010200000100010000");
        QTest::newRow("as it is") << jpeg() << jpeg();
        QTest::newRow("comment") << jpeg(hex("fffe0006") + "Zyxw") << jpeg();
        QTest::newRow("EXIF") << jpeg(hex("ffe1000a") + QByteArray("Exif\0\0Zy", 8)) << jpeg();
        QTest::newRow("APP13, fill bytes") << jpeg(hex("ffffffed0006") + "Zyxw") << jpeg();
        QTest::newRow("behind the end") << jpeg({}, "Zyxw") << jpeg();
        QTest::newRow("JFIF with a thumbnail")
            << jpeg(hex("ffe000134a46494600010101004800480101") + "Zyx") << jpeg(jfif);
        QTest::newRow("JFXX") << jpeg(hex("ffe0000a") + QByteArray("JFXX\0Zyx", 8)) << jpeg();
        QTest::newRow("Adobe, longer")
            << jpeg(hex("ffee0012") + "Adobe" + hex("006480000000") + hex("01") + "Zyxw")
            << jpeg(hex("ffee000e") + "Adobe" + hex("006400000000") + hex("01"));
        QTest::newRow("tables that nothing names")
            << jpeg(hex("ffdb004301") + QByteArray(64, 'Z') + hex("ffc40017") + hex("12") +
                    hex("00000000000000000000000000000004") + "Zyxw")
            << jpeg();
        QTest::newRow("JFIF twice") << jpeg(jfif + jfif) << jpeg(jfif);
    }
    void jpegKeepsWhatDecodingNeeds() {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        const auto cleaned = cleanJpeg(bytesOf(in), JpegFamily::kJpeg);
        QVERIFY2(cleaned.has_value(), cleaned ? "" : cleaned.error().detail.c_str());
        QCOMPARE(arrayOf(cleaned->bytes).toHex(), out.toHex());
        QCOMPARE(cleaned->precision, 8U);
        QCOMPARE(cleaned->columns, 4U);
    }

    void jpegIsRefused_data() {
        QTest::addColumn<QByteArray>("in");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another kind") << QByteArray("\x89PNG\r\n");
        QTest::newRow("bytes between segments") << jpeg("Zyxw");
        QTest::newRow("no end") << jpeg().chopped(2);
        QTest::newRow("a segment longer than the stream") << kStart + hex("ffdbffff00");
        QTest::newRow("a segment without length") << kStart + hex("ffdb0000");
        QTest::newRow("bytes behind a table")
            << kStart + hex("ffdb004700") + QByteArray(64, '\x01') + "Zyxw" + kFrame;
        QTest::newRow("two frames") << jpeg(kFrame);
        QTest::newRow("a picture within") << jpeg(kStart);
        QTest::newRow("hierarchical") << jpeg(hex("ffde000b080004000401011100"));
        QTest::newRow("a scan before the frame") << kStart + kScan + kEnd;
        QTest::newRow("no scan") << kStart + kFrame + kEnd;
        QTest::newRow("JPEG-LS") << kStart + hex("fff7000b080004000401011100") + kScan + kEnd;
    }
    void jpegIsRefused() {
        QFETCH(QByteArray, in);
        QVERIFY(!cleanJpeg(bytesOf(in), JpegFamily::kJpeg));
    }

    void jpegLsKeepsItsOwnMarks() {
        const auto head = hex("fff7000b080004000401011100");
        const auto scan = hex("ffda00080101000000001234ff7f56");
        const auto presets = hex("fff8000d0100ff0003000700150040");
        const auto transform = hex("ffe800076d72667801");
        const auto in = kStart + hex("fffe0006") + "Zyxw" + transform + hex("ffe80006") + "Zyxw" + head +
                        presets + scan + kEnd + "Zy";
        const auto cleaned = cleanJpeg(bytesOf(in), JpegFamily::kJpegLs);
        QVERIFY2(cleaned.has_value(), cleaned ? "" : cleaned.error().detail.c_str());
        QCOMPARE(arrayOf(cleaned->bytes).toHex(),
                 (kStart + transform + head + presets + scan + kEnd).toHex());
    }

    void jpeg2000KeepsWhatDecodingNeeds_data() {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        const auto comment = hex("ff6400080001") + "Zyxw";
        QTest::newRow("as it is") << jpeg2000() << jpeg2000();
        QTest::newRow("comment") << jpeg2000(comment) << jpeg2000();
        QTest::newRow("comment in a tile-part") << jpeg2000({}, comment) << jpeg2000();
        QTest::newRow("behind the end") << jpeg2000({}, {}, "Zyxw") << jpeg2000();
        QTest::newRow("length not said") << jpeg2000({}, comment, "Zyxw", false) << jpeg2000();
        QTest::newRow("registration") << jpeg2000(hex("ff63000600010001")) << jpeg2000();
        QTest::newRow("lengths of tile-parts") << jpeg2000(hex("ff55000a006000000000ffff"), comment)
                                               << jpeg2000(hex("ff55000a00600000") + hex("00000012"));
        QTest::newRow("no end") << jpeg2000().chopped(2) << jpeg2000();
        QTest::newRow("boxes") << QByteArray("\0\0\0\x0cjP  \r\n\x87\n", 12) + hex("0000000c") + "uuidZyxw" +
                                      hex("00000000") + "jp2c" + jpeg2000(comment)
                               << jpeg2000();
    }
    void jpeg2000KeepsWhatDecodingNeeds() {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        const auto cleaned = cleanJpeg2000(bytesOf(in));
        QVERIFY2(cleaned.has_value(), cleaned ? "" : cleaned.error().detail.c_str());
        QByteArray expected = out;
        // Where lengths are told they stand behind the size, the style and the quantisation.
        QCOMPARE(arrayOf(cleaned->bytes).size(), expected.size());
        if (!in.contains(hex("ff55000a")))
            QCOMPARE(arrayOf(cleaned->bytes).toHex(), expected.toHex());
        QVERIFY(!arrayOf(cleaned->bytes).contains("Zyxw"));
        QCOMPARE(cleaned->precision, 12U);
    }

    void jpeg2000IsRefused_data() {
        QTest::addColumn<QByteArray>("in");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no size") << hex("ff4f") + kStyle + tilePart({}, "DATA") + kEnd;
        QTest::newRow("a marker that is not known") << jpeg2000(hex("ff300004") + "Zy");
        QTest::newRow("a part longer than the stream") << jpeg2000().chopped(6);
        QTest::newRow("no tile") << hex("ff4f") + kSize + kStyle + kEnd;
        QTest::newRow("bytes behind the style") << jpeg2000(hex("ff520010000000010000040400"
                                                                "01") +
                                                            "Zyxw");
        QTest::newRow("more quantisation than subbands")
            << jpeg2000(hex("ff5d000a00") + hex("40") + "Zyxwor");
        QTest::newRow("bytes behind a component's style") << jpeg2000(hex("ff53000d000000040400") + "Zyxwo");
        QTest::newRow("a palette") << QByteArray("\0\0\0\x0cjP  \r\n\x87\n", 12) + hex("00000010") + "jp2h" +
                                          hex("00000008") + "pclr" + hex("00000000") + "jp2c" + jpeg2000();
    }
    void jpeg2000IsRefused() {
        QFETCH(QByteArray, in);
        QVERIFY(!cleanJpeg2000(bytesOf(in)));
    }

    void rleIsMadeAnew() {
        QByteArray frame(64, '\0');
        frame[0] = 1;
        frame[4] = 72;
        frame += "HiddenZy";
        frame += hex("0301020304fd09") + "tail of Zyxw";
        const auto cleaned = imaging::cleanRle(bytesOf(frame), {2, 4, 1, {8, 8, 7, false}});
        QVERIFY(cleaned.has_value());
        QCOMPARE(arrayOf(*cleaned).mid(64).toHex(), QByteArray("0301020304fd0900"));
        QCOMPARE(arrayOf(*cleaned).left(8).toHex(), QByteArray("0100000040000000"));
        QVERIFY(!imaging::cleanRle(bytesOf(frame), {2, 4, 3, {8, 8, 7, false}}));
        QVERIFY(!imaging::cleanRle(bytesOf(frame.left(70)), {2, 4, 1, {8, 8, 7, false}}));
        frame[4] = '\x10';
        QVERIFY(!imaging::cleanRle(bytesOf(frame), {2, 4, 1, {8, 8, 7, false}}));
    }

    /// Whatever is cut off or changed: a value, and no byte beyond the end is read.
    void hostileBytes() {
        for (const auto& whole :
             {jpeg(hex("ffe1000a") + QByteArray("Exif\0\0Zy", 8)), jpeg2000(hex("ff6400080001") + "Zyxw")}) {
            for (qsizetype size = 0; size <= whole.size(); ++size) {
                (void)cleanJpeg(bytesOf(whole.left(size)), JpegFamily::kJpeg);
                (void)cleanJpeg(bytesOf(whole.left(size)), JpegFamily::kJpegLs);
                (void)cleanJpeg2000(bytesOf(whole.left(size)));
                for (int bit = 0; size < whole.size() && bit < 8; ++bit) {
                    auto changed = whole;
                    changed[size] = static_cast<char>(changed[size] ^ 1 << bit);
                    (void)cleanJpeg(bytesOf(changed), JpegFamily::kJpeg);
                    (void)cleanJpeg2000(bytesOf(changed));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCodestreams)
#include "test_codestreams.moc"
