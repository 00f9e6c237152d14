// Hiding by the window: a cover is weighed and rehearsed, and real pictures and sounds carry real scans to
// another person, in both suites.
#include <QApplication>
#include <QImage>
#include <QMimeData>
#include <QProcess>
#include <QtTest>

#include "app/services/covers.h"
#include "app/services/fresh_cover.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "core/crypto/random.h"
#include "core/imaging/client/image_file.h"
#include "tests/support/test_data.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/places/compose_place.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {

QString soxed(const std::filesystem::path& from, const QString& to) {
    return QProcess::execute(u"sox"_s, {QString::fromStdString(from.string()), to}) == 0 ? to : QString();
}

void drop(QWidget& target, const QString& file) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    // As the desktop does it: nothing is dropped that did not enter before.
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
}

}  // namespace

class TestCovers : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    test::Ward m_ward;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::ComposePlace* m_compose = nullptr;
    QString m_photo;
    QStringList m_covers;
    QStringList m_scans;

    void write() {
        m_window->shell()->goTo(1);
        auto* people = test::named<QListWidget>(*m_window, u"Recipients"_s);
        QTRY_VERIFY(people != nullptr && people->count() == 1 &&
                    people->item(0)->flags().testFlag(Qt::ItemIsUserCheckable));
        people->item(0)->setCheckState(Qt::Checked);
    }

  private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(ui::ThemeKind::kLight);
        imaging::setDecoderProgram(MEDVEIL_DECODER);
        auto lab = m_ward.admit("Jonas");
        auto doctor = m_ward.admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            (void)app::Sync(*session).run(m_task);
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(lab));
        m_window = std::make_unique<ui::MainWindow>(m_ward.root / "Jonas");
        m_window->show(std::move(lane));
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_compose = m_window->findChild<ui::ComposePlace*>();
        m_photo = m_ward.m_folder.filePath(u"photo.png"_s);
        QImage picture(1000, 800, QImage::Format_RGB888);
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                picture.setPixelColor(x, y,
                                      QColor(int(QRandomGenerator::global()->bounded(50)) + x / 8,
                                             int(QRandomGenerator::global()->bounded(50)) + y / 8, 90));
        QVERIFY(picture.save(m_photo));
        const auto photos = test::dataFiles("photos", ".png");
        const auto recordings = test::dataFiles("audio", ".ogg");
        if (photos.size() > 2 && recordings.size() > 1) {
            m_covers << QString::fromStdString(photos[0].string()) << m_ward.m_folder.filePath(u"x.jpg"_s)
                     << soxed(recordings[0], m_ward.m_folder.filePath(u"x.wav"_s))
                     << soxed(recordings[1], m_ward.m_folder.filePath(u"x.flac"_s));
            QVERIFY(QImage(QString::fromStdString(photos[1].string())).save(m_covers[1], "JPG", 90));
        }
        for (const auto& scan : test::dataFiles("dicom", ".dcm"))
            m_scans << QString::fromStdString(scan.string());
    }

    /// A photograph gives covers that are new each time, smaller, and of nothing but pixels.
    void aCoverIsMadeOfAPhotograph() {
        const auto large = m_ward.m_folder.filePath(u"large.jpg"_s);
        auto photo = QImage(m_photo).scaled(1200, 960);
        photo.setText(u"Comment"_s, u"taken in ward 7"_s);
        QVERIFY(photo.save(large, "JPG", 90));
        auto* panel = m_compose->findChild<ui::CoverPanel*>();
        QList<QImage> made;
        for (const auto* name : {"one.png", "two.png", "three.png"}) {
            const auto cover = m_ward.m_folder.filePath(QLatin1String(name));
            panel->make(large, cover);
            QTRY_VERIFY_WITH_TIMEOUT(panel->cover() && panel->cover()->string() == cover.toStdString(),
                                     20'000);
            made << QImage(cover);
            QVERIFY(made.back().width() > 380 && made.back().width() <= 400 &&
                    made.back().textKeys().isEmpty());
            QVERIFY(app::coverCapacity(cover.toStdString(), m_task)->fitBytes > 1000);
        }
        // One place of 2304 may come twice, hardly three times.
        QVERIFY(made[0] != made[1] || made[1] != made[2]);
        QCOMPARE(
            app::makeCover(large.toStdString(), m_ward.m_folder.filePath(u"one.png"_s).toStdString(), m_task)
                .error()
                .code,
            base::ErrorCode::kAlreadyExists);
        const auto small = m_ward.m_folder.filePath(u"tiny.png"_s);
        QVERIFY(QImage(m_photo).copy(0, 0, 450, 400).save(small));
        const auto refused = m_ward.m_folder.filePath(u"no.png"_s);
        QCOMPARE(app::makeCover(small.toStdString(), refused.toStdString(), m_task).error().code,
                 base::ErrorCode::kCoverTooSmall);
        QVERIFY(!QFile::exists(refused));
        panel->setCover({});
    }

    void aCoverIsMadeOfARecording() {
        constexpr quint32 kRate = 44100;
        constexpr quint32 kBytes = kRate * 12 * 2;
        const auto source = m_ward.m_folder.filePath(u"round.wav"_s);
        QFile file(source);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QDataStream out(&file);
        out.setByteOrder(QDataStream::LittleEndian);
        out.writeRawData("RIFF", 4);
        out << quint32{36 + kBytes};
        out.writeRawData("WAVEfmt ", 8);
        out << quint32{16} << quint16{1} << quint16{1} << kRate << quint32{kRate * 2} << quint16{2}
            << quint16{16};
        out.writeRawData("data", 4);
        out << kBytes;
        for (quint32 i = 0; i < kBytes / 2; ++i)
            out << static_cast<qint16>(crypto::randomBelow(2000));
        file.close();
        auto* panel = m_compose->findChild<ui::CoverPanel*>();
        const auto cover = m_ward.m_folder.filePath(u"round-cover.flac"_s);
        panel->make(source, cover);
        QTRY_VERIFY_WITH_TIMEOUT(panel->cover() && panel->cover()->string() == cover.toStdString(), 20'000);
        QVERIFY(app::coverCapacity(cover.toStdString(), m_task)->fitBytes > 1000);
        const auto wrong = m_ward.m_folder.filePath(u"round-cover.png"_s);
        QCOMPARE(app::makeCover(source.toStdString(), wrong.toStdString(), m_task).error().code,
                 base::ErrorCode::kInvalidArgument);
        QVERIFY(!QFile::exists(wrong));
        panel->setCover({});
    }

    void coversAreWeighedAndRehearsed() {
        write();
        auto* panel = m_compose->findChild<ui::CoverPanel*>();
        auto* bar = panel->findChild<ui::CapacityBar*>();
        const auto small = m_ward.m_folder.filePath(u"small.png"_s);
        QVERIFY(QImage(m_photo).copy(0, 0, 450, 400).save(small));
        panel->choose({small, m_photo});
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 60'000);
        QCOMPARE(QString::fromStdString(panel->cover()->string()), m_photo);
        QVERIFY(bar->accessibleDescription().contains(u"hard to notice"_s));
        // The patient is not named yet: what is asked of the cover does not depend on it.
        auto* look = test::buttonWith(*m_window, u"Show what would change"_s);
        QVERIFY(look != nullptr);
        look->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            test::named<QLabel>(*m_window, u"What would change, made visible"_s) != nullptr, 30'000);
        QVERIFY(!test::named<QLabel>(*m_window, u"What would change, made visible"_s)->pixmap().isNull());
        QVERIFY(!test::named<QLabel>(*m_window, u"The cover"_s)->pixmap().isNull());
        bool said = false;
        for (auto* label : panel->findChildren<QLabel*>())
            said |= label->isVisible() && label->text().contains(u"would change, each value by one step"_s);
        QVERIFY(said);
        test::buttonWith(*m_window, u"No cover"_s)->click();
        QVERIFY(!panel->cover() && !bar->isVisible());
        // What cannot carry is said, with nothing chosen.
        const auto text = m_ward.m_folder.filePath(u"a.png"_s);
        QFile file(text);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no picture") > 0);
        file.close();
        panel->choose({text});
        QTRY_VERIFY_WITH_TIMEOUT(m_compose->findChild<ui::Banner*>()->isVisible(), 10'000);
        panel->setCover({});
    }

    void realFilesArrive() {
        for (qsizetype i = 0; i < m_covers.size() && !m_scans.isEmpty(); ++i) {
            write();
            const auto& scan = m_scans[i * 11 % m_scans.size()];
            test::named<QLineEdit>(*m_window, u"Patient number"_s)->setText(u"MRN-%1"_s.arg(i));
            test::named<QLineEdit>(*m_window, u"Patient name"_s)->setText(u"Ida Berg"_s);
            test::named<QPlainTextEdit>(*m_window, u"Confidential message"_s)
                ->setPlainText(u"See the film"_s);
            test::named<QComboBox>(*m_window, u"Encryption"_s)->setCurrentIndex(static_cast<int>(i % 2));
            drop(*m_compose, scan);
            m_compose->findChild<ui::CoverPanel*>()->choose({m_covers[i]});
            QTRY_VERIFY_WITH_TIMEOUT(m_compose->findChild<ui::CapacityBar*>()->isVisible(), 20'000);
            // Real scans are of somebody else, or name nobody.
            QTRY_VERIFY_WITH_TIMEOUT(!m_window->shell()->lane().isBusy(), 20'000);
            if (auto* sure = test::buttonWith(*m_window, u"I have checked"_s))
                sure->click();
            auto* send = test::buttonWith(*m_window, u"Send to Amal, about Ida Berg"_s);
            QTRY_VERIFY(send != nullptr && send->isEnabled());
            send->click();
            QTRY_VERIFY_WITH_TIMEOUT(test::named<QListView>(*m_window, u"Sent messages"_s) != nullptr,
                                     60'000);
            QTRY_VERIFY_WITH_TIMEOUT(!m_window->shell()->lane().isBusy(), 60'000);

            auto doctor = m_ward.enter("Amal").value();
            QCOMPARE(app::Sync(*doctor).run(m_task)->received, std::size_t{1});
            app::Mailbox mailbox(*doctor);
            const auto rows = mailbox.page(app::Folder::kInbox, {}, 1).value();
            const auto message = mailbox.open(rows.front().number).value();
            QCOMPARE(message.patient.id, "MRN-" + std::to_string(i));
            QCOMPARE(message.attachments.size(), std::size_t{1});
            const auto bytes = mailbox.attachmentBytes(rows.front().number, 0, 1 << 28).value();
            QFile original(scan);
            QVERIFY(original.open(QIODevice::ReadOnly));
            const auto expected = original.readAll();
            QCOMPARE(bytes.size(), static_cast<std::size_t>(expected.size()));
            QVERIFY(std::memcmp(bytes.data(), expected.constData(), bytes.size()) == 0);
        }
        qInfo("%lld covers", static_cast<long long>(m_covers.size()));
    }
};

QTEST_MAIN(TestCovers)
#include "test_covers.moc"
