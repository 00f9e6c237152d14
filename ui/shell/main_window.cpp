#include "ui/shell/main_window.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>
#include <algorithm>
#ifdef MEDVEIL_HAS_DBUS
#include <QDBusConnection>
#endif

#include "app/services/lock_request.h"
#include "core/base/process.h"
#include "ui/start/start_pages.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(const base::Path& profile) : m_profile(profile), m_closed(profile) {
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
        if (m_sinceUse.elapsed() > m_lockMinutes * 60'000LL || app::lockRequested(m_profile))
            lock();
    });
    m_tick.start();
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (m_shell != nullptr && app::lockRequested(m_profile))
            lock();
    });
    listenToSystem();
    start();
}

MainWindow::~MainWindow() {
    qApp->removeEventFilter(this);
    if (m_shell != nullptr) {
        m_shell->prepareToLock();
        delete std::exchange(m_shell, nullptr);
    }
}

void MainWindow::watchProfile() {
    if (m_watcher.directories().isEmpty())
        m_watcher.addPath(toQt(m_profile.string()));
}

UnlockPage* MainWindow::unlockPage() const {
    return qobject_cast<UnlockPage*>(currentWidget());
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
        page->setClosing(
            !std::ranges::all_of(m_closing, [](const auto& each) { return each.lane->hasEnded(); }));
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
        create->focusField();
    });
    showPage(welcome);
    welcome->focusButton();
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
    watchProfile();
    raw->ask(
        this,
        [](app::Session& session, base::TaskContext&) {
            return std::tuple(session.setting("theme", {}).value_or(std::string()),
                              session.setting("lock-minutes", "5").value_or("5"), session.me().name);
        },
        [this](const std::tuple<std::string, std::string, std::string>& values) {
            // Until a person chooses, the colours stay those of the desktop.
            const auto chosen = toQt(std::get<0>(values));
            if (const auto theme = themeFromName(chosen); !chosen.isEmpty() && theme != currentTheme())
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
    // The lock page first: whatever else takes its time, nothing of the content is on the screen any more.
    auto* shell = std::exchange(m_shell, nullptr);
    for (auto* each : shell->findChildren<QWidget*>()) {
        if (each->isWindow() && each->isVisible())
            each->close();
    }
    removeWidget(shell);
    start();
    repaint();
    shell->prepareToLock();
    closeSession(shell);
    drop(shell);
}

void MainWindow::closeSession(Shell* shell) {
    auto* lane = m_closing.emplace_back(shell->takeLane(), shell).lane.get();
    if (auto* page = unlockPage())
        page->setClosing(true);
    connect(lane, &app::Lane::ended, this, &MainWindow::closed);
    lane->lock();
}

void MainWindow::drop(Shell* shell) {
    // Inside a loop of Qt's own, a context menu's for instance, something below still stands on the shell.
    constexpr int kAgain = 20;  // milliseconds
    if (QThread::currentThread()->loopLevel() > 1) {
        QTimer::singleShot(kAgain, shell, [this, shell] { drop(shell); });
        return;
    }
    delete shell;
    closed();
}

void MainWindow::closed() {
    std::erase_if(m_closing, [](const auto& each) { return each.lane->hasEnded() && !each.shell; });
    if (!std::ranges::all_of(m_closing, [](const auto& each) { return each.lane->hasEnded(); }))
        return;
    base::wipeStack();
    app::answerLockRequest(m_profile);
    if (auto* page = unlockPage())
        page->setClosing(false);
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

bool MainWindow::pressesButton(QObject* watched, const QKeyEvent& key) const {
    // Qt presses the button that has the focus with Space only; most people try Enter.
    if ((key.key() != Qt::Key_Return && key.key() != Qt::Key_Enter) || key.isAutoRepeat())
        return false;
    auto* choice = qobject_cast<QAbstractButton*>(watched);
    const bool pressed =
        qobject_cast<QPushButton*>(choice) != nullptr || qobject_cast<QToolButton*>(choice) != nullptr;
    if (!pressed || choice->window() != this)
        return false;
    choice->click();
    return true;
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::KeyPress:
            m_sinceUse.restart();
            return pressesButton(watched, *static_cast<QKeyEvent*>(event)) ||
                   QStackedWidget::eventFilter(watched, event);
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
