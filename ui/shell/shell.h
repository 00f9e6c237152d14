// The open profile: bar of places, the places, the status line. Owned by the main window; gone when it locks.
#pragma once

#include <QElapsedTimer>
#include <QProgressBar>
#include <QStackedWidget>
#include <QTimer>
#include <memory>

#include "app/jobs/session_lane.h"
#include "app/services/sync.h"
#include "ui/places/compose_place.h"
#include "ui/places/message_place.h"
#include "ui/scans/scans_place.h"
#include "ui/shell/place_bar.h"

namespace medveil::ui {

class SettingsPlace;

class Shell final : public QWidget {
    Q_OBJECT
  public:
    explicit Shell(std::unique_ptr<app::SessionLane> lane);
    ~Shell() override;

    void goTo(int place);
    int placeCount() const { return m_pages->count(); }
    void openFile(const QString& path);
    /// Keeps what is being worked on, sealed in the vault.
    void prepareToLock();
    /// Of a shell that goes: the session outlives it until it is closed.
    std::unique_ptr<app::SessionLane> takeLane();
    app::SessionLane& lane() { return *m_lane; }

  Q_SIGNALS:
    void wantsLock();
    void themeChosen(const QString& name);
    void lockTimeChosen(int minutes);

  private:
    /// By keyboard: the focus goes along.
    void open(int place);
    void openScans(const QString& path);
    void openMessage(const QString& path);
    enum PlaceIndex { kInbox, kCompose, kSent, kScans, kContacts, kPatients, kAudit, kSettings };
    void addPlace(const QString& iconName, const QString& name, Place* place);
    QWidget* buildStatusLine();
    void addPlaces();
    void takeUpWork();
    void sync(app::SyncCause cause);
    void synced(const base::Result<app::SyncReport>& report);
    void announce(const app::SyncReport& report);
    /// How many ask to write: one banner, as long as somebody does.
    void showRequests(std::size_t requests);
    void countRequests();
    void updateStatus();
    void showProgress(int stage, qint64 done, qint64 total);
    void showKeys();
    void find();

    std::unique_ptr<app::SessionLane> m_lane;
    PlaceBar* m_bar;
    QStackedWidget* m_pages;
    QList<Place*> m_places;
    MessagePlace* m_inbox;
    ComposePlace* m_compose;
    MessagePlace* m_sent;
    ScansPlace* m_scans;
    SettingsPlace* m_settings;
    QPushButton* m_shareState;
    QLabel* m_who;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QTimer m_poll;
    QElapsedTimer m_look;  ///< since the last look at the share began
    QTimer m_slow;
    bool m_syncing = false;
    bool m_shareAmiss = false;
    std::size_t m_requests = 0;  ///< that were announced
    Banner* m_asking = nullptr;  ///< where, and how it was said
    QString m_asked;
};

}  // namespace medveil::ui
