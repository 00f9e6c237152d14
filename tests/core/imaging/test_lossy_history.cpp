// That an image was compressed with loss is said on by a masked copy and by a copy that names nobody, also
// where the file itself is silent.
#include <QtTest>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrploss.h>

#include "core/imaging/decoder/decoder.h"
#include "core/imaging/decoder/masking.h"
#include "tests/core/imaging/deidentify_case.h"

using namespace medveil;
using test::Slice;

namespace {

void fill(Slice& slice) {
    const base::Bytes samples(64 * 64, 90);
    slice.shape(64, 64, 8, 8, 7);
    (void)slice.dataset().putAndInsertUint8Array(DCM_PixelData, samples.data(), samples.size());
}

base::Bytes packed(Slice& slice) {
    DcmFileFormat format;
    *format.getDataset() = slice.dataset();
    const DJ_RPLossy lossy(90);
    if (format.getDataset()->chooseRepresentation(EXS_JPEGProcess1, &lossy).bad())
        qFatal("not packed");
    // DCMTK says itself that it has lost: a file that is silent is what is wanted.
    for (const auto& tag :
         {DCM_LossyImageCompression, DCM_LossyImageCompressionRatio, DCM_LossyImageCompressionMethod})
        (void)format.getDataset()->findAndDeleteElement(tag);
    return imaging::writeDicom(format, EXS_JPEGProcess1, 1 << 24).value();
}

base::Bytes masked(base::ByteView file) {
    const imaging::MaskRegion region{imaging::MaskShape::kRectangle, {{4, 4}, {14, 14}}};
    imaging::MaskPlan plan;
    plan.regions.push_back(region);
    return imaging::mask(file, plan).value().file;
}

bool isLossy(base::ByteView file) {
    return imaging::openDecoder(file).value()->info().lossy;
}

}  // namespace

class TestLossyHistory : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        imaging::prepareDecoders();
        DJEncoderRegistration::registerCodecs();
    }

    void aSilentSourceIsSaidToBeLossy() {
        Slice slice;
        fill(slice);
        const auto file = packed(slice);
        QVERIFY(isLossy(file));
        const auto copy = masked(file);
        QVERIFY(isLossy(copy));
        test::Copy read(imaging::Deidentified{copy, {}, {}});
        QCOMPARE(read.text(DCM_LossyImageCompression), std::string("01"));
        QCOMPARE(read.text(DCM_LossyImageCompressionMethod), std::string("ISO_10918_1"));
        QVERIFY(std::stod(read.text(DCM_LossyImageCompressionRatio)) > 1);
        const auto released = imaging::deidentify(copy, test::planWith());
        QVERIFY(released && isLossy(released->file));
    }

    void whatIsSaidStays() {
        Slice slice;
        fill(slice);
        slice.text(DCM_LossyImageCompression, "01").text(DCM_LossyImageCompressionRatio, "9.5\\2");
        slice.text(DCM_LossyImageCompressionMethod, "ISO_15444_1\\ISO_10918_1");
        for (const auto& copy : {imaging::Deidentified{masked(slice.bytes()), {}, {}},
                                 imaging::deidentify(slice.bytes(), test::planWith()).value()}) {
            test::Copy read(copy);
            QCOMPARE(read.text(DCM_LossyImageCompression), std::string("01"));
            QCOMPARE(read.text(DCM_LossyImageCompressionRatio), std::string("9.5\\2"));
            QCOMPARE(read.text(DCM_LossyImageCompressionMethod), std::string("ISO_15444_1\\ISO_10918_1"));
        }
    }

    void whatLostNothingStaysSo() {
        Slice slice;
        fill(slice);
        QVERIFY(!isLossy(masked(slice.bytes())));
        slice.text(DCM_LossyImageCompression, "00");
        test::Copy read(imaging::deidentify(slice.bytes(), test::planWith()));
        QCOMPARE(read.text(DCM_LossyImageCompression), std::string("00"));
    }
};

QTEST_GUILESS_MAIN(TestLossyHistory)
#include "test_lossy_history.moc"
