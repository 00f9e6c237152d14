// Nothing is cut: in a large window and a small one, with banners over it, from left to right and from right
// to left, every text has the room that it needs and every control lies inside the window.
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QListView>
#include <QScrollArea>
#include <QTabWidget>
#include <QToolButton>
#include <QTranslator>
#include <QtTest>
#include <filesystem>

#include "app/services/compose.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"
#include "tests/ui/find_widget.h"
#include "ui/places/cover_panel.h"
#include "ui/places/message_view.h"
#include "ui/shell/copied_notice.h"
#include "ui/shell/findings_notice.h"
#include "ui/shell/main_window.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"

using namespace medveil;
using namespace Qt::StringLiterals;

namespace {
constexpr int kInbox = 0;
constexpr int kScans = 3;
constexpr int kPeople = 4;
constexpr int kPatients = 5;

QString about(const QWidget& widget) {
    const auto* choice = qobject_cast<const QAbstractButton*>(&widget);
    const auto* label = qobject_cast<const QLabel*>(&widget);
    const auto text = choice != nullptr ? choice->text() : label != nullptr ? label->text() : QString();
    return u"%1 \"%2\" %3 has %4x%5"_s
        .arg(QLatin1String(widget.metaObject()->className()), widget.accessibleName(), text)
        .arg(widget.width())
        .arg(widget.height());
}

/// What is scrolled to need not be on the screen.
bool scrolls(const QWidget* widget) {
    for (; widget != nullptr; widget = widget->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea*>(widget->parentWidget()) != nullptr)
            return true;
    }
    return false;
}

QStringList cutTexts(QWidget& window) {
    QStringList cut;
    for (const auto* label : window.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty())
            continue;
        const int height =
            label->wordWrap() ? label->heightForWidth(label->width()) : label->minimumSizeHint().height();
        if (label->height() < height || (!label->wordWrap() && label->width() < label->sizeHint().width()))
            cut << about(*label) + u", needs %1"_s.arg(height);
    }
    for (const auto* choice : window.findChildren<QAbstractButton*>()) {
        if (choice->isVisible() && !choice->text().isEmpty() &&
            (choice->height() < choice->minimumSizeHint().height() ||
             choice->width() < choice->minimumSizeHint().width()))
            cut << about(*choice) + u", needs %1x%2"_s.arg(choice->minimumSizeHint().width())
                                        .arg(choice->minimumSizeHint().height());
    }
    return cut;
}

QStringList outside(QWidget& window) {
    QStringList out;
    for (const auto* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->isWindow() || scrolls(widget))
            continue;
        if (!window.rect().contains(QRect(widget->mapTo(&window, QPoint()), widget->size())))
            out << about(*widget);
    }
    return out;
}

/// Two tools drawn over each other.
QStringList overlaps(QWidget& window) {
    QList<const QWidget*> tools;
    for (const auto* widget : window.findChildren<QWidget*>()) {
        if (widget->isVisible() && (qobject_cast<const QAbstractButton*>(widget) != nullptr ||
                                    qobject_cast<const QComboBox*>(widget) != nullptr))
            tools << widget;
    }
    QStringList found;
    for (const auto* one : tools) {
        for (const auto* other : tools) {
            if (one < other && one->parentWidget() == other->parentWidget() &&
                one->geometry().intersects(other->geometry()))
                found << about(*one) + u" over "_s + about(*other);
        }
    }
    return found;
}

}  // namespace

class TestLayout : public QObject {
    Q_OBJECT
    base::NullTaskContext m_task;
    std::unique_ptr<test::Ward> m_ward;
    std::unique_ptr<ui::MainWindow> m_window;

    void enter(std::unique_ptr<app::Session> session, const std::string& folder, QSize size) {
        auto lane = std::make_unique<app::SessionLane>();
        lane->adopt(std::move(session));
        m_window = std::make_unique<ui::MainWindow>(m_ward->root / folder);
        m_window->show(std::move(lane));
        m_window->resize(size);
        m_window->QWidget::show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->shell()->lane().isBusy(), 20000);
        m_window->resize(size);
        QCOMPARE(m_window->size(), size);
    }
    static void speak(QLocale::Language language) {
        qDeleteAll(qApp->findChildren<QTranslator*>());
        ui::useLanguage(QLocale(language));
    }
    void settle() {
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->shell()->lane().isBusy(), 20000);
        QTest::qWait(50);
    }
    static void sizes() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QLocale::Language>("language");
        for (const auto language : {QLocale::English, QLocale::Arabic})
            for (const auto size : {QSize(1120, 760), QSize(800, 600)})
                QTest::addRow("%s at %dx%d", qPrintable(QLocale::languageToString(language)), size.width(),
                              size.height())
                    << size << language;
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(ui::ThemeKind::kLight); }
    void init() { m_ward = std::make_unique<test::Ward>(); }
    void cleanup() {
        m_window.reset();
        m_ward.reset();
        speak(QLocale::English);
    }

    void everyPlaceHasTheRoomItNeeds_data() { sizes(); }
    void everyPlaceHasTheRoomItNeeds() {
        QFETCH(QSize, size);
        QFETCH(QLocale::Language, language);
        speak(language);
        enter(m_ward->admit("Amal"), "Amal", size);
        for (int place = 0; place < m_window->shell()->placeCount(); ++place) {
            m_window->shell()->goTo(place);
            settle();
            for (int panel = 0; panel < (place == kScans ? 4 : 1); ++panel) {
                if (place == kScans)
                    m_window->findChild<QTabWidget*>()->setCurrentIndex(panel);
                QTest::qWait(20);
                if (place == kScans) {
                    const auto* area =
                        qobject_cast<QScrollArea*>(m_window->findChild<QTabWidget*>()->currentWidget());
                    QVERIFY(area->widget()->minimumSizeHint().width() <= area->viewport()->width());
                }
                const auto wrong = cutTexts(*m_window) + outside(*m_window) + overlaps(*m_window);
                QVERIFY2(wrong.isEmpty(), qPrintable(u"place %1: "_s.arg(place) + wrong.join(u"\n"_s)));
            }
        }
    }

    void bannersLeaveTheBarWhole_data() { sizes(); }
    void bannersLeaveTheBarWhole() {
        QFETCH(QSize, size);
        QFETCH(QLocale::Language, language);
        speak(language);
        m_ward->admit("Amal").reset();
        std::filesystem::copy(m_ward->root / "Amal", m_ward->root / "Copy",
                              std::filesystem::copy_options::recursive);
        enter(m_ward->enter("Copy").value(), "Copy", size);
        m_window->findChild<ui::FindingsNotice*>()->show(
            {{base::ErrorCode::kDraftDamaged, "1"}, {base::ErrorCode::kOutboxDamaged, "2"}});
        QTRY_VERIFY(m_window->findChild<ui::CopiedNotice*>()->isVisible());
        for (const int place : {kInbox, kPeople, kPatients}) {
            m_window->shell()->goTo(place);
            settle();
            const auto wrong = cutTexts(*m_window) + outside(*m_window);
            QVERIFY2(wrong.isEmpty(), qPrintable(u"place %1: "_s.arg(place) + wrong.join(u"\n"_s)));
            QCOMPARE(m_window->size(), size);
        }
    }

    void labelsOfTheBarKeepTheirTails() {
        enter(m_ward->admit("Amal"), "Amal", {1120, 760});
        auto* settings = test::buttonWith(*m_window, u"Settings"_s);
        QVERIFY(settings != nullptr);
        // Below the icon, Qt leaves the text what remains of the inside.
        constexpr int kPadding = 8;
        constexpr int kGap = 5;
        QVERIFY2(settings->height() >=
                     2 * kPadding + settings->iconSize().height() + kGap + settings->fontMetrics().height(),
                 qPrintable(about(*settings)));
    }

    /// With a cover chosen there are four buttons in a row: they take a second one.
    void aCoverDoesNotWidenCompose() {
        enter(m_ward->admit("Amal"), "Amal", {800, 600});
        constexpr int kCompose = 1;
        m_window->shell()->goTo(kCompose);
        settle();
        for (auto* each : m_window->findChild<ui::CoverPanel*>()->findChildren<QPushButton*>())
            each->show();
        QTest::qWait(50);
        const auto* area = test::named<QScrollArea>(*m_window, u"New message"_s);
        QVERIFY(area != nullptr);
        QVERIFY(area->widget()->minimumSizeHint().width() <= area->viewport()->width());
    }

    /// The list gives way first.
    void theMessageKeepsItsWidth() {
        auto lab = m_ward->admit("Jonas");
        auto doctor = m_ward->admit("Amal");
        for (auto* session : {lab.get(), doctor.get(), lab.get()})
            QVERIFY(app::Sync(*session).run(m_task).has_value());
        QVERIFY(test::Ward::introduce({lab.get(), doctor.get()}));
        app::Letter letter;
        letter.recipients = {app::Contacts(*lab).resolve("Amal").value().id};
        letter.patient = {true, "2004", "Ida Berg"};
        letter.text = {'h', 'i'};
        for (const char* name : {"a.txt", "b.txt"})
            letter.pasted.push_back({name, "text/plain", base::WipedBytes{'h', 'i'}});
        QVERIFY(app::Compose(*lab).send(letter, m_task).has_value());
        QVERIFY(app::Sync(*lab).run(m_task).has_value());
        QVERIFY(app::Sync(*doctor).run(m_task).has_value());
        enter(std::move(doctor), "Amal", {800, 600});
        QListView* inbox = nullptr;
        for (auto* each : m_window->findChildren<QListView*>())
            if (each->isVisible() && each->model()->rowCount() == 1)
                inbox = each;
        QVERIFY(inbox != nullptr);
        inbox->setCurrentIndex(inbox->model()->index(0, 0));
        QTRY_VERIFY(test::named<QLabel>(*m_window, u"Message text"_s) != nullptr);
        settle();
        const auto* view = test::named<ui::MessageView>(*m_window, u"Message"_s);
        QVERIFY(view != nullptr);
        QVERIFY2(
            view->widget()->minimumSizeHint().width() <= view->viewport()->width(),
            qPrintable(
                u"%1 of %2"_s.arg(view->viewport()->width()).arg(view->widget()->minimumSizeHint().width())));
        QVERIFY(cutTexts(*m_window).isEmpty());
    }
};

QTEST_MAIN(TestLayout)
#include "test_layout.moc"
