// The window as a person uses it: first run, unlock, compose, send, open, lock; names for screen readers;
// contrast.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTextEdit>
#include <QtTest>

#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/shell/main_window.h"
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
        QLabel* words = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(
            (words = test::named<QLabel>(window, QStringLiteral("Recovery words"))) != nullptr &&
                !words->text().isEmpty(),
            30000);
        auto* typed =
            test::named<QPlainTextEdit>(window, QStringLiteral("Type the twelve words from your print-out"));
        auto* done = test::buttonWith(window, QStringLiteral("Continue"));
        QVERIFY(!done->isEnabled());
        typed->setPlainText(QStringLiteral("abacus abdomen"));
        QTest::mouseClick(test::buttonWith(window, QStringLiteral("Check that it opens")), Qt::LeftButton);
        QTest::qWait(300);
        QVERIFY(!done->isEnabled());
        typed->setPlainText(QString(words->text()).remove(QRegularExpression(QStringLiteral("[0-9.]"))));
        QTest::mouseClick(test::buttonWith(window, QStringLiteral("Check that it opens")), Qt::LeftButton);
        QTRY_VERIFY(done->isEnabled());
        QTest::mouseClick(done, Qt::LeftButton);
        QTest::mouseClick(test::buttonWith(window, QStringLiteral("Later, in Settings")), Qt::LeftButton);
        QTRY_VERIFY(window.shell() != nullptr);
        QVERIFY(app::Session::exists(folder));
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
        QVERIFY(send != nullptr && send->isEnabled());
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
