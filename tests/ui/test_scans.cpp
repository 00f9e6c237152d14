// The Scans place as a person uses it: open, scroll, window, measure, mask, restore, release.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTimer>
#include <QTreeWidget>
#include <QWheelEvent>
#include <QtTest>
#include <filesystem>

#include "app/messages/error_text.h"
#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/sync.h"
#include "core/imaging/client/image_file.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "tests/ui/scan_files.h"
#include "ui/shell/main_window.h"

using namespace medveil;
using base::Path;
using test::kSide;
using test::writeSlice;

namespace {

template <class Widget>
Widget* named(QWidget& in, const QString& name) {
    return test::begins<Widget>(in, name);
}

/// Types this path into the file dialog that opens next.
void answerDialog(const Path& path) {
    QTimer::singleShot(300, qApp, [path] {
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr)
            return;
        dialog->selectFile(QString::fromStdString(path.string()));
        auto* name = dialog->findChild<QLineEdit*>();
        name->setText(QString::fromStdString(path.string()));
        QTest::keyClick(name, Qt::Key_Return);
    });
}

}  // namespace

class TestScans : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ScansPlace* m_scans = nullptr;

    void enter(std::unique_ptr<app::Session> session) {
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(session));
        m_window = std::make_unique<ui::MainWindow>(m_ward->root / "Jonas");
        m_window->show(std::move(lane));
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_scans = m_window->findChild<ui::ScansPlace*>();
        QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
        QTRY_VERIFY(m_scans->isVisible());
    }
    void openSeries(int count) {
        std::filesystem::create_directory(m_ward->root / "ct");
        for (int i = 1; i <= count; ++i)
            writeSlice(m_ward->root / "ct", i);
        m_scans->open({QString::fromStdString((m_ward->root / "ct").string())});
        QTRY_VERIFY(slice() != nullptr);
    }
    const app::ScanSlice* slice() { return m_scans->view().canvas().slice(); }
    ui::ScanCanvas& canvas() { return m_scans->view().canvas(); }
    /// The number that is written in the pixels of the picture on the screen.
    double numberInPixels() { return slice()->values->at(5, kSide - 1).value_or(-1) + 1024; }
    QString bannerText() {
        QStringList texts;
        for (auto* label : m_scans->banner().findChildren<QLabel*>())
            texts << label->text();
        return texts.join(u'\n');
    }

    /// With the keyboard, on the image on the screen: as many points as wanted.
    void draw(Qt::Key tool, int points) {
        const auto before = canvas().measurements().size();
        QTest::keyClick(&canvas(), tool);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        for (int i = 1; i < points; ++i) {
            QTest::keyClick(&canvas(), i == 1 ? Qt::Key_Right : Qt::Key_Up, Qt::ShiftModifier);
            QTest::keyClick(&canvas(), Qt::Key_Return);
        }
        QCOMPARE(canvas().measurements().size(), before + 1);
    }

    /// Unlocks as a person does; the place is another object afterwards.
    void unlock() {
        auto* field = test::named<QLineEdit>(*m_window, QStringLiteral("Passphrase"));
        QTest::keyClicks(field,
                         QString::fromLatin1(test::Ward::kPassphrase.data(), test::Ward::kPassphrase.size()));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->shell() != nullptr, 20'000);
        m_scans = m_window->shell()->findChild<ui::ScansPlace*>();
    }

  private Q_SLOTS:
    void initTestCase() {
        imaging::setDecoderProgram(MEDVEIL_DECODER);
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }
    void init() {
        m_ward = std::make_unique<test::Ward>();
        auto lab = m_ward->admit("Jonas");
        auto doctor = m_ward->admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
        enter(std::move(lab));
    }
    void cleanup() {
        m_window.reset();
        m_ward.reset();
    }

    /// A file with two windows, and a third one that is damaged.
    void windowsOfTheFileAndWhatWasLeftOut() {
        const auto path = writeSlice(m_ward->root, 1);
        DcmFileFormat format;
        QVERIFY(format.loadFile(path.c_str()).good() && format.loadAllDataIntoMemory().good());
        (void)format.getDataset()->putAndInsertString(DCM_WindowCenter, "40\\600\\5");
        (void)format.getDataset()->putAndInsertString(DCM_WindowWidth, "400\\1200\\0");
        QVERIFY(format.saveFile(path.c_str(), EXS_LittleEndianExplicit).good());
        m_scans->open({QString::fromStdString(path.string())});
        QTRY_VERIFY(slice() != nullptr);
        QCOMPARE(slice()->windows.size(), std::size_t{2});
        const auto caution = app::cautionText(app::ScanCaution::kWindowDamaged);
        QVERIFY(ui::ScanCanvas::badgeFor(*slice()).contains(caution));
        QVERIFY(canvas().accessibleDescription().contains(caution));
        auto* presets = named<QComboBox>(*m_scans, QStringLiteral("Window"));
        QCOMPARE(presets->currentIndex(), 0);
        presets->setFocus();
        QTest::keyClick(presets, Qt::Key_Down);
        QTRY_COMPARE(slice()->picture.window.centre, 600.0);
        QCOMPARE(slice()->picture.window.width, 1200.0);
        QTRY_COMPARE(presets->currentText(), QStringLiteral("Window 2"));
        QTest::keyClick(presets, Qt::Key_Up);
        QTRY_COMPARE(slice()->picture.window.centre, 40.0);
    }

    void aLockKeepsTheOpenSeriesAndItsRegions() {
        openSeries(5);
        canvas().setFocus();
        // One after the other: a picture that is passed over was not seen.
        for (const double number : {2.0, 3.0}) {
            QTest::keyClick(&canvas(), Qt::Key_PageDown);
            QTRY_COMPARE(numberInPixels(), number);
        }
        m_scans->view().setWindow(app::ScanWindow{111, 222, {}});
        app::MaskRegion region;
        region.points = {{4, 5}, {20, 21}};
        m_scans->masks().add(region);
        m_window->lock();
        QVERIFY(m_window->shell() == nullptr);
        unlock();
        // On the screen again: place, series, picture, window and regions.
        QTRY_VERIFY_WITH_TIMEOUT(m_scans->isVisible() && slice() != nullptr && slice()->position == 2,
                                 20'000);
        QCOMPARE(numberInPixels(), 3.0);
        QCOMPARE(m_scans->view().look().window->centre, 111.0);
        QCOMPARE(m_scans->masks().regionsAt(2).size(), std::size_t{1});
        QVERIFY(m_scans->masks().regionsAt(2).front().region.points == region.points);
        // What was seen stays seen.
        app::Workspace kept;
        m_scans->keep(kept);
        QCOMPARE(kept.series.size(), std::size_t{1});
        QVERIFY(kept.series.front().seen.size() >= 3);
    }

    /// Names of files are bytes; and a series without regions costs nobody the rest.
    void aLockKeepsSeriesOfAnyNameAndWithoutRegions() {
        app::Workspace workspace;
        workspace.place = 3;
        workspace.series.push_back({{"/scans/\xff\xfe.dcm"}, "mark \xff", false, {0, 4}, {}});
        auto session = m_ward->enter("Amal").value();
        QVERIFY(app::Workspaces(*session).save(workspace));
        const auto kept = app::Workspaces(*session).take().value();
        QVERIFY(kept.has_value());
        QVERIFY(kept->series.front().files == workspace.series.front().files);
        QCOMPARE(kept->series.front().mark, workspace.series.front().mark);
        QVERIFY(kept->series.front().seen == workspace.series.front().seen);
        // Once: what was given back is not kept any longer.
        QVERIFY(!app::Workspaces(*session).take().value().has_value());
    }

    void aLockKeepsMeasurementsWithTheirImages() {
        openSeries(3);
        // A length on the second image, an angle on the third.
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_PageDown);
        QTRY_COMPARE(numberInPixels(), 2.0);
        draw(Qt::Key_L, 2);
        const auto length = canvas().textOf(canvas().measurements().last());
        QTest::keyClick(&canvas(), Qt::Key_Escape);
        QTest::keyClick(&canvas(), Qt::Key_PageDown);
        QTRY_COMPARE(numberInPixels(), 3.0);
        draw(Qt::Key_A, 3);
        const auto angle = canvas().measurements().last();
        // Twice: what came back is kept again.
        for (int i = 0; i < 2; ++i) {
            m_window->lock();
            QVERIFY(m_window->shell() == nullptr);
            unlock();
            QTRY_VERIFY_WITH_TIMEOUT(m_scans->isVisible() && slice() != nullptr && slice()->position == 2,
                                     20'000);
            QCOMPARE(canvas().measurements().size(), 1);
            QVERIFY(canvas().measurements().front().kind == angle.kind);
            QVERIFY(canvas().measurements().front().points == angle.points);
            QVERIFY(canvas().accessibleDescription().contains(canvas().textOf(angle)));
        }
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_PageUp);
        QTRY_COMPARE(numberInPixels(), 2.0);
        QCOMPARE(canvas().measurements().size(), 1);
        QCOMPARE(canvas().textOf(canvas().measurements().front()), length);
        QTest::keyClick(&canvas(), Qt::Key_PageUp);
        QTRY_COMPARE(numberInPixels(), 1.0);
        QCOMPARE(canvas().measurements().size(), 0);
    }

    void measurementsDoNotComeBackOnOtherImages_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("number");
        QTest::addRow("another name") << QStringLiteral("Weiss^Ida") << QStringLiteral("MRN-7");
        QTest::addRow("another number") << QStringLiteral("Rossi^Amal") << QStringLiteral("MRN-9");
    }
    void measurementsDoNotComeBackOnOtherImages() {
        QFETCH(QString, name);
        QFETCH(QString, number);
        openSeries(2);
        canvas().setFocus();
        draw(Qt::Key_L, 2);
        QCOMPARE(canvas().measurements().size(), 1);
        m_window->lock();
        std::filesystem::remove_all(m_ward->root / "ct");
        std::filesystem::create_directory(m_ward->root / "ct");
        for (int i = 1; i <= 2; ++i)
            writeSlice(m_ward->root / "ct", i, name.toUtf8().constData(), number.toUtf8().constData());
        unlock();
        QTRY_VERIFY_WITH_TIMEOUT(m_scans->isVisible() && slice() != nullptr, 20'000);
        QCOMPARE(slice()->info.patientName, name.toStdString());
        QCOMPARE(canvas().measurements().size(), 0);
    }

    /// Earlier versions kept none; and what nobody can have drawn costs nobody the rest.
    void measurementsThatCannotBeAreLeftOut() {
        app::Workspace workspace;
        workspace.place = 3;
        workspace.views.resize(1);
        using Kind = app::MeasurementKind;
        workspace.views[0].measurements = {
            {"image", Kind::kLength, {{1, 2}, {3, 4}}},
            {"image", Kind::kLength, {{1, 2}}},
            {"image", Kind::kAngle, {{1, 2}, {3, 4}}},
            {"image", static_cast<Kind>(7), {{1, 2}, {3, 4}}},
            {"image", Kind::kEllipse, {{1, 2}, {3, std::numeric_limits<double>::quiet_NaN()}}},
            {"other", Kind::kAngle, {{1, 2}, {3, 4}, {5, 6.5}}}};
        auto session = m_ward->enter("Amal").value();
        QVERIFY(app::Workspaces(*session).save(workspace));
        const auto kept = app::Workspaces(*session).take().value();
        QVERIFY(kept.has_value());
        QCOMPARE(kept->views.size(), std::size_t{1});
        const auto& back = kept->views[0].measurements;
        QCOMPARE(back.size(), std::size_t{2});
        QVERIFY(back[0].image == "image" && back[0].points == workspace.views[0].measurements[0].points);
        QVERIFY(back[1].kind == Kind::kAngle && back[1].points == workspace.views[0].measurements[5].points);
    }

    void regionsDoNotComeBackOnOtherImages() {
        openSeries(2);
        app::MaskRegion region;
        region.points = {{4, 5}, {20, 21}};
        m_scans->masks().add(region);
        m_window->lock();
        // Meanwhile the files are another patient's.
        std::filesystem::remove_all(m_ward->root / "ct");
        std::filesystem::create_directory(m_ward->root / "ct");
        for (int i = 1; i <= 2; ++i)
            writeSlice(m_ward->root / "ct", i, "Weiss^Ida");
        unlock();
        QTRY_VERIFY_WITH_TIMEOUT(m_scans->isVisible() && slice() != nullptr, 20'000);
        QCOMPARE(slice()->info.patientName, std::string("Weiss^Ida"));
        QVERIFY(m_scans->masks().regionsAt(0).empty());
    }

    void scrollsThroughASeries() {
        openSeries(5);
        QCOMPARE(m_scans->view().stack()->count(), std::size_t{5});
        QCOMPARE(numberInPixels(), 1.0);
        canvas().setFocus();
        for (int i = 2; i <= 5; ++i) {
            QTest::keyClick(&canvas(), Qt::Key_PageDown);
            QTRY_COMPARE(numberInPixels(), double(i));
            QCOMPARE(slice()->info.instanceNumber, i);
        }
        QTest::keyClick(&canvas(), Qt::Key_PageDown);
        QTest::qWait(50);
        QCOMPARE(numberInPixels(), 5.0);
        QTest::keyClick(&canvas(), Qt::Key_Home);
        QTRY_COMPARE(numberInPixels(), 1.0);
        QWheelEvent wheel(QPointF(50, 50), QPointF(50, 50), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&canvas(), &wheel);
        QTRY_COMPARE(numberInPixels(), 2.0);
        // Cine goes round and leaves none out.
        QTest::keyClick(&canvas(), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(numberInPixels(), 1.0, 5000);
        QTest::keyClick(&canvas(), Qt::Key_Space);
        QVERIFY(!m_scans->view().isPlaying());
    }

    void windowAndKeys() {
        openSeries(1);
        QCOMPARE(slice()->picture.window.width, 400.0);
        QTest::keyClick(&canvas(), Qt::Key_3);  // lung
        QTRY_COMPARE(slice()->picture.window.centre, -600.0);
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, {100, 100});
        QTest::mouseMove(&canvas(), {140, 100});
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, {140, 100});
        QTRY_VERIFY(slice()->picture.window.width > 1500);
        QTest::keyClick(&canvas(), Qt::Key_R);
        QTRY_COMPARE(slice()->picture.window.width, 400.0);
        const auto before = slice()->picture.pixels.front();
        QTest::keyClick(&canvas(), Qt::Key_I);
        QTRY_COMPARE(int{slice()->picture.pixels.front()}, 255 - before);
    }

    void measuresByKeyboard() {
        openSeries(1);
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_L);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        for (int i = 0; i < 2; ++i)
            QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QCOMPARE(canvas().measurements().size(), 1);
        // Twenty pixels of half a millimetre.
        QCOMPARE(canvas().textOf(canvas().measurements().last()), QStringLiteral("10.0 mm"));
        QTest::keyClick(&canvas(), Qt::Key_A);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QTest::keyClick(&canvas(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QTest::keyClick(&canvas(), Qt::Key_Up, Qt::ShiftModifier);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QCOMPARE(canvas().textOf(canvas().measurements().last()), QStringLiteral("90.0°"));
        const ui::Measurement all{ui::ScanTool::kEllipse, {{10, 10}, {14, 14}}};
        const auto statistics = slice()->values->inside(10, 10, 14, 14);
        // Columns 10 to 13 of a ramp, in Hounsfield units.
        QCOMPARE(statistics.mean, 115.0 - 1024);
        QCOMPARE(statistics.pixels, std::uint64_t{12});
        QVERIFY(canvas().textOf(all).contains(QStringLiteral("HU")));
        QVERIFY(canvas().accessibleDescription().contains(QStringLiteral("Rossi")));
        QTest::keyClick(&canvas(), Qt::Key_Escape);
        QTest::keyClick(&canvas(), Qt::Key_Delete);
        QCOMPARE(canvas().measurements().size(), 1);
    }

    void masksAndGivesBack() {
        openSeries(1);
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(1);
        auto& panel = m_scans->masks();
        const QString kFields[] = {QStringLiteral("Left"), QStringLiteral("Top"), QStringLiteral("Width"),
                                   QStringLiteral("Height")};
        const int kValues[] = {4, 6, 20, 10};
        for (int i = 0; i < 4; ++i)
            named<QSpinBox>(panel, kFields[i])->setValue(kValues[i]);
        QTest::mouseClick(named<QPushButton>(panel, QStringLiteral("Add")), Qt::LeftButton);
        QCOMPARE(panel.plan().regions.size(), std::size_t{1});
        QTest::mouseClick(named<QPushButton>(panel, QStringLiteral("Undo")), Qt::LeftButton);
        QCOMPARE(panel.plan().regions.size(), std::size_t{0});
        // By hand, over what is on the screen.
        QTest::mouseClick(named<QToolButton>(panel, QStringLiteral("Rectangle")), Qt::LeftButton);
        const auto middle = canvas().rect().center();
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, middle);
        QTest::mouseMove(&canvas(), middle + QPoint(60, 40));
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, middle + QPoint(60, 40));
        QCOMPARE(panel.plan().regions.size(), std::size_t{1});
        QVERIFY(std::abs(panel.plan().regions[0].points[0].x - 32) < 1);

        named<QRadioButton>(panel, QStringLiteral("Original sealed inside"))->setChecked(true);
        auto* write = named<QPushButton>(panel, QStringLiteral("Write masked copy"));
        QVERIFY(!write->isEnabled());
        auto* people = named<QListWidget>(panel, QStringLiteral("People"));
        QTRY_COMPARE(people->count(), 1);
        people->item(0)->setCheckState(Qt::Checked);
        QVERIFY(write->text().contains(QStringLiteral("Amal")));
        const auto copy = m_ward->root / "masked.dcm";
        answerDialog(copy);
        QTest::mouseClick(write, Qt::LeftButton);
        QTRY_VERIFY(std::filesystem::exists(copy));
        // It is shown, and says what it is.
        QTRY_VERIFY(slice() != nullptr && slice()->info.file == copy);
        QVERIFY(ui::ScanCanvas::badgeFor(*slice()).contains(QStringLiteral("NOT THE ORIGINAL")));
        QVERIFY(canvas().accessibleDescription().contains(QStringLiteral("NOT THE ORIGINAL")));
        auto* restore = named<QPushButton>(*m_scans, QStringLiteral("Show the original"));
        QTRY_VERIFY(restore->isVisible());
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_VERIFY(slice() != nullptr && slice()->info.restored);
        QCOMPARE(slice()->values->at(40, 34).value(), 400.0 - 1024);
    }

    void proposesText() {
        openSeries(1);
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(1);
        QTest::mouseClick(named<QPushButton>(m_scans->masks(), QStringLiteral("Find text")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(bannerText().contains(QStringLiteral("proposed")), 20000);
    }

    /// A click chooses the region under it, Delete removes it, and what is remembered of the device comes
    /// back.
    void regionsAreChosenAndRemembered() {
        openSeries(2);
        app::MaskRegion left;
        left.points = {{4, 4}, {20, 20}};
        app::MaskRegion right;
        right.shape = app::MaskShape::kEllipse;
        right.points = {{40, 40}, {60, 60}};
        m_scans->masks().add(left);
        m_scans->masks().add(right);
        const auto click = [this](QPointF at) {
            QTest::mouseClick(&canvas(), Qt::LeftButton, {}, canvas().toWidget().map(at).toPoint());
        };
        const auto chosen = [this] {
            QList<bool> flags;
            for (const auto& each : m_scans->masks().regionsAt(0))
                flags << each.chosen;
            return flags;
        };
        click({12, 12});
        QCOMPARE(chosen(), (QList{true, false}));
        click({50, 50});
        QCOMPARE(chosen(), (QList{false, true}));
        click({41, 41});  // a corner of its rectangle, outside of the ellipse
        QCOMPARE(chosen(), (QList{false, false}));
        click({12, 12});
        QTest::keyClick(&canvas(), Qt::Key_Delete);
        QCOMPARE(m_scans->masks().plan().regions, std::vector{right});
        auto* remember = test::buttonWith(m_scans->masks(), ui::MaskPanel::tr("Remember for this device"));
        QVERIFY(remember == nullptr);  // its tab is not open
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(1);
        remember = test::buttonWith(m_scans->masks(), ui::MaskPanel::tr("Remember for this device"));
        QVERIFY(remember != nullptr && remember->isEnabled());
        remember->click();
        QTRY_VERIFY(bannerText().contains(QStringLiteral("Acme Ring 7")));
        click({50, 50});
        QTest::keyClick(&canvas(), Qt::Key_Delete);
        QVERIFY(m_scans->masks().plan().regions.empty());
        QVERIFY(!remember->isEnabled());
        test::buttonWith(m_scans->masks(), ui::MaskPanel::tr("Find text and edges"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_scans->masks().plan().regions.empty(), 60'000);
        QCOMPARE(m_scans->masks().plan().regions.front(), right);
    }

    void releasesOnlyWhatWasSeen() {
        openSeries(3);
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(2);
        auto* word = named<QCheckBox>(*m_scans, QStringLiteral("I looked"));
        auto* write = named<QPushButton>(*m_scans, QStringLiteral("Write copies without names"));
        QVERIFY(!word->isEnabled() && !write->isEnabled());
        for (int i = 0; i < 2; ++i) {
            QTest::keyClick(&canvas(), Qt::Key_PageDown);
            QTRY_COMPARE(slice()->position, static_cast<std::size_t>(i + 1));
        }
        QTRY_VERIFY(word->isEnabled());
        word->setChecked(true);
        QVERIFY(write->isEnabled());
        const auto out = m_ward->root / "out";
        std::filesystem::create_directory(out);
        answerDialog(out);
        QTest::mouseClick(write, Qt::LeftButton);
        QTRY_VERIFY(std::filesystem::exists(out / "00003.dcm"));
        auto* report = named<QTreeWidget>(*m_scans, QStringLiteral("Report"));
        QTRY_COMPARE(report->topLevelItemCount(), 3);
        const auto info = imaging::ImageFile::open(out / "00001.dcm", m_task).value()->info();
        QVERIFY(info.deidentified && info.patientName.find("Rossi") == std::string::npos);
        // Signed once: the next release wants another word.
        QVERIFY(!word->isChecked());
        m_window.reset();
        auto session = m_ward->enter("Jonas");
        QVERIFY(session);
        bool logged = false;
        const auto rows = app::Audit(**session).newest(0, 50).value();
        for (const auto& row : rows)
            logged = logged ||
                     (row.action == "deidentified" && row.note.find("pixels checked") != std::string::npos);
        QVERIFY(logged);
    }

    void aFileThatChangedIsNotShown() {
        openSeries(2);
        m_scans->view().goTo(1);
        QTRY_COMPARE(numberInPixels(), 2.0);
        // Somebody puts another patient's image under the name of one that is listed.
        writeSlice(m_ward->root / "ct", 1, "Haddad^Karim");
        m_scans->view().open(std::make_shared<app::ScanStack>(m_scans->view().stack()->images()));
        QTRY_VERIFY(slice() == nullptr);
        QTRY_VERIFY(m_scans->banner().isVisible());
    }

    void carriesAFileAndShowsItsOriginal() {
        openSeries(1);
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(3);
        auto* people = named<ui::PeoplePicker>(*m_scans, QStringLiteral("People to share with"));
        QTRY_COMPARE(people->count(), 1);
        people->item(0)->setCheckState(Qt::Checked);
        const auto payload = m_ward->root / "note.txt";
        QVERIFY(base::writeWholeFile(base::systemFileSystem(), payload,
                                     base::asBytes(std::string_view("hb 9.1"))));
        const auto copy = m_ward->root / "carries.dcm";
        auto* hide = named<QPushButton>(*m_scans, QStringLiteral("Hide a file in it for Amal"));
        QVERIFY(hide != nullptr && hide->isEnabled());
        // The second dialog opens when the first is answered.
        answerDialog(payload);
        QTimer::singleShot(900, qApp, [copy] { answerDialog(copy); });
        QTest::mouseClick(hide, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(slice() != nullptr && slice()->info.file == copy, 20000);
        QVERIFY(slice()->info.restored && slice()->info.marked);
        QCOMPARE(slice()->values->at(33, 20).value(), 330.0 - 1024);
        QVERIFY(ui::ScanCanvas::badgeFor(*slice()).contains(QStringLiteral("restored")));
        // What is saved is what is shown.
        auto* save = named<QPushButton>(*m_scans, QStringLiteral("Save the original"));
        QTRY_VERIFY(save != nullptr && save->isEnabled());
        const auto original = m_ward->root / "original.dcm";
        answerDialog(original);
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_VERIFY(std::filesystem::exists(original));
        const auto contentOf = [](const Path& path) {
            return base::readWholeFile(base::systemFileSystem(), path, 1 << 20).value();
        };
        QVERIFY(contentOf(original) == contentOf(m_ward->root / "ct" / "slice-1.dcm"));
    }
};

QTEST_MAIN(TestScans)
#include "test_scans.moc"
