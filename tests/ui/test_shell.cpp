// What the window says follows what happened, and the focus is where one looks: the share in Settings, the
// notice about strangers, the status text, places by number, the keys' banner, ticks and rings, dates from
// right to left.
#include <QApplication>
#include <QCheckBox>
#include <QListWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QTranslator>
#include <QTreeWidget>
#include <QtTest>
#include <filesystem>

#include "app/services/compose.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/scans/mask_panel.h"
#include "ui/shell/main_window.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {
enum Place { kInbox, kCompose, kSent, kScans, kPeople, kPatients, kAudit, kSettings };

bool says(QWidget& in, const QString& text) {
    for (const auto* label : in.findChildren<QLabel*>())
        if (label->isVisible() && label->text().contains(text))
            return true;
    return false;
}
/// Edges are smoothed.
bool hasColour(const QImage& image, const QColor& colour) {
    constexpr int kNear = 40;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (const auto here = image.pixelColor(x, y); std::abs(here.red() - colour.red()) +
                                                              std::abs(here.green() - colour.green()) +
                                                              std::abs(here.blue() - colour.blue()) <
                                                          kNear)
                return true;
    return false;
}
}  // namespace

class TestShell : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<app::Session> m_lab;
    std::unique_ptr<app::Session> m_doctor;
    std::unique_ptr<ui::MainWindow> m_window;

    void enter() {
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(m_doctor));
        m_window = std::make_unique<ui::MainWindow>(m_ward->root / "Amal");
        m_window->show(std::move(lane));
        m_window->resize(800, 600);
        m_window->QWidget::show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        settle();
    }
    void settle() {
        QTest::qWait(20);
        QTRY_VERIFY_WITH_TIMEOUT(
            !m_window->shell()->lane().isBusy() && !m_window->shell()->lane().shareLane().isBusy(), 20000);
    }
    void look() {
        QTest::keyClick(m_window.get(), Qt::Key_F5);
        settle();
    }
    void moveShare(bool away) {
        const auto here = m_ward->root / "share";
        const auto there = m_ward->root / "elsewhere";
        std::filesystem::rename(away ? here : there, away ? there : here);
    }
    QAbstractButton* status() {
        for (auto* each : m_window->findChildren<QAbstractButton*>())
            if (each->isVisible() && each->parentWidget()->objectName() == u"statusLine"_s &&
                each->text() != u"Cancel"_s)
                return each;
        return nullptr;
    }
    QWidget* page(int place) {
        auto* pages = m_window->shell()->findChild<QStackedWidget*>();
        return pages->widget(place);
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(ui::ThemeKind::kLight); }
    void init() {
        m_ward = std::make_unique<test::Ward>();
        m_lab = m_ward->admit("Jonas");
        m_doctor = m_ward->admit("Amal");
        QVERIFY(app::Sync(*m_lab).run(m_task).has_value());
        QVERIFY(app::Sync(*m_doctor).run(m_task).has_value());
    }
    void cleanup() {
        m_window.reset();
        m_lab.reset();
        m_doctor.reset();
        m_ward.reset();
        ui::applyTheme(ui::ThemeKind::kLight);
    }

    void settingsFollowTheShare() {
        enter();
        look();
        m_window->shell()->goTo(kSettings);
        QTRY_VERIFY(says(*m_window, u"– reachable"_s));
        moveShare(true);
        look();
        QTRY_VERIFY(!says(*m_window, u"– reachable"_s));
        moveShare(false);
        look();
        QTRY_VERIFY(says(*m_window, u"– reachable"_s));
    }

    void theStatusTextDoesWhatItSays() {
        enter();
        look();
        QVERIFY(status() != nullptr);
        QTRY_VERIFY(status()->toolTip().contains(u"F5"_s));
        QTest::mouseClick(status(), Qt::LeftButton);
        settle();
        QVERIFY(page(kInbox)->isVisible());
        moveShare(true);
        look();
        QTRY_VERIFY2(status()->toolTip().contains(u"Settings"_s), qPrintable(status()->toolTip()));
        // Left at its end, Settings opens at the share all the same.
        m_window->shell()->goTo(kSettings);
        settle();
        auto* area = page(kSettings)->findChild<QScrollArea*>();
        area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
        m_window->shell()->goTo(kInbox);
        QTest::mouseClick(status(), Qt::LeftButton);
        settle();
        auto* join = test::buttonWith(*m_window, u"Join a shared folder"_s);
        QVERIFY(join != nullptr);
        QVERIFY(
            area->viewport()->rect().contains(QRect(join->mapTo(area->viewport(), QPoint()), join->size())));
    }

    void whoWasAcceptedDoesNotAskAnyMore() {
        enter();
        QVERIFY(says(*m_window, u"you have accepted"_s));
        app::Letter letter;
        letter.recipients = {app::Contacts(*m_lab).resolve("Amal").value().id};
        letter.text = {'h', 'i'};
        QVERIFY(app::Compose(*m_lab).send(letter, m_task).has_value());
        QVERIFY(app::Sync(*m_lab).run(m_task).has_value());
        look();
        QTRY_VERIFY(says(*m_window, u"to write to you"_s));
        m_window->shell()->goTo(kPeople);
        QTRY_VERIFY(test::buttonWith(*m_window, u"Accept Jonas"_s) != nullptr);
        QTest::mouseClick(test::buttonWith(*m_window, u"Accept Jonas"_s), Qt::LeftButton);
        QTRY_VERIFY(test::buttonWith(*m_window, u"Accept Jonas"_s) == nullptr);
        settle();
        m_window->shell()->goTo(kInbox);
        QTRY_VERIFY(!says(*m_window, u"to write to you"_s));
    }

    void theFocusGoesToThePlace() {
        enter();
        for (int place = 0; place < m_window->shell()->placeCount(); ++place) {
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + place), Qt::ControlModifier);
            settle();
            auto* here = QApplication::focusWidget();
            QVERIFY2(here != nullptr && page(place)->isAncestorOf(here), qPrintable(QString::number(place)));
        }
    }

    void escapeClosesTheKeys() {
        enter();
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QTRY_VERIFY(says(*m_window, u"Keys"_s));
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QTRY_VERIFY(!says(*m_window, u"Keys"_s));
    }

    void ticksAndRings_data() {
        QTest::addColumn<int>("theme");
        for (int theme = 0; theme < 3; ++theme)
            QTest::addRow("theme %d", theme) << theme;
    }
    void ticksAndRings() {
        QFETCH(int, theme);
        ui::applyTheme(static_cast<ui::ThemeKind>(theme));
        const auto& c = ui::currentColours();
        QWidget board;
        auto* column = new QVBoxLayout(&board);
        auto* box = new QCheckBox(u"Keep"_s);
        auto* list = new QListWidget;
        auto* item = new QListWidgetItem(u"Amal"_s, list);
        auto* button = ui::button(u"Save"_s);
        for (QWidget* each : std::initializer_list<QWidget*>{box, list, button})
            column->addWidget(each);
        board.show();
        board.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&board));
        list->setFocus();
        box->setChecked(true);
        item->setCheckState(Qt::Checked);
        const QRect mark(0, 0, 24, box->height());
        // The box, the tick in it and a frame around it.
        for (const auto& image :
             {box->grab(mark).toImage(), list->viewport()->grab({0, 0, 24, 24}).toImage()}) {
            QVERIFY(hasColour(image, c.accent));
            QVERIFY(hasColour(image, c.onAccent));
            QVERIFY(hasColour(image, c.text));
        }
        const auto calm = button->grab().toImage();
        button->setFocus();
        const auto ringed = button->grab().toImage();
        QVERIFY(calm != ringed);
        const auto inside = calm.rect().adjusted(8, 4, -8, -4);
        QCOMPARE(ringed.copy(inside), calm.copy(inside));
    }

    void composeNamesThePersonFirst() {
        QVERIFY(test::Ward::introduce({m_lab.get(), m_doctor.get()}));
        enter();
        m_window->shell()->goTo(kCompose);
        settle();
        auto* people = test::named<QListWidget>(*m_window, u"Recipients"_s);
        QVERIFY(people != nullptr && people->count() == 1);
        QVERIFY2(people->item(0)->text().startsWith(u"Jonas\n"_s), qPrintable(people->item(0)->text()));
        QVERIFY(people->visualItemRect(people->item(0)).height() >= 2 * people->fontMetrics().lineSpacing());
    }

    void regionsAreNumbered() {
        app::SessionLane lane;
        ui::MaskPanel panel(lane);
        panel.show();
        panel.showSeries(u"series"_s, 1);
        app::MaskRegion region;
        region.points = {{1, 1}, {5, 5}};
        panel.add(region);
        region.points = {{7, 7}, {9, 9}};
        panel.add(region);
        auto* list = test::named<QListWidget>(panel, u"Regions"_s);
        QVERIFY(list != nullptr && list->count() == 2);
        QVERIFY2(list->item(0)->text().startsWith(u"Rectangle 1"_s), qPrintable(list->item(0)->text()));
        QVERIFY(list->item(1)->text().startsWith(u"Rectangle 2"_s));
        for (const auto& name : {u"Left"_s, u"Top"_s, u"Width"_s, u"Height"_s}) {
            auto* field = test::named<QSpinBox>(panel, name);
            QVERIFY(field != nullptr);
            const auto labels = panel.findChildren<QLabel*>();
            QVERIFY(std::ranges::any_of(labels, [&](const QLabel* each) {
                return each->isVisible() && each->text() == name && each->buddy() == field;
            }));
        }
    }

    void datesStandTogetherFromRightToLeft() {
        ui::useLanguage(QLocale(QLocale::Arabic));
        enter();
        m_window->shell()->goTo(kAudit);
        settle();
        auto* log = page(kAudit)->findChild<QTreeWidget*>();
        QVERIFY(log != nullptr && log->topLevelItemCount() > 0);
        const auto when = log->topLevelItem(0)->text(0);
        qDeleteAll(qApp->findChildren<QTranslator*>());
        ui::useLanguage(QLocale(QLocale::English));
        constexpr char16_t kIsolate = 0x2068;
        QVERIFY2(when.startsWith(QChar(kIsolate)), qPrintable(when));
    }
};

QTEST_MAIN(TestShell)
#include "test_shell.moc"
