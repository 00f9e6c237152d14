#include "ui/shell/end_signals.h"

#include <QCoreApplication>

#ifndef Q_OS_WIN
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>
#endif

namespace medveil::ui {

#ifdef Q_OS_WIN

EndSignals::EndSignals() = default;
EndSignals::~EndSignals() = default;

#else

namespace {

constexpr std::array kSignals = {SIGTERM, SIGHUP, SIGINT};
std::atomic<int> g_told{-1};

/// A handler may do little more than write to a pipe (signal-safety(7)).
void tell(int /*signal*/) {
    const int before = errno;
    [[maybe_unused]] const auto written = ::write(g_told, "", 1);
    errno = before;
}

void handle(void (*handler)(int)) {
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int each : kSignals) {
        struct sigaction now{};
        // Who starts it with nohup wants it to go on.
        if (::sigaction(each, nullptr, &now) == 0 && now.sa_handler != SIG_IGN)
            ::sigaction(each, &action, nullptr);
    }
}

}  // namespace

EndSignals::EndSignals() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        return;
    for (const int end : ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    m_notifier = std::make_unique<QSocketNotifier>(ends[0], QSocketNotifier::Read);
    // Only quit(): what is asked for twice is still one end.
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] {
        m_notifier->setEnabled(false);
        QCoreApplication::quit();
    });
    g_told = ends[1];
    handle(tell);
}

EndSignals::~EndSignals() {
    if (!m_notifier)
        return;
    handle(SIG_DFL);
    ::close(g_told.exchange(-1));
    ::close(static_cast<int>(m_notifier->socket()));
}

#endif

}  // namespace medveil::ui
