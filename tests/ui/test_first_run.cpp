// The first run by keyboard alone: the focus is always on something one sees, Enter goes on, and a new
// profile is told nothing about an earlier kit.
#include <QApplication>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QtTest>

#include "core/base/file_system.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/shell/main_window.h"
#include "ui/start/recovery_sheet.h"
#include "ui/start/start_pages.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {

QString focused() {
    const auto* widget = QApplication::focusWidget();
    if (const auto* choice = qobject_cast<const QAbstractButton*>(widget))
        return choice->text();
    return widget == nullptr ? QString() : widget->accessibleName();
}
void type(const QString& text) {
    QTest::keyClicks(QApplication::focusWidget(), text);
}
void press(Qt::Key key) {
    QTest::keyClick(QApplication::focusWidget(), key);
}

QString wordsOn(ui::MainWindow& window) {
    QString words;
    auto* grid = test::named<ui::WordGrid>(window, u"Recovery words"_s);
    for (int i = 1; grid != nullptr && i <= 12; ++i) {
        for (const auto* word : grid->findChildren<QLabel*>()) {
            if (word->text().startsWith(QString::number(i) + u". "_s))
                words += word->text().section(u' ', 1) + u' ';
        }
    }
    return words;
}

/// What the banners say that are seen.
QString said(ui::MainWindow& window) {
    QString text;
    for (const auto* banner : window.findChildren<ui::Banner*>()) {
        if (banner->isVisible())
            text += banner->accessibleName() + u' ' + banner->accessibleDescription();
    }
    return text;
}

}  // namespace

class TestFirstRun : public QObject {
    Q_OBJECT
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<ui::MainWindow> m_window;

    /// Once around with Tab: each stop is a control, never the page itself.
    void tabOnceAround() {
        const auto* first = QApplication::focusWidget();
        QVERIFY(first != nullptr);
        for (int i = 0; i < 40; ++i) {
            press(Qt::Key_Tab);
            auto* here = QApplication::focusWidget();
            QVERIFY2(here != nullptr && qobject_cast<QScrollArea*>(here) == nullptr && here->isVisible(),
                     here == nullptr ? "nothing" : here->metaObject()->className());
            if (here == first)
                return;
        }
        QFAIL("Tab does not come around");
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(ui::ThemeKind::kLight); }
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_window = std::make_unique<ui::MainWindow>(m_ward->root / "mine");
        m_window->QWidget::show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() {
        m_window.reset();
        m_ward.reset();
    }

    void theFirstPageHasItsButtonUnderTheFinger() {
        QTRY_COMPARE(focused(), u"Create my profile"_s);
        tabOnceAround();
        press(Qt::Key_Return);
        QTRY_COMPARE(focused(), u"Your name"_s);
        tabOnceAround();
        press(Qt::Key_Backtab);
        QTRY_COMPARE(focused(), u"Back"_s);
        press(Qt::Key_Enter);
        QTRY_COMPARE(focused(), u"Create my profile"_s);
    }

    void fourStepsWithEnter() {
        press(Qt::Key_Return);
        QTRY_COMPARE(focused(), u"Your name"_s);
        // Nothing to go on with yet.
        press(Qt::Key_Return);
        QCOMPARE(focused(), u"Your name"_s);
        type(u"Zoe Lambert"_s);
        press(Qt::Key_Return);
        QTRY_COMPARE(focused(), u"Passphrase"_s);
        // Back, and what was typed is still there.
        auto* back = test::buttonWith(*m_window, u"Back"_s);
        QVERIFY(back != nullptr);
        back->setFocus();
        press(Qt::Key_Return);
        QTRY_COMPARE(focused(), u"Your name"_s);
        QCOMPARE(test::named<QLineEdit>(*m_window, u"Your name"_s)->text(), u"Zoe Lambert"_s);
        press(Qt::Key_Return);
        QTRY_COMPARE(focused(), u"Passphrase"_s);
        tabOnceAround();
        type(u"seven otters paddle northwest"_s);
        press(Qt::Key_Return);
        QTRY_COMPARE(focused(), u"Passphrase again"_s);
        type(u"seven otters paddle northwest"_s);
        press(Qt::Key_Return);
        // The kit is to be made, not put off.
        QTRY_COMPARE_WITH_TIMEOUT(focused(), u"Print…"_s, 30000);
        const auto words = wordsOn(*m_window);
        QCOMPARE(words.simplified().split(u' ').size(), 12);
        auto* typed = test::named<QPlainTextEdit>(*m_window, u"Type the twelve words from your print-out"_s);
        typed->setPlainText(u"abacus abdomen"_s);
        auto* check = test::buttonWith(*m_window, u"Check that it opens"_s);
        check->setFocus();
        press(Qt::Key_Return);
        QTRY_VERIFY(said(*m_window).contains(u"These are not the words above"_s));
        QVERIFY2(!said(*m_window).contains(u"earlier kit"_s), qPrintable(said(*m_window)));
        QVERIFY(test::buttonWith(*m_window, u"Later, in Settings"_s) != nullptr);
        typed->setPlainText(words);
        check->setFocus();
        press(Qt::Key_Return);
        QTRY_VERIFY(said(*m_window).contains(u"They open your vault"_s));
        QVERIFY2(!said(*m_window).contains(u"earlier kit"_s), qPrintable(said(*m_window)));
        QTRY_COMPARE(focused(), u"Continue"_s);
        QVERIFY(test::buttonWith(*m_window, u"Later, in Settings"_s) == nullptr);
        press(Qt::Key_Return);
        QTRY_COMPARE(focused(), u"Join a shared folder…"_s);
        auto* later = test::buttonWith(*m_window, u"Later, in Settings"_s);
        QVERIFY(later != nullptr);
        later->setFocus();
        press(Qt::Key_Return);
        QTRY_VERIFY(m_window->shell() != nullptr);
    }

    /// A kit that replaces one says what becomes of that.
    void aSecondKitNamesTheFirst() {
        auto session = m_ward->admit("Jonas");
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(session));
        m_window = std::make_unique<ui::MainWindow>(m_ward->root / "Jonas");
        m_window->show(std::move(lane));
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->shell()->goTo(7);
        QTRY_VERIFY(test::buttonWith(*m_window, u"Make a new recovery kit"_s) != nullptr);
        test::buttonWith(*m_window, u"Make a new recovery kit"_s)->click();
        QTRY_COMPARE(focused(), u"Your passphrase"_s);
        type(QString::fromLatin1(test::Ward::kPassphrase.data(), test::Ward::kPassphrase.size()));
        press(Qt::Key_Return);
        // In the session that made the profile, too.
        QTRY_COMPARE_WITH_TIMEOUT(focused(), u"Print…"_s, 30000);
        test::buttonWith(*m_window, u"Check that it opens"_s)->click();
        QTRY_VERIFY(said(*m_window).contains(u"An earlier kit still opens"_s));
    }
};

QTEST_MAIN(TestFirstRun)
#include "test_first_run.moc"
