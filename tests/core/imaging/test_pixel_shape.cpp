// Pixels that are not square (PS3.3, C.7.6.3.1.7 and 10.7.1.3): their shape, and pictures and previews in
// which a circle is round.
#include <QtTest>

#include "core/imaging/decoder/preview.h"
#include "tests/support/decoded.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using imaging::Picture;
using test::DicomPicture;
using test::Words;

class TestPixelShape : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void whatTheFileSays_data() {
        QTest::addColumn<QByteArray>("ratio");
        QTest::addColumn<QByteArray>("spacing");
        QTest::addColumn<QByteArray>("imager");
        QTest::addColumn<QByteArray>("nominal");
        QTest::addColumn<double>("height");
        const auto row = [](const char* ratio, const char* spacing, const char* imager, const char* nominal,
                            double height) {
            QTest::addRow("%s/%s/%s/%s", ratio, spacing, imager, nominal)
                << QByteArray(ratio) << QByteArray(spacing) << QByteArray(imager) << QByteArray(nominal)
                << height;
        };
        row("", "", "", "", 1);
        row("2\\1", "", "", "", 2);  // vertical, then horizontal
        row("1\\2", "", "", "", 0.5);
        row("4\\3", "", "", "", 4.0 / 3);
        row("", "0.5\\0.25", "", "", 2);  // between rows, then between columns
        row("", "0.25\\0.5", "", "", 0.5);
        row("", "", "0.2\\0.1", "", 2);
        row("", "", "", "0.3\\0.1", 0.3 / 0.1);
        row("3\\1", "0.5\\0.5", "", "", 1);  // a distance says more
        row("0\\1", "", "", "", 1);
        row("1\\0", "", "", "", 1);
        row("-2\\1", "", "", "", 1);
        row("100000\\1", "", "", "", 1);
        row("2", "", "", "", 1);
    }
    void whatTheFileSays() {
        QFETCH(QByteArray, ratio);
        QFETCH(QByteArray, spacing);
        QFETCH(QByteArray, imager);
        QFETCH(QByteArray, nominal);
        QFETCH(double, height);
        DicomPicture picture({});
        picture.native(Words(128, 5));
        const auto put = [&picture](const DcmTagKey& tag, const QByteArray& value) {
            if (!value.isEmpty())
                picture.text(tag, value.constData());
        };
        put(DCM_PixelAspectRatio, ratio);
        put(DCM_PixelSpacing, spacing);
        put(DCM_ImagerPixelSpacing, imager);
        put(DCM_NominalScannedPixelSpacing, nominal);
        QCOMPARE(test::decoded(picture.file())->info.pixelHeight, height);
    }

    void spacingOfEnhancedObjects() {
        DicomPicture picture({});
        picture.native(Words(128, 5));
        auto& shared = picture.item(picture.dataset(), DCM_SharedFunctionalGroupsSequence);
        (void)picture.item(shared, DCM_PixelMeasuresSequence)
            .putAndInsertString(DCM_PixelSpacing, "0.75\\0.5");
        const auto info = test::decoded(picture.file())->info;
        QCOMPARE(info.pixelHeight, 1.5);
        QCOMPARE(info.rowSpacing.value_or(0), 0.75);
        QCOMPARE(info.columnSpacing.value_or(0), 0.5);
    }

    void stretchedPictures_data() {
        QTest::addColumn<double>("height");
        QTest::addColumn<unsigned>("width");
        QTest::addColumn<unsigned>("rows");
        QTest::addRow("square") << 1.0 << 20U << 10U;
        QTest::addRow("high") << 2.0 << 20U << 20U;
        QTest::addRow("wide") << 0.5 << 40U << 10U;
        QTest::addRow("a little") << 1.25 << 20U << 13U;
        QTest::addRow("no number") << std::nan("") << 20U << 10U;
        QTest::addRow("nothing") << 0.0 << 20U << 10U;
        QTest::addRow("without end") << std::numeric_limits<double>::infinity() << 20U << 10U;
        QTest::addRow("too much") << 1e9 << 20U << 160U;
    }
    void stretchedPictures() {
        QFETCH(double, height);
        QFETCH(unsigned, width);
        QFETCH(unsigned, rows);
        for (const std::uint32_t channels : {1U, 3U}) {
            Picture picture{20, 10, channels, {}};
            for (std::uint32_t i = 0; i < 200 * channels; ++i)
                picture.pixels.push_back(static_cast<base::Byte>(i / (20 * channels) * 20));
            const auto out = imaging::withSquarePixels(picture, height);
            QCOMPARE(out.width, width);
            QCOMPARE(out.height, rows);
            QCOMPARE(out.pixels.size(), std::size_t{width} * rows * channels);
            // Rows grow brighter from 0 to 180, and still do.
            QCOMPARE(out.pixels.front(), base::Byte{0});
            QCOMPARE(out.pixels.back(), base::Byte{180});
            for (std::size_t i = std::size_t{width} * channels; i < out.pixels.size(); ++i) {
                const int step = out.pixels[i] - out.pixels[i - std::size_t{width} * channels];
                QVERIFY(step >= 0 && step <= 20);
            }
        }
    }

    void previews_data() {
        QTest::addColumn<QByteArray>("ratio");
        QTest::addColumn<unsigned>("width");
        QTest::addColumn<unsigned>("height");
        QTest::addRow("square") << QByteArray("1\\1") << 10U << 5U;
        QTest::addRow("high") << QByteArray("2\\1") << 10U << 10U;
        QTest::addRow("wide") << QByteArray("1\\2") << 10U << 3U;  // 32 x 8 in 10
    }
    void previews() {
        QFETCH(QByteArray, ratio);
        QFETCH(unsigned, width);
        QFETCH(unsigned, height);
        DicomPicture picture({});
        picture.native(Words(128, 5)).text(DCM_PixelAspectRatio, ratio.constData());
        (void)test::decoded(picture.file());  // makes the decoders ready
        const auto preview = imaging::previewOf(picture.file(), {10, 10});
        QVERIFY(preview.has_value());
        QCOMPARE(preview->columns, width);
        QCOMPARE(preview->rows, height);
    }
};

QTEST_GUILESS_MAIN(TestPixelShape)
#include "test_pixel_shape.moc"
