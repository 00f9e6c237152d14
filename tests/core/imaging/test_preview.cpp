// Small pictures of what others made come from the helper: plain pixels of a size that was asked for, or a
// refusal.
#include <QBuffer>
#include <QImage>
#include <QImageWriter>
#include <QtTest>

#include "core/imaging/client/image_file.h"

using namespace medveil;
using base::ErrorCode;

namespace {

base::Bytes fileOf(const QImage& image, const char* kind) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, kind);
    return {bytes.begin(), bytes.end()};
}

base::Bytes progressiveFileOf(const QImage& image) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "JPG");
    writer.setProgressiveScanWrite(true);
    writer.write(image);
    return {buffer.data().begin(), buffer.data().end()};
}

/// Red on the left, blue on the right.
QImage halves(int width, int height) {
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            image.setPixel(x, y, x < width / 2 ? qRgb(250, 10, 10) : qRgb(10, 10, 250));
    return image;
}

/// An Exif segment behind the start of a JPEG.
base::Bytes held(base::Bytes jpeg, std::uint8_t orientation) {
    const base::Bytes exif = {0xff, 0xe1, 0, 34, 'E', 'x',         'i', 'f', 0, 0,    'M', 'M',
                              0,    42,   0, 0,  0,   8,           0,   1,   1, 0x12, 0,   3,
                              0,    0,    0, 1,  0,   orientation, 0,   0,   0, 0,    0,   0};
    jpeg.insert(jpeg.begin() + 2, exif.begin(), exif.end());
    return jpeg;
}

bool isRed(const imaging::Frame& frame, std::uint32_t x, std::uint32_t y) {
    const auto* pixel = frame.samples.data() + (std::size_t{y} * frame.columns + x) * 3;
    return pixel[0] > 180 && pixel[2] < 80;
}

}  // namespace

class TestPreview : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { imaging::setDecoderProgram(MEDVEIL_DECODER); }

    void picturesBecomeSmall_data() {
        QTest::addColumn<QByteArray>("kind");
        QTest::newRow("PNG") << QByteArray("PNG");
        QTest::newRow("JPEG") << QByteArray("JPG");
    }
    void picturesBecomeSmall() {
        QFETCH(const QByteArray, kind);
        const auto frame = imaging::ImageFile::preview(
            base::ByteView(fileOf(halves(1200, 600), kind.constData())), {300, 200}, m_task);
        QVERIFY2(frame.has_value(), frame ? "" : frame.error().detail.c_str());
        QCOMPARE(frame->columns, 300U);
        QCOMPARE(frame->rows, 150U);
        QVERIFY(isRed(*frame, 10, 75) && !isRed(*frame, 290, 75));
    }

    void greyAndSmallOnesStayAsLargeAsTheyAre() {
        QImage grey(40, 30, QImage::Format_Grayscale8);
        grey.fill(77);
        const auto frame =
            imaging::ImageFile::preview(base::ByteView(fileOf(grey, "PNG")), {300, 200}, m_task);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->columns, 40U);
        QCOMPARE(frame->channels, 3U);
        QVERIFY(std::ranges::all_of(frame->samples, [](base::Byte value) { return value == 77; }));
    }

    /// Where the red half is to be seen: left, right, above, below.
    void photographsAreUpright_data() {
        QTest::addColumn<int>("orientation");
        QTest::addColumn<QByteArray>("red");
        for (const auto& [orientation, red] :
             {std::pair(1, "left"), std::pair(2, "right"), std::pair(3, "right"), std::pair(4, "left"),
              std::pair(5, "above"), std::pair(6, "above"), std::pair(7, "below"), std::pair(8, "below")})
            QTest::addRow("%d", orientation) << orientation << QByteArray(red);
    }
    void photographsAreUpright() {
        QFETCH(const int, orientation);
        QFETCH(const QByteArray, red);
        const auto file = held(fileOf(halves(640, 320), "JPG"), static_cast<std::uint8_t>(orientation));
        const auto frame = imaging::ImageFile::preview(base::ByteView(file), {300, 300}, m_task);
        QVERIFY2(frame.has_value(), frame ? "" : frame.error().detail.c_str());
        const bool turned = orientation > 4;
        QCOMPARE(frame->columns, turned ? 150U : 300U);
        QCOMPARE(frame->rows, turned ? 300U : 150U);
        const auto x = red == "left" ? 5 : red == "right" ? frame->columns - 5 : frame->columns / 2;
        const auto y = red == "above" ? 5 : red == "below" ? frame->rows - 5 : frame->rows / 2;
        QVERIFY(isRed(*frame, x, y));
        QVERIFY(!isRed(*frame, frame->columns - x - (turned ? 1 : 0), frame->rows - y - (turned ? 0 : 1)));
    }

    void whatIsNoPictureIsRefused_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("SVG") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
        QTest::newRow("text") << QByteArray("Dear colleague,");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("PNG that ends") << QByteArray("\x89PNG\r\n\x1a\n", 8);
    }
    void whatIsNoPictureIsRefused() {
        QFETCH(const QByteArray, content);
        const base::Bytes file(content.begin(), content.end());
        const auto frame = imaging::ImageFile::preview(base::ByteView(file), {300, 200}, m_task);
        QVERIFY(!frame.has_value());
        QVERIFY(frame.error().code == ErrorCode::kImageUnsupported ||
                frame.error().code == ErrorCode::kImageDamaged);
    }

    void tooManyPixelsAreRefused() {
        QImage large(10'000, 7'000, QImage::Format_Grayscale8);
        large.fill(0);
        const auto frame =
            imaging::ImageFile::preview(base::ByteView(fileOf(large, "PNG")), {300, 200}, m_task);
        QCOMPARE(frame.error().code, ErrorCode::kTooLarge);
    }

    /// As many pixels as a preview takes, and so little in them that the file is small: a large scan of white
    /// paper, or a photograph of fog.
    void theLargestFitTheSmallLimit_data() {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<int>("format");
        QTest::newRow("PNG, colours") << QByteArray("PNG") << static_cast<int>(QImage::Format_RGB888);
        QTest::newRow("PNG, 16 bits") << QByteArray("PNG") << static_cast<int>(QImage::Format_RGBX64);
        QTest::newRow("JPEG") << QByteArray("JPG") << static_cast<int>(QImage::Format_RGB888);
        QTest::newRow("JPEG, progressive")
            << QByteArray("progressive") << static_cast<int>(QImage::Format_RGB888);
    }
    void theLargestFitTheSmallLimit() {
        QFETCH(const QByteArray, kind);
        QFETCH(const int, format);
        QImage image(8'000, 7'500, static_cast<QImage::Format>(format));
        image.fill(QColor(250, 10, 10));
        const auto file = kind == "progressive" ? progressiveFileOf(image) : fileOf(image, kind.constData());
        image = {};
        QVERIFY2(file.size() < 1024UL * 1024, qPrintable(QString::number(file.size())));
        const auto frame = imaging::ImageFile::preview(base::ByteView(file), {300, 200}, m_task);
        QVERIFY2(frame.has_value(), frame ? "" : frame.error().detail.c_str());
        QCOMPARE(frame->rows, 200U);
    }

  private:
    base::NullTaskContext m_task;
};

QTEST_GUILESS_MAIN(TestPreview)
#include "test_preview.moc"
