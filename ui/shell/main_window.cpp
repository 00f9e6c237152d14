#include "ui/shell/main_window.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QUrl>
#ifdef MEDVEIL_HAS_DBUS
#include <QDBusConnection>
#endif

#include "app/services/lock_request.h"
#include "ui/start/start_pages.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(const base::Path& profile) : m_profile(profile) {
    setWindowTitle(tr("Medveil"));
    setWindowIcon(icon(u"medveil"_s, &Colours::accent));
    resize(1120, 760);
    setMinimumSize(720, 480);
    setAcceptDrops(true);
    qApp->installEventFilter(this);
    m_sinceUse.start();
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_shell == nullptr)
            return;
        if (m_sinceUse.elapsed() > m_lockMinutes * 60'000LL || app::takeLockRequest(m_profile))
            lock();
    });
    m_tick.start();
    listenToSystem();
    start();
}

MainWindow::~MainWindow() {
    qApp->removeEventFilter(this);
}

void MainWindow::listenToSystem() {
#ifdef MEDVEIL_HAS_DBUS
    // Where there is no system bus or no logind, nothing arrives: idle time and Ctrl+L remain.
    auto bus = QDBusConnection::systemBus();
    bus.connect(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s,
                u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s, this, SLOT(systemSleeps(bool)));
    bus.connect(u"org.freedesktop.login1"_s, {}, u"org.freedesktop.login1.Session"_s, u"Lock"_s, this,
                SLOT(lock()));
#endif
}

void MainWindow::systemSleeps(bool goingDown) {
    if (goingDown)
        lock();
}

void MainWindow::showPage(QWidget* page) {
    while (count() > 0) {
        auto* old = widget(0);
        removeWidget(old);
        old->deleteLater();
    }
    addWidget(page);
    setCurrentWidget(page);
    page->setFocus();
}

void MainWindow::start() {
    m_shell = nullptr;
    setWindowTitle(tr("Medveil"));
    if (app::Session::exists(m_profile)) {
        auto* page = new UnlockPage(m_profile);
        connect(page, &UnlockPage::unlocked, this,
                [this](app::SessionLane* lane) { show(std::unique_ptr<app::SessionLane>(lane)); });
        showPage(page);
        page->focusField();
        return;
    }
    auto* welcome = new WelcomePage;
    connect(welcome, &WelcomePage::wantsDemonstration, this, &MainWindow::wantsDemonstration);
    connect(welcome, &WelcomePage::wantsProfile, this, [this] {
        auto* create = new CreatePage(m_profile);
        connect(create, &CreatePage::cancelled, this, &MainWindow::start);
        connect(create, &CreatePage::created, this,
                [this](app::SessionLane* lane) { show(std::unique_ptr<app::SessionLane>(lane)); });
        showPage(create);
    });
    showPage(welcome);
}

void MainWindow::show(std::unique_ptr<app::SessionLane> lane) {
    auto* raw = lane.get();
    auto* shell = new Shell(std::move(lane));
    m_sinceUse.restart();
    connect(shell, &Shell::wantsLock, this, &MainWindow::lock, Qt::QueuedConnection);
    connect(shell, &Shell::lockTimeChosen, this, [this](int minutes) { m_lockMinutes = minutes; });
    connect(shell, &Shell::themeChosen, this, [](const QString& name) { applyTheme(themeFromName(name)); });
    showPage(shell);
    m_shell = shell;
    raw->ask(
        this,
        [](app::Session& session, base::TaskContext&) {
            return std::tuple(session.setting("theme", "light").value_or("light"),
                              session.setting("lock-minutes", "5").value_or("5"), session.me().name);
        },
        [this](const std::tuple<std::string, std::string, std::string>& values) {
            const auto theme = themeFromName(toQt(std::get<0>(values)));
            if (theme != currentTheme())
                applyTheme(theme);
            m_lockMinutes = std::max(1, toQt(std::get<1>(values)).toInt());
            setWindowTitle(tr("%1 – Medveil").arg(toQt(std::get<2>(values))));
        });
    if (!m_pendingFile.isEmpty())
        m_shell->openFile(std::exchange(m_pendingFile, {}));
}

void MainWindow::openFile(const QString& path) {
    if (m_shell != nullptr)
        m_shell->openFile(path);
    else
        m_pendingFile = path;
}

void MainWindow::lock() {
    if (m_shell == nullptr)
        return;
    m_shell->prepareToLock();
    // At once, not some time later: what was on the screen is gone before the lock page stands there.
    auto* shell = std::exchange(m_shell, nullptr);
    removeWidget(shell);
    delete shell;
    start();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (m_shell != nullptr && event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const auto urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        openFile(urls.first().toLocalFile());
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::KeyPress:
        case QEvent::MouseButtonPress:
        case QEvent::MouseMove:
        case QEvent::Wheel:
        case QEvent::TouchBegin:
            m_sinceUse.restart();
            break;
        default:
            break;
    }
    return QStackedWidget::eventFilter(watched, event);
}

}  // namespace medveil::ui
