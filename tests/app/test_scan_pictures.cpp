// A scan as the window and the command line have it: windows, values and cautions of each frame, and pictures
// with square pixels.
#include <QTemporaryDir>
#include <QtTest>

#include "app/messages/error_text.h"
#include "app/services/scans.h"
#include "tests/support/dicom_picture.h"

using namespace medveil;
using test::DicomPicture;
using test::PictureShape;
using test::Words;

namespace {

class TestFolder {
  public:
    base::Path write(DicomPicture& picture, E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
        const auto path = base::Path(m_folder.path().toStdString()) / (std::to_string(++m_count) + ".dcm");
        (void)base::writeWholeFile(base::systemFileSystem(), path, picture.file(syntax));
        return path;
    }
    base::Path fresh(const char* ending) {
        return base::Path(m_folder.path().toStdString()) / (std::to_string(++m_count) + ending);
    }

  private:
    QTemporaryDir m_folder;
    int m_count = 0;
};

Words ramp(std::size_t count) {
    Words words;
    for (std::size_t i = 0; i < count; ++i)
        words.push_back(static_cast<std::uint16_t>(i));
    return words;
}

}  // namespace

class TestScanPictures : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void eachFrameHasItsOwnWindowAndValues() {
        PictureShape shape;
        shape.frames = 2;
        DicomPicture picture(shape);
        picture.native(ramp(shape.samplesInFrame() * 2));
        const char* slopes[] = {"2", "10"};
        const char* centres[] = {"100", "2000"};
        for (int i = 0; i < 2; ++i) {
            auto& group = picture.item(picture.dataset(), DCM_PerFrameFunctionalGroupsSequence, i);
            auto& values = picture.item(group, DCM_PixelValueTransformationSequence);
            (void)values.putAndInsertString(DCM_RescaleSlope, slopes[i]);
            (void)values.putAndInsertString(DCM_RescaleIntercept, "1");
            auto& window = picture.item(group, DCM_FrameVOILUTSequence);
            (void)window.putAndInsertString(DCM_WindowCenter, centres[i]);
            (void)window.putAndInsertString(DCM_WindowWidth, "50");
        }
        const auto scan = app::Scan::open(m_files.write(picture), m_task).value();
        const auto first = scan->values(0, m_task).value();
        const auto second = scan->values(1, m_task).value();
        QCOMPARE(first->at(3, 0).value_or(0), 3 * 2.0 + 1);
        QCOMPARE(second->at(3, 0).value_or(0), (128 + 3) * 10.0 + 1);
        QCOMPARE(first->windows().at(0).centre, 100.0);
        QCOMPARE(second->windows().at(0).centre, 2000.0);
        QCOMPARE(second->picture(std::nullopt, false)->window.centre, 2000.0);
        // A measurement is of the frame's own values.
        QCOMPARE(second->inside(0, 0, 16, 8).lowest >= 128 * 10, true);
    }

    void aTableOfAnotherFrameIsNotUsed() {
        PictureShape shape;
        shape.frames = 2;
        DicomPicture picture(shape);
        picture.native(ramp(shape.samplesInFrame() * 2));
        auto& group = picture.item(picture.dataset(), DCM_PerFrameFunctionalGroupsSequence, 0);
        auto& item = picture.item(picture.item(group, DCM_FrameVOILUTSequence), DCM_VOILUTSequence);
        test::putTable(item, {128, 0, 8}, ramp(128));
        (void)picture.item(picture.dataset(), DCM_PerFrameFunctionalGroupsSequence, 1);
        const auto scan = app::Scan::open(m_files.write(picture), m_task).value();
        const auto window = scan->values(0, m_task).value()->windows().at(0);
        QCOMPARE(window.shape, imaging::WindowShape::kTable);
        const auto other = scan->values(1, m_task).value();
        QCOMPARE(other->picture(window, false)->window, other->picture(std::nullopt, false)->window);
    }

    void measuredValues() {
        DicomPicture picture({});
        picture.native(ramp(128));
        auto& item = picture.item(picture.dataset(), DCM_RealWorldValueMappingSequence);
        picture.words(item, DCM_RealWorldValueFirstValueMapped, {0});
        picture.words(item, DCM_RealWorldValueLastValueMapped, {20});
        (void)item.putAndInsertFloat64(DCM_RealWorldValueSlope, 0.25);
        (void)item.putAndInsertFloat64(DCM_RealWorldValueIntercept, 1);
        const auto values =
            app::Scan::open(m_files.write(picture), m_task).value()->values(0, m_task).value();
        QCOMPARE(values->measuredAt(4, 0)->value, 2.0);
        QVERIFY(!values->measuredAt(5, 1));
        QVERIFY(!values->measuredAt(400, 1));
    }

    void cautionsAndOverlays() {
        DicomPicture picture({});
        picture.native(Words(128, 7)).text(DCM_WindowCenter, "7\\8").text(DCM_WindowWidth, "100\\0");
        const DcmTagKey rows(0x6000, 0x0010);
        picture.word(rows, 8).word(DcmTagKey(0x6000, 0x0011), 16);
        picture.word(DcmTagKey(0x6000, 0x0100), 16).word(DcmTagKey(0x6000, 0x0102), 12);
        auto words = Words(128, 7);
        words[20] |= 0x1000;
        picture.native(words);
        const auto scan = app::Scan::open(m_files.write(picture), m_task).value();
        const auto values = scan->values(0, m_task).value();
        QCOMPARE(values->cautions(), std::vector{app::ScanCaution::kWindowDamaged});
        QCOMPARE(values->at(4, 1).value_or(0), 7.0);
        QCOMPARE(int{values->picture(std::nullopt, false)->pixels[20]}, 255);
        const auto without = values->picture(std::nullopt, false, false);
        QCOMPARE(without->pixels[20], without->pixels[21]);
    }

    void picturesHaveSquarePixels() {
        DicomPicture picture({});
        picture.native(ramp(128)).text(DCM_PixelAspectRatio, "2\\1");
        const auto path = m_files.write(picture);
        const auto scan = app::Scan::open(path, m_task).value();
        QCOMPARE(scan->info().pixelHeight, 2.0);
        const auto shown = scan->values(0, m_task).value()->picture(std::nullopt, false).value();
        const auto out = m_files.fresh(".png");
        QVERIFY(app::writePicture(shown, out).has_value());
        const auto written = app::Scan::open(out, m_task).value();
        QCOMPARE(written->values(0, m_task).value()->columns(), 16U);
        QCOMPARE(written->values(0, m_task).value()->rows(), 16U);
    }

    void everyCautionHasItsWords() {
        QStringList said;
        for (int i = 0; i <= static_cast<int>(app::ScanCaution::kCutShort); ++i) {
            const auto text = app::cautionText(static_cast<app::ScanCaution>(i));
            QVERIFY(!text.isEmpty() && !said.contains(text));
            said << text;
        }
    }

  private:
    TestFolder m_files;
    base::NullTaskContext m_task;
};

QTEST_GUILESS_MAIN(TestScanPictures)
#include "test_scan_pictures.moc"
