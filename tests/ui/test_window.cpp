// The window as a person uses it: first run, unlock, compose, send, open, lock; names for screen readers;
// contrast.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTextEdit>
#include <QtTest>

#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/shell/main_window.h"
#include "ui/start/recovery_sheet.h"
#include "ui/start/start_pages.h"
#include "ui/theme/theme.h"

using namespace medveil;

namespace {

std::unique_ptr<app::SessionLane> laneOf(std::unique_ptr<app::Session> session) {
    auto lane = std::make_unique<app::SessionLane>();
    lane->adopt(std::move(session));
    return lane;
}

}  // namespace

class TestWindow : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;

    /// Two people who know each other; the second one's session is closed again.
    std::unique_ptr<app::Session> meet(test::Ward& ward) {
        auto lab = ward.admit("Jonas");
        auto doctor = ward.admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            (void)app::Sync(*session).run(m_task);
        (void)test::Ward::introduce({lab.get(), doctor.get()});
        return lab;
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(ui::ThemeKind::kLight); }

    void firstRun() {
        test::Ward ward;
        const auto folder = ward.root / "mine";
        ui::MainWindow window(folder);
        window.QWidget::show();
        QTest::mouseClick(test::buttonWith(window, QStringLiteral("Create my profile")), Qt::LeftButton);
        QTRY_VERIFY(test::named<QLineEdit>(window, QStringLiteral("Your name")) != nullptr);
        auto* next = test::buttonWith(window, QStringLiteral("Continue"));
        QVERIFY(!next->isEnabled());
        QTest::keyClicks(test::named<QLineEdit>(window, QStringLiteral("Your name")),
                         QStringLiteral("Zoe Lambert"));
        QTest::mouseClick(next, Qt::LeftButton);
        auto* passphrase = test::named<QLineEdit>(window, QStringLiteral("Passphrase"));
        auto* again = test::named<QLineEdit>(window, QStringLiteral("Passphrase again"));
        auto* make = test::buttonWith(window, QStringLiteral("Create my profile"));
        // A weak one cannot be had, however often it is typed.
        QTest::keyClicks(passphrase, QStringLiteral("password123"));
        QTest::keyClicks(again, QStringLiteral("password123"));
        QVERIFY(!make->isEnabled());
        passphrase->clear();
        again->clear();
        QTest::keyClicks(passphrase, QStringLiteral("seven otters paddle northwest"));
        QTest::keyClicks(again, QStringLiteral("seven otters paddle northwes"));
        QVERIFY(!make->isEnabled());
        QTest::keyClicks(again, QStringLiteral("t"));
        QVERIFY(make->isEnabled());
        QTest::keyClick(again, Qt::Key_Return);
        // The recovery kit is shown, and only its own words pass the check.
        ui::WordGrid* grid = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(
            (grid = test::named<ui::WordGrid>(window, QStringLiteral("Recovery words"))) != nullptr &&
                grid->findChildren<QLabel*>().size() == 12,
            30000);
        QString words;
        for (int i = 1; i <= 12; ++i) {
            for (const auto* word : grid->findChildren<QLabel*>()) {
                if (word->text().startsWith(QString::number(i) + QStringLiteral(". ")))
                    words += word->text() + QLatin1Char(' ');
            }
        }
        auto* typed =
            test::named<QPlainTextEdit>(window, QStringLiteral("Type the twelve words from your print-out"));
        auto* done = test::buttonWith(window, QStringLiteral("Continue"));
        QVERIFY(!done->isEnabled());
        typed->setPlainText(QStringLiteral("abacus abdomen"));
        QTest::mouseClick(test::buttonWith(window, QStringLiteral("Check that it opens")), Qt::LeftButton);
        QTest::qWait(300);
        QVERIFY(!done->isEnabled());
        typed->setPlainText(QString(words).remove(QRegularExpression(QStringLiteral("[0-9.]"))));
        QTest::mouseClick(test::buttonWith(window, QStringLiteral("Check that it opens")), Qt::LeftButton);
        QTRY_VERIFY(done->isEnabled());
        QTest::mouseClick(done, Qt::LeftButton);
        QTest::mouseClick(test::buttonWith(window, QStringLiteral("Later, in Settings")), Qt::LeftButton);
        QTRY_VERIFY(window.shell() != nullptr);
        QVERIFY(app::Session::exists(folder));
    }

    void theDesktopsColoursStayUntilOthersAreChosen() {
        test::Ward ward;
        auto lane = laneOf(meet(ward));
        auto* session = lane.get();
        ui::applyTheme(ui::ThemeKind::kDark);
        ui::MainWindow window(ward.root / "Jonas");
        window.show(std::move(lane));
        // The title comes with the settings.
        QTRY_VERIFY(window.windowTitle().startsWith(QStringLiteral("Jonas")));
        QVERIFY(ui::currentTheme() == ui::ThemeKind::kDark);
        bool stored = false;
        session->ask(
            &window,
            [](app::Session& open, base::TaskContext&) {
                return open.setSetting("theme", "contrast").has_value();
            },
            [&stored](bool done) { stored = done; });
        QTRY_VERIFY(stored);
        window.lock();
        // The profile is free when its session is closed.
        auto again = ward.enter("Jonas");
        QTRY_VERIFY(again || (again = ward.enter("Jonas")));
        window.show(laneOf(std::move(*again)));
        QTRY_VERIFY(ui::currentTheme() == ui::ThemeKind::kHighContrast);
        ui::applyTheme(ui::ThemeKind::kLight);
    }

    /// 640 pixels of window leave about 400 for the words; at 200 % every letter is twice as wide.
    void allTwelveWordsAreShownWhole_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("zoom");
        for (const int width : {380, 560, 900})
            for (const double zoom : {1.0, 2.0})
                QTest::addRow("%d pixels at %d %%", width, static_cast<int>(zoom * 100)) << width << zoom;
    }
    void allTwelveWordsAreShownWhole() {
        QFETCH(int, width);
        QFETCH(double, zoom);
        const auto usual = QApplication::font();
        auto large = usual;
        large.setPointSizeF(usual.pointSizeF() * zoom);
        QApplication::setFont(large);
        QScrollArea page;
        page.setWidgetResizable(true);
        auto* grid = new ui::WordGrid;
        page.setWidget(grid);
        QStringList words;
        for (int i = 0; i < 12; ++i)
            words += QStringLiteral("immaterial");
        grid->setWords(words);
        page.resize(width, 500);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QTest::qWait(50);
        const auto labels = grid->findChildren<QLabel*>();
        QCOMPARE(labels.size(), 12);
        for (const auto* word : labels) {
            QVERIFY(word->isVisible());
            QVERIFY(word->width() >= word->fontMetrics().horizontalAdvance(word->text()));
            QVERIFY(word->height() >= word->fontMetrics().height());
            QVERIFY2(word->geometry().right() < page.viewport()->width(), qPrintable(word->text()));
        }
        QApplication::setFont(usual);
    }

    void composeSendOpenLock() {
        test::Ward ward;
        ui::MainWindow window(ward.root / "Jonas");
        window.show(laneOf(meet(ward)));
        window.QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
        auto* people = test::named<QListWidget>(window, QStringLiteral("Recipients"));
        QTRY_VERIFY(people != nullptr && people->count() == 1 &&
                    people->item(0)->flags().testFlag(Qt::ItemIsUserCheckable));
        QVERIFY(!test::buttonWith(window, QStringLiteral("Choose who should receive it"))->isEnabled());
        people->setFocus();
        people->setCurrentRow(0);
        QTest::keyClick(people, Qt::Key_Space);
        QTRY_VERIFY(test::buttonWith(window, QStringLiteral("Name the patient")) != nullptr);
        QTest::keyClicks(test::named<QLineEdit>(window, QStringLiteral("Patient number")),
                         QStringLiteral("MRN-5"));
        QTest::keyClicks(test::named<QLineEdit>(window, QStringLiteral("Patient name")),
                         QStringLiteral("Ida Berg"));
        QTest::keyClicks(test::named<QPlainTextEdit>(window, QStringLiteral("Confidential message")),
                         QStringLiteral("See the film"));
        auto* send = test::buttonWith(window, QStringLiteral("Send to Amal, about Ida Berg"));
        QTRY_VERIFY(send != nullptr && send->isEnabled());
        QTest::mouseClick(send, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(test::named<QListView>(window, QStringLiteral("Sent messages")) != nullptr,
                                 10000);
        QTRY_VERIFY_WITH_TIMEOUT(!window.shell()->lane().isBusy(), 10000);

        auto doctor = ward.enter("Amal").value();
        QCOMPARE(app::Sync(*doctor).run(m_task)->received, std::size_t{1});
        ui::MainWindow other(ward.root / "Amal");
        other.show(laneOf(std::move(doctor)));
        other.QWidget::show();
        auto* inbox = test::named<QListView>(other, QStringLiteral("Received messages"));
        QTRY_VERIFY(inbox != nullptr && inbox->model()->rowCount() == 1);
        inbox->setFocus();
        QTest::keyClick(inbox, Qt::Key_Down);
        inbox->setCurrentIndex(inbox->model()->index(0, 0));
        QTRY_VERIFY(test::named<QLabel>(other, QStringLiteral("Message text")) != nullptr);
        QCOMPARE(test::named<QLabel>(other, QStringLiteral("Message text"))->text(),
                 QStringLiteral("See the film"));
        QVERIFY(test::named<QFrame>(other, QStringLiteral("Patient Ida Berg, number MRN-5")) != nullptr);

        QTest::keyClick(&other, Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(other.shell() == nullptr);
        // Nothing of the content is left in any widget.
        for (auto* label : other.findChildren<QLabel*>())
            QVERIFY(!label->text().contains(QStringLiteral("See the film")) &&
                    !label->text().contains(QStringLiteral("Ida")));
        auto* field = test::named<QLineEdit>(other, QStringLiteral("Passphrase"));
        QTest::keyClicks(field, QStringLiteral("wrong"));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY(other.findChild<ui::Banner*>()->isVisible());
        QVERIFY(other.shell() == nullptr);
        QTest::keyClicks(field,
                         QString::fromLatin1(test::Ward::kPassphrase.data(), test::Ward::kPassphrase.size()));
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(other.shell() != nullptr, 10000);
    }

    /// A page never shows what the list beside it no longer holds; Inbox finds received mail and Sent sent
    /// mail.
    void thePageFollowsTheList() {
        test::Ward ward;
        auto lab = meet(ward);
        auto doctor = ward.enter("Amal").value();
        const auto send = [this](app::Session& from, const std::string& to, const app::Patient& patient) {
            app::Letter letter;
            letter.recipients = {app::Contacts(from).resolve(to).value().id};
            letter.patient = patient;
            const std::string_view text = "See the film";
            letter.text.assign(text.begin(), text.end());
            QVERIFY(app::Compose(from).send(letter, m_task).has_value());
        };
        send(*lab, "Amal", {true, "2004", "Ida Berg"});
        send(*lab, "Amal", {true, "20044", "Karim Haddad"});
        send(*doctor, "Jonas", {true, "2004", "Ida Berg"});
        for (auto* session : {lab.get(), doctor.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        lab.reset();
        ui::MainWindow window(ward.root / "Amal");
        window.show(laneOf(std::move(doctor)));
        window.QWidget::show();
        auto* inbox = test::named<QListView>(window, QStringLiteral("Received messages"));
        QTRY_VERIFY(inbox != nullptr && inbox->model()->rowCount() == 2);
        auto* search = test::named<QLineEdit>(window, QStringLiteral("Search messages"));
        search->setText(QStringLiteral("Haddad"));
        QTRY_COMPARE(inbox->model()->rowCount(), 1);
        inbox->setCurrentIndex(inbox->model()->index(0, 0));
        QTRY_VERIFY(test::named<QLabel>(window, QStringLiteral("Message text")) != nullptr);
        // It stays while the list holds it, and goes with it.
        search->clear();
        QTRY_COMPARE(inbox->model()->rowCount(), 2);
        QVERIFY(test::named<QLabel>(window, QStringLiteral("Message text")) != nullptr);
        search->setText(QStringLiteral("Berg"));
        QTRY_COMPARE(inbox->model()->rowCount(), 1);
        QTRY_VERIFY(test::named<QLabel>(window, QStringLiteral("Message text")) == nullptr);
        QVERIFY(!inbox->model()
                     ->index(0, 0)
                     .data(Qt::AccessibleTextRole)
                     .toString()
                     .contains(QStringLiteral("Waiting")));
        // From the register: one whole number, in the folder that was asked for.
        window.shell()->goTo(5);
        auto* patients = test::named<QListWidget>(window, QStringLiteral("Patients"));
        QTRY_VERIFY(patients != nullptr && patients->count() == 2);
        test::named<QLineEdit>(window, QStringLiteral("Search patients"))->setText(QStringLiteral("2004"));
        QTRY_COMPARE(patients->count(), 1);
        patients->setCurrentRow(0);
        // The name has a correction, with a reason.
        QTRY_VERIFY(test::buttonWith(window, QStringLiteral("Correct this patient's name")) != nullptr);
        test::buttonWith(window, QStringLiteral("Correct this patient's name"))->click();
        auto* right = test::named<QLineEdit>(window, QStringLiteral("Right name"));
        QVERIFY(right != nullptr && right->text() == QStringLiteral("Ida Berg"));
        right->setText(QStringLiteral("Ida Lind"));
        auto* write = test::buttonWith(window, QStringLiteral("Number"));
        QVERIFY(write != nullptr && !write->isEnabled());
        test::named<QLineEdit>(window, QStringLiteral("Reason"))->setText(QStringLiteral("married"));
        QVERIFY(write->isEnabled());
        write->click();
        QTRY_VERIFY(patients->count() == 1 && patients->item(0)->text().contains(QStringLiteral("Ida Lind")));
        QTRY_VERIFY(test::buttonWith(window, QStringLiteral("1 sent message")) != nullptr);
        test::buttonWith(window, QStringLiteral("1 sent message"))->click();
        auto* sent = test::named<QListView>(window, QStringLiteral("Sent messages"));
        QTRY_VERIFY(sent != nullptr && sent->model()->rowCount() == 1);
        QTRY_VERIFY(test::buttonWith(window, QStringLiteral("Show all")) != nullptr);
    }

    void everyControlHasAName() {
        test::Ward ward;
        ui::MainWindow window(ward.root / "Jonas");
        window.show(laneOf(meet(ward)));
        window.QWidget::show();
        int checked = 0;
        for (int place = 0; place < window.shell()->placeCount(); ++place) {
            window.shell()->goTo(place);
            QTest::qWait(150);
            for (auto* widget : window.findChildren<QWidget*>()) {
                if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus ||
                    widget->objectName().startsWith(QStringLiteral("qt_")))
                    continue;
                const auto* choice = qobject_cast<QAbstractButton*>(widget);
                const auto name = widget->accessibleName() + (choice != nullptr ? choice->text() : QString());
                // Labels with selectable text speak for themselves.
                if (qobject_cast<QLabel*>(widget) != nullptr)
                    continue;
                QVERIFY2(!name.isEmpty(),
                         qPrintable(QStringLiteral("place %1: %2 %3")
                                        .arg(place)
                                        .arg(QLatin1String(widget->metaObject()->className()),
                                             widget->objectName())));
                ++checked;
            }
        }
        QVERIFY(checked > 60);
    }

    void contrast_data() {
        QTest::addColumn<int>("theme");
        for (int theme = 0; theme < 3; ++theme)
            QTest::addRow("theme %d", theme) << theme;
    }
    void contrast() {
        QFETCH(int, theme);
        const auto c = ui::coloursOf(static_cast<ui::ThemeKind>(theme));
        for (const auto& back : {c.window, c.surface, c.raised}) {
            QVERIFY(ui::contrast(c.text, back) >= 7);
            QVERIFY(ui::contrast(c.quiet, back) >= 4.5);
            for (const auto& signal : {c.good, c.warn, c.bad})
                QVERIFY(ui::contrast(signal, back) >= 4.5);
        }
        QVERIFY(ui::contrast(c.onAccent, c.accent) >= 4.5);
        for (const auto& back : {c.goodSurface, c.warnSurface, c.badSurface})
            QVERIFY(ui::contrast(c.text, back) >= 7);
    }

    void lanes() {
        app::Lane lane;
        int results = 0;
        {
            QObject owner;
            for (int i = 0; i < 50; ++i)
                lane.run(&owner, [i](base::TaskContext&) { return i; }, [&results](int) { ++results; });
            QTRY_COMPARE(results, 50);
            lane.run(
                &owner,
                [](base::TaskContext&) {
                    QThread::msleep(50);
                    return 1;
                },
                [&results](int) { ++results; });
        }
        // Its owner is gone: the result goes nowhere.
        QTest::qWait(150);
        QCOMPARE(results, 50);
        bool cancelled = false;
        lane.run(
            this,
            [](base::TaskContext& task) {
                while (!task.cancelled())
                    QThread::msleep(1);
                return true;
            },
            [&cancelled](bool done) { cancelled = done; });
        lane.run(
            this, [](base::TaskContext& task) { return task.cancelled(); },
            [&results](bool stopped) { results += stopped ? 1 : 1000; });
        lane.cancelAll();
        QTRY_VERIFY(cancelled);
        QTRY_COMPARE(results, 51);
    }
};

QTEST_MAIN(TestWindow)
#include "test_window.moc"
