// One patient at a time: what is measured, masked, released and sent belongs to the image and the patient on
// the screen, and what names another one is asked about.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QListWidget>
#include <QPushButton>
#include <QTabWidget>
#include <QtTest>
#include <filesystem>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/deidentify.h"
#include "app/services/sealed_images.h"
#include "app/services/sync.h"
#include "core/imaging/client/image_file.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "tests/ui/scan_files.h"
#include "ui/places/compose_place.h"
#include "ui/places/patient_card.h"
#include "ui/scans/restore_card.h"
#include "ui/scans/scans_place.h"
#include "ui/shell/main_window.h"

using namespace medveil;
using base::Path;
using test::writeSlice;

class TestScanPatients : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ScansPlace* m_scans = nullptr;

    void openSeries(int count) {
        std::filesystem::create_directory(m_ward->root / "ct");
        for (int i = 1; i <= count; ++i)
            writeSlice(m_ward->root / "ct", i);
        m_scans->open({QString::fromStdString((m_ward->root / "ct").string())});
        QTRY_VERIFY(slice() != nullptr);
    }
    const app::ScanSlice* slice() { return m_scans->view().canvas().slice(); }
    ui::ScanCanvas& canvas() { return m_scans->view().canvas(); }

    /// In every place, by as many bytes.
    static bool replaceIn(const Path& file, std::string_view what, std::string_view by) {
        auto content = base::readWholeFile(base::systemFileSystem(), file, 10'000'000).value();
        bool found = false;
        const auto sought = base::asBytes(what);
        for (auto at = content.begin();
             (at = std::search(at, content.end(), sought.begin(), sought.end())) != content.end(); ++at) {
            std::ranges::copy(base::asBytes(by), at);
            found = true;
        }
        std::filesystem::remove(file);
        return found && base::writeWholeFile(base::systemFileSystem(), file, content).has_value();
    }
    /// Amal Rossi's slice, masked for Jonas with the original inside, under Kim Haddad's header.
    bool writeUnderAnotherHeader(const Path& slice, const Path& out) {
        auto amal = m_ward->enter("Amal").value();
        app::MaskPlan plan;
        plan.regions.push_back({app::MaskShape::kRectangle, {{4, 4}, {20, 20}}});
        const app::SealFor people{{app::Contacts(*amal).resolve("Jonas").value().id}};
        return app::SealedImages(*amal).mask(slice, plan, people, out, m_task).has_value() &&
               replaceIn(out, "Rossi^Amal", "Haddad^Kim") && replaceIn(out, "MRN-7", "MRN-9");
    }

  private Q_SLOTS:
    void initTestCase() { imaging::setDecoderProgram(MEDVEIL_DECODER); }
    void init() {
        m_ward = std::make_unique<test::Ward>();
        auto lab = m_ward->admit("Jonas");
        auto doctor = m_ward->admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(lab));
        m_window = std::make_unique<ui::MainWindow>(m_ward->root / "Jonas");
        m_window->show(std::move(lane));
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_scans = m_window->findChild<ui::ScansPlace*>();
        QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
        QTRY_VERIFY(m_scans->isVisible());
    }
    void cleanup() {
        m_window.reset();
        m_ward.reset();
    }

    /// A length drawn on one patient's image never stands on another's, and is there again on its own.
    void measurementsBelongToOneImage() {
        openSeries(1);
        const auto draw = [this] {
            canvas().setFocus();
            QTest::keyClick(&canvas(), Qt::Key_L);
            QTest::keyClick(&canvas(), Qt::Key_Return);
            QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ShiftModifier);
            QTest::keyClick(&canvas(), Qt::Key_Return);
            QTest::keyClick(&canvas(), Qt::Key_Escape);
        };
        draw();
        QCOMPARE(canvas().measurements().size(), 1);
        std::filesystem::create_directory(m_ward->root / "other");
        const auto other = writeSlice(m_ward->root / "other", 1, "Haddad^Karim", "MRN-9");
        m_scans->open({QString::fromStdString(other.string())});
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-9");
        QCOMPARE(canvas().measurements().size(), 0);
        QVERIFY(!canvas().accessibleDescription().contains(QStringLiteral("mm")));
        // Half a shape does not wander, either.
        QTest::keyClick(&canvas(), Qt::Key_L);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        auto* list = test::begins<QListWidget>(*m_scans, QStringLiteral("Series"));
        list->setCurrentRow(0);
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-7");
        QCOMPARE(canvas().measurements().size(), 1);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QCOMPARE(canvas().measurements().size(), 1);
    }

    /// Undo takes back what was drawn on the image that is seen, never something on another one.
    void undoIsOfTheImageOnTheScreen() {
        openSeries(2);
        auto& panel = m_scans->masks();
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(1);
        test::begins<QComboBox>(panel, QStringLiteral("Where new regions hold"))->setCurrentIndex(1);
        app::MaskRegion first;
        first.points = {{4, 4}, {20, 20}};
        panel.add(first);
        m_scans->view().goTo(1);
        QTRY_COMPARE(slice()->position, std::size_t{1});
        auto* undo = test::begins<QPushButton>(panel, QStringLiteral("Undo"));
        QVERIFY(!undo->isEnabled());
        app::MaskRegion second;
        second.points = {{30, 30}, {40, 40}};
        panel.add(second);
        m_scans->view().goTo(0);
        QTRY_COMPARE(slice()->position, std::size_t{0});
        QVERIFY(undo->isEnabled());
        undo->click();
        QCOMPARE(panel.plan().regions.size(), std::size_t{1});
        QCOMPARE(panel.plan().regions[0].points[0].x, 30.0);
        QVERIFY(!undo->isEnabled());
        // Nor something on another patient's.
        std::filesystem::create_directory(m_ward->root / "other");
        const auto other = writeSlice(m_ward->root / "other", 1, "Haddad^Karim", "MRN-9");
        m_scans->open({QString::fromStdString(other.string())});
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-9");
        QVERIFY(!undo->isEnabled() && panel.plan().regions.empty());
    }

    /// What is opened replaces what was chosen, and a batch is of one patient.
    void aReleaseIsOfOnePatient() {
        openSeries(1);
        std::filesystem::create_directory(m_ward->root / "other");
        const auto other = writeSlice(m_ward->root / "other", 1, "Haddad^Karim", "MRN-9");
        m_scans->open({QString::fromStdString(other.string())});
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-9");
        auto* list = test::begins<QListWidget>(*m_scans, QStringLiteral("Series"));
        QCOMPARE(list->selectedItems().size(), 1);
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(2);
        auto* word = test::begins<QCheckBox>(*m_scans, QStringLiteral("I looked"));
        auto* write = test::begins<QPushButton>(*m_scans, QStringLiteral("Write copies without names"));
        QTRY_VERIFY(word->isEnabled());
        word->setChecked(true);
        QVERIFY(write->isEnabled());
        // Another choice of the same size wants another word.
        list->setCurrentRow(0, QItemSelectionModel::ClearAndSelect);
        QVERIFY(!word->isChecked());
        QTRY_VERIFY(word->isEnabled());
        list->selectAll();
        word->setChecked(true);
        QVERIFY(!write->isEnabled());
        QVERIFY(std::ranges::any_of(m_scans->findChildren<QLabel*>(), [](QLabel* label) {
            return label->isVisible() && label->text().contains(QStringLiteral("Karim Haddad")) &&
                   label->text().contains(QStringLiteral("Amal Rossi"));
        }));
    }

    /// What the list did not know is known when the files are read: nothing is written, and nothing is
    /// logged.
    void theServiceReleasesOnePatient() {
        const auto own = writeSlice(m_ward->root, 1);
        const auto other = writeSlice(m_ward->root, 2, "Haddad^Karim", "MRN-9");
        auto amal = m_ward->enter("Amal").value();
        app::DeidentifyChoice choice;
        choice.pixelsChecked = true;
        const auto out = m_ward->root / "released";
        QCOMPARE(app::releaseScans(*amal, {{own, {}}, {other, {}}}, choice, out, m_task).error().code,
                 base::ErrorCode::kPatientMismatch);
        QVERIFY(!std::filesystem::exists(out));
        QVERIFY(std::ranges::none_of(app::Audit(*amal).newest(0, 50).value(),
                                     [](const auto& row) { return row.action == "deidentified"; }));
        // That both call themselves de-identified tells nothing.
        for (const auto& file : {own, other}) {
            DcmFileFormat format;
            QVERIFY(format.loadFile(file.c_str()).good());
            (void)format.getDataset()->putAndInsertString(DCM_PatientIdentityRemoved, "YES");
            QVERIFY(format.saveFile(file.c_str(), EXS_LittleEndianExplicit).good());
        }
        QCOMPARE(app::releaseScans(*amal, {{own, {}}, {other, {}}}, choice, out, m_task).error().code,
                 base::ErrorCode::kPatientMismatch);
        QVERIFY(app::releaseScans(*amal, {{own, {}}}, choice, out, m_task).has_value());
    }

    /// One series number, two patients: two entries in the list.
    void noSeriesIsOfTwoPatients() {
        std::filesystem::create_directory(m_ward->root / "mixed");
        writeSlice(m_ward->root / "mixed", 1);
        writeSlice(m_ward->root / "mixed", 2, "Haddad^Karim", "MRN-9");
        m_scans->open({QString::fromStdString((m_ward->root / "mixed").string())});
        QTRY_VERIFY(slice() != nullptr);
        QCOMPARE(test::begins<QListWidget>(*m_scans, QStringLiteral("Series"))->count(), 2);
        QCOMPARE(m_scans->view().stack()->count(), std::size_t{1});
    }

    /// A masked image under another patient's header: both names stand side by side, nothing is shown before
    /// a person says whose it is, and the question goes with the image that it is about.
    void aHeaderOfAnotherPatientIsAskedAbout() {
        const auto folder = m_ward->root / "masked";
        std::filesystem::create_directory(folder);
        const auto forged = folder / "forged.dcm";
        QVERIFY(writeUnderAnotherHeader(writeSlice(m_ward->root, 1), forged));
        const auto third = writeSlice(folder, 3, "Berg^Ida", "MRN-3");
        m_scans->open({QString::fromStdString(forged.string())});
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-9");
        auto* card = m_scans->findChild<ui::RestoreCard*>();
        QVERIFY(card->isHidden());
        const auto ask = [&] {
            QTest::mouseClick(test::begins<QPushButton>(*m_scans, QStringLiteral("Show the original")),
                              Qt::LeftButton);
        };
        ask();
        QTRY_VERIFY(card->isVisible());
        const auto says = [card](const char* who) {
            return std::ranges::any_of(card->findChildren<QLabel*>(), [who](QLabel* label) {
                return label->isVisible() && label->text().contains(QString::fromUtf8(who));
            });
        };
        for (const char* who : {"Kim Haddad", "MRN-9", "Amal Rossi", "MRN-7"})
            QVERIFY2(says(who), who);
        QVERIFY(!slice()->info.restored);
        test::begins<QPushButton>(*card, QStringLiteral("Leave it sealed"))->click();
        QVERIFY(card->isHidden() && !slice()->info.restored);
        // Another image, and the question is gone; a late answer does not bring it back.
        ask();
        QTRY_VERIFY(card->isVisible());
        m_scans->open({QString::fromStdString(third.string())});
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-3");
        QVERIFY(card->isHidden());
        auto* list = test::begins<QListWidget>(*m_scans, QStringLiteral("Series"));
        list->setCurrentRow(0, QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-9");
        ask();
        list->setCurrentRow(1, QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-3");
        QTest::qWait(1500);
        QVERIFY(card->isHidden() && !slice()->info.restored);
        // A word for the original, and it is its own patient's.
        list->setCurrentRow(0, QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-9");
        ask();
        QTRY_VERIFY(card->isVisible());
        test::begins<QPushButton>(*card, QStringLiteral("Restore it as"))->click();
        QTRY_VERIFY(slice() != nullptr && slice()->info.restored);
        QCOMPARE(slice()->info.patientId, std::string("MRN-7"));
        QVERIFY(card->isHidden());
        m_window.reset();
        auto session = m_ward->enter("Jonas").value();
        QVERIFY(std::ranges::any_of(app::Audit(*session).newest(0, 50).value(), [](const auto& row) {
            return row.action == "restored" && row.note.find("MRN-7") != std::string::npos &&
                   row.note.find("MRN-9") != std::string::npos;
        }));
    }

    /// The word holds for the file as it was: under a third header it is asked again.
    void aWordForOneHeaderIsNoneForAnother() {
        const auto forged = m_ward->root / "forged.dcm";
        const auto own = writeSlice(m_ward->root, 1);
        QVERIFY(writeUnderAnotherHeader(own, forged));
        m_scans->open({QString::fromStdString(forged.string())});
        QTRY_VERIFY(slice() != nullptr && slice()->info.patientId == "MRN-9");
        auto* card = m_scans->findChild<ui::RestoreCard*>();
        auto* show = test::begins<QPushButton>(*m_scans, QStringLiteral("Show the original"));
        QTest::mouseClick(show, Qt::LeftButton);
        QTRY_VERIFY(card->isVisible());
        // While the question stands, the file becomes a third patient's.
        QVERIFY(replaceIn(forged, "MRN-9", "MRN-4"));
        test::begins<QPushButton>(*card, QStringLiteral("Restore it as"))->click();
        QTRY_VERIFY(card->isVisible());
        QVERIFY(!slice()->info.restored);
        QVERIFY(std::ranges::any_of(card->findChildren<QLabel*>(), [](QLabel* label) {
            return label->text().contains(QStringLiteral("MRN-4"));
        }));
    }

    /// Reports and damaged files have patients, too.
    void theGuardAsksEveryDicomFile() {
        const auto folder = m_ward->root / "guard";
        std::filesystem::create_directory(folder);
        DcmFileFormat report;
        (void)report.getDataset()->putAndInsertString(DCM_SOPClassUID, UID_BasicTextSRStorage);
        (void)report.getDataset()->putAndInsertString(DCM_SOPInstanceUID, "1.2.3.9");
        (void)report.getDataset()->putAndInsertString(DCM_PatientName, "Berg^Ida");
        (void)report.getDataset()->putAndInsertString(DCM_PatientID, "MRN-9");
        const auto text = folder / "report.dcm";
        QVERIFY(report.saveFile(text.c_str(), EXS_LittleEndianExplicit).good());
        const auto slice = writeSlice(folder, 1);
        const auto cut = folder / "cut.dcm";
        std::filesystem::copy_file(slice, cut);
        std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 500);
        const auto broken = folder / "broken.dcm";
        std::filesystem::copy_file(slice, broken);
        std::filesystem::resize_file(broken, 150);

        auto amal = m_ward->enter("Amal").value();
        app::Compose compose(*amal);
        app::Letter letter;
        letter.patient = {true, "MRN-7", "Amal Rossi"};
        const auto other = [&](const Path& file) {
            letter.files = {file};
            return compose.checkPatient(letter, m_task).value().others;
        };
        QVERIFY(other(slice).empty());
        QCOMPARE(other(text).at(0).id, std::string("MRN-9"));
        QVERIFY(other(cut).empty());
        QVERIFY(other(broken).at(0).id.empty());
        letter.patient.id = "MRN-8";
        QCOMPARE(other(cut).at(0).id, std::string("MRN-7"));
    }

    /// A wrapping that nobody looks into stands on a card with its name and the reason, and holds the letter
    /// back until a person has spoken.
    void theWindowSaysWhyNobodyCanTell() {
        const auto file = m_ward->root / "scans.zip";
        QVERIFY(base::writeWholeFile(base::systemFileSystem(), file,
                                     base::asBytes(std::string_view("PK\x03\x04")))
                    .has_value());
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(m_ward->enter("Amal").value());
        ui::PatientCard card(*lane);
        app::Letter letter;
        letter.files = {file};
        card.look(std::make_shared<const app::Letter>(letter));
        QCheckBox* word = nullptr;
        QTRY_VERIFY((word = test::begins<QCheckBox>(card, QStringLiteral("I have checked"))) != nullptr);
        QVERIFY(!card.isResolved());
        const auto says = [&card](const QString& what) {
            return std::ranges::any_of(card.findChildren<QLabel*>(),
                                       [&](QLabel* label) { return label->text().contains(what); });
        };
        QVERIFY(says(QStringLiteral("scans.zip")) && says(QStringLiteral("compressed or an archive")));
        QVERIFY(word->accessibleDescription().contains(QStringLiteral("compressed or an archive")));
        word->setChecked(true);
        QVERIFY(card.isResolved());
        QCOMPARE(card.confirmed().size(), std::size_t{1});
    }

    /// "I have checked" is said of two patients and one set of files: nothing else gets through with it.
    void aWordHoldsForOnePairAndOneSetOfFiles() {
        const auto folder = m_ward->root / "guard";
        std::filesystem::create_directory(folder);
        const auto own = writeSlice(folder, 1);
        const auto karim = writeSlice(folder, 2, "Haddad^Karim", "MRN-9");
        const auto ida = folder / "ida.json";
        QVERIFY(base::writeWholeFile(
            base::systemFileSystem(), ida,
            base::asBytes(
                std::string_view("{\"resourceType\":\"Patient\",\"identifier\":[{\"value\":\"MRN-3\"}],"
                                 "\"name\":[{\"family\":\"Berg\",\"given\":[\"Ida\"]}]}"))));
        auto amal = m_ward->enter("Amal").value();
        app::Compose compose(*amal);
        app::Letter letter;
        letter.recipients = {app::Contacts(*amal).resolve("Jonas").value().id};
        letter.patient = {true, "MRN-7", "Amal Rossi"};
        const std::string_view text = "See the film";
        letter.text.assign(text.begin(), text.end());
        letter.files = {own, karim};
        QCOMPARE(compose.send(letter, m_task).error().code, base::ErrorCode::kPatientMismatch);
        auto check = compose.checkPatient(letter, m_task).value();
        QCOMPARE(check.others.size(), std::size_t{1});
        QCOMPARE(check.others[0].name, std::string("Karim Haddad"));
        letter.confirmed = app::confirmationOf(letter.patient, check);
        // A third patient's record joins: FHIR, told by its content.
        letter.files.push_back(ida);
        QCOMPARE(compose.send(letter, m_task).error().code, base::ErrorCode::kPatientMismatch);
        QCOMPARE(compose.checkPatient(letter, m_task).value().others.size(), std::size_t{2});
        // The message becomes another patient's.
        letter.files.pop_back();
        letter.patient = {true, "MRN-8", "Ida Berg"};
        QCOMPARE(compose.send(letter, m_task).error().code, base::ErrorCode::kPatientMismatch);
        letter.patient = {true, "MRN-7", "Amal Rossi"};
        // The file under the same name becomes another patient's.
        writeSlice(folder, 2, "Berg^Ida", "MRN-3");
        QCOMPARE(compose.send(letter, m_task).error().code, base::ErrorCode::kPatientMismatch);
        // Word for the first of two only.
        letter.files = {own, karim, ida};
        check = compose.checkPatient(letter, m_task).value();
        letter.confirmed = app::confirmationOf(letter.patient, check);
        letter.confirmed.pop_back();
        QCOMPARE(compose.send(letter, m_task).error().code, base::ErrorCode::kPatientMismatch);
        letter.confirmed = app::confirmationOf(letter.patient, check);
        QVERIFY(compose.send(letter, m_task).has_value());
    }

    void travelsWithItsPatient() {
        openSeries(1);
        m_scans->findChild<QTabWidget*>()->setCurrentIndex(3);
        auto* send = test::begins<QPushButton>(*m_scans, QStringLiteral("Send Amal Rossi"));
        QTRY_VERIFY(send != nullptr && send->isEnabled());
        QTest::mouseClick(send, Qt::LeftButton);
        auto* compose = m_window->findChild<ui::ComposePlace*>();
        QTRY_VERIFY(compose->isVisible());
        auto* name = test::begins<QLineEdit>(*compose, QStringLiteral("Patient name"));
        QCOMPARE(name->text(), QStringLiteral("Amal Rossi"));
        name->setText(QStringLiteral("Somebody Else"));
        Q_EMIT name->editingFinished();
        // Both names stand side by side, and nothing goes out until a person has spoken.
        auto* people = test::begins<QListWidget>(*compose, QStringLiteral("Recipients"));
        QTRY_VERIFY(people->count() == 1 && people->item(0)->flags().testFlag(Qt::ItemIsUserCheckable));
        people->item(0)->setCheckState(Qt::Checked);
        QCheckBox* word = nullptr;
        QTRY_VERIFY((word = test::begins<QCheckBox>(*compose, QStringLiteral("I have checked"))) != nullptr);
        auto* out = test::buttonWith(*compose, QStringLiteral("Send to Amal, about Somebody Else"));
        QVERIFY(out != nullptr && !out->isEnabled());
        const auto shows = [compose](const QString& who) {
            return std::ranges::any_of(compose->findChildren<QLabel*>(), [who](QLabel* label) {
                return label->isVisible() && label->text().contains(who) &&
                       label->text().contains(QStringLiteral("MRN-7"));
            });
        };
        QVERIFY(shows(QStringLiteral("Amal Rossi")) && shows(QStringLiteral("Somebody Else")));
        word->setChecked(true);
        QVERIFY(out->isEnabled());
        // Another letter of the name, and the word is gone.
        name->setText(QStringLiteral("Somebody Elsa"));
        QVERIFY(!test::buttonWith(*compose, QStringLiteral("Send to Amal"))->isEnabled());
        QTRY_VERIFY((word = test::begins<QCheckBox>(*compose, QStringLiteral("I have checked"))) != nullptr &&
                    !word->isChecked());
        // The scan's own patient resolves it.
        QTRY_VERIFY(test::buttonWith(*compose, QStringLiteral("The message is about")) != nullptr);
        test::buttonWith(*compose, QStringLiteral("The message is about"))->click();
        QTRY_VERIFY(
            test::buttonWith(*compose, QStringLiteral("Send to Amal, about Amal Rossi"))->isEnabled());
    }
};

QTEST_MAIN(TestScanPatients)
#include "test_scan_patients.moc"
