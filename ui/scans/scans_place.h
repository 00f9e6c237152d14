// Scans: the series that were opened on the left, one to four of them on the screen, and beside them details,
// masks and the release. Nothing is kept: a scan stays the file it is. Owned by the shell; the window's
// thread, every piece of work on a lane.
#pragma once

#include <QListWidget>
#include <QSlider>
#include <QTabBar>
#include <QTabWidget>
#include <set>

#include "app/services/workspace.h"
#include "ui/places/place.h"
#include "ui/scans/details_panel.h"
#include "ui/scans/mask_panel.h"
#include "ui/scans/release_panel.h"
#include "ui/scans/restore_card.h"
#include "ui/scans/scan_view.h"
#include "ui/scans/share_panel.h"

namespace medveil::ui {

inline constexpr QSize kThumbnail(72, 72);

class ScansPlace final : public Place {
    Q_OBJECT
  public:
    explicit ScansPlace(app::SessionLane& lane);
    void refresh() override;
    /// Adds what is in these files and folders to the list, and shows the first of it.
    void open(const QStringList& places);
    ScanView& view() { return *m_views[m_active]; }
    MaskPanel& masks() { return *m_masks; }
    /// What is open, as it comes back after a lock.
    void keep(app::Workspace& workspace) const;
    void restore(const app::Workspace& workspace);

  Q_SIGNALS:
    /// A scan is to travel: its file, and whose it is.
    void wantsCompose(const QStringList& files, const medveil::app::Patient& patient);

  protected:
    QWidget* firstControl() override { return m_series.empty() ? nullptr : &view().canvas(); }
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Series {
        QString key;
        std::vector<app::ScanInfo> images;
        std::size_t count = 0;                   ///< pictures of all images
        std::set<std::size_t> seen;              ///< positions that were on the screen
        std::shared_ptr<app::ScanStack> opened;  ///< of a sealed file, which shows nothing else
    };
    QWidget* buildList();
    QWidget* buildBar();
    QWidget* buildViews();
    QWidget* buildPanels();
    QToolButton* tool(const QString& iconName, const QString& name, const QString& key);
    void listed(base::Result<app::ScanList> list, int request);
    /// False when it is in the list already.
    bool addSeries(const app::ScanSeries& series);
    /// `then`: also when it could not be opened.
    void openSealed(const base::Path& file, const std::function<void()>& then = {});
    void restoreSealed(const std::shared_ptr<const app::Workspace>& kept, std::size_t from);
    void restoreViews(const app::Workspace& kept);
    void nextThumbnail();
    void chosen();
    void showIn(int view, int series);
    void activate(int view);
    void setLayoutOf(int views);
    void viewShown(int view);
    void follow(int view, int steps);
    void setTool(ScanTool tool);
    void showPresets();
    void updateQueue();
    void updateActions();
    void loadDetails();
    void propose();
    void lookForText(const QString& key, const app::ScanInfo& info,
                     const std::shared_ptr<const app::ScanValues>& values,
                     std::vector<app::MaskRegion> remembered);
    void rememberForDevice();
    void writeMasked();
    void writeMaskedTo(const std::vector<app::ScanInfo>& images, const QString& path);
    void release();
    void releaseInto(const QString& folder);
    void compareWith(Comparison how);
    void restoreOriginal();
    /// Opens what is sealed in `file` and gives it to the active view, if that still shows the same.
    void showOriginal(const base::Path& file,
                      const std::function<void(ScanView&, const std::shared_ptr<app::ScanStack>&)>& how);
    /// The original in `file` is another patient's than its header says: both, and `then` when that is meant.
    void askWhose(const base::Path& file, const std::function<void()>& then);
    // What was shown when the person asked is what is written: a film may run on meanwhile.
    void exportPicture();
    void exportPictureTo(const QString& path, const std::shared_ptr<const app::ScanValues>& values,
                         const app::ScanLook& look, const QString& badge, const QString& whose);
    void exportFile();
    void exportFileTo(const QString& path, const app::ScanInfo& shown, const QString& whose);
    void seal();
    void sealTo(const QString& path, const base::Path& file, const app::SealFor& people,
                const QString& whose);
    void hideFile();
    void hideIn(const base::Path& cover, const std::string& person, const QString& payload,
                const QString& out);
    void send();
    /// The series that are chosen, all of them of one patient. Otherwise a red card names both and nothing
    /// happens.
    std::vector<const Series*> chosenOfOnePatient(const QString& what);
    std::vector<app::Patient> chosenPatients() const;
    int seriesOf(int view) const { return m_shown[static_cast<std::size_t>(view)]; }
    const app::ScanSlice* current() const { return m_views[m_active]->canvas().slice(); }
    QString patientText() const;
    /// Whether this panel is the one on top.
    bool shows(const QWidget* panel) const {
        return m_panels->currentWidget() != nullptr && m_panels->currentWidget()->isAncestorOf(panel);
    }
    void done(const base::Result<void>& result, const QString& title, const QString& text);

    app::Lane m_work;  ///< listing, thumbnails, and files that are written without the vault
    std::vector<Series> m_series;
    std::vector<int> m_waitingThumbnails;
    std::array<int, 4> m_shown{-1, -1, -1, -1};
    QListWidget* m_list;
    QLabel* m_empty;
    QList<ScanView*> m_views;
    int m_active = 0;
    int m_request = 0;
    QToolButton* m_link;
    QToolButton* m_play;
    QToolButton* m_compare;
    QSlider* m_swipe;
    QComboBox* m_presets;
    QList<std::optional<app::ScanWindow>> m_presetWindows;  ///< of m_presets; none: as in the file
    QList<QToolButton*> m_tools;
    QPushButton* m_restore;
    RestoreCard* m_restoring;
    QTabWidget* m_panels;
    DetailsPanel* m_details;
    base::Path m_detailsOf;  ///< the file whose details are shown
    QTimer m_detailsLater;   ///< not while somebody scrolls
    MaskPanel* m_masks;
    ReleasePanel* m_release;
    SharePanel* m_share;
};

}  // namespace medveil::ui
