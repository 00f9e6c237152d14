// The system asks the program to end: at log-out, at shutdown, when its terminal goes. Then it ends as when
// its window is closed, so that a letter half written is kept. Owned by main(); window's thread.
#pragma once

#include <QSocketNotifier>
#include <memory>

namespace medveil::ui {

/// While it lives, SIGTERM, SIGHUP and SIGINT quit the application. One at a time; does nothing on Windows,
/// where the system closes the window instead.
class EndSignals {
  public:
    EndSignals();
    ~EndSignals();
    EndSignals(const EndSignals&) = delete;
    EndSignals& operator=(const EndSignals&) = delete;

  private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

}  // namespace medveil::ui
