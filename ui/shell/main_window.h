// One window for one profile: welcome, unlock or the shell. Locks by hand, by idle time and on request: the
// lock page is painted first, then the work is sealed and the session closed, and nothing waits for the
// share. Top level; deletes itself when closed.
#pragma once

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QStackedWidget>
#include <QTimer>

#include "app/model/types.h"
#include "core/base/closed_folder.h"
#include "ui/shell/shell.h"

namespace medveil::ui {

class UnlockPage;

class MainWindow final : public QStackedWidget {
    Q_OBJECT
  public:
    explicit MainWindow(const base::Path& profile);
    ~MainWindow() override;
    /// For a session that is open already: the demonstration's.
    void show(std::unique_ptr<app::SessionLane> lane);
    Shell* shell() { return m_shell; }
    void openFile(const QString& path);

  Q_SIGNALS:
    void wantsDemonstration();

  public Q_SLOTS:
    void lock();

  protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void start();
    void showPage(QWidget* page);
    void listenToSystem();
    void watchProfile();
    void closeSession(Shell* shell);
    void drop(Shell* shell);
    void closed();
    UnlockPage* unlockPage() const;
    /// Enter on a button of this window.
    bool pressesButton(QObject* watched, const QKeyEvent& key) const;

  private Q_SLOTS:
    void systemSleeps(bool goingDown);

  private:
    base::Path m_profile;
    base::ClosedFolder m_closed;  ///< also while it is locked, or not made yet
    Shell* m_shell = nullptr;
    QElapsedTimer m_sinceUse;
    QTimer m_tick;
    int m_lockMinutes = 5;
    QString m_pendingFile;
    QFileSystemWatcher m_watcher;
    struct Closing {
        std::unique_ptr<app::SessionLane> lane;
        QPointer<Shell> shell;  ///< stands on the lane as long as it is there
    };
    std::vector<Closing> m_closing;  ///< sessions on their way out
};

}  // namespace medveil::ui
