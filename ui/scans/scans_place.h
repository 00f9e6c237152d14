// Scans: the series that were opened on the left, one to four of them on the screen, and beside them details,
// masks and the release. Nothing is kept: a scan stays the file it is. Owned by the shell; the window's
// thread, every piece of work on a lane.
#pragma once

#include <QListWidget>
#include <QSlider>
#include <QTabBar>
#include <QTabWidget>
#include <set>

#include "ui/places/place.h"
#include "ui/scans/details_panel.h"
#include "ui/scans/mask_panel.h"
#include "ui/scans/release_panel.h"
#include "ui/scans/scan_view.h"
#include "ui/scans/share_panel.h"

namespace medveil::ui {

inline constexpr QSize kThumbnail(72, 72);

/// As people write it: DICOM puts the family name first.
app::Patient patientOf(const app::ScanInfo& info);

class ScansPlace final : public Place {
    Q_OBJECT
  public:
    explicit ScansPlace(app::SessionLane& lane);
    void refresh() override;
    /// Adds what is in these files and folders to the list, and shows the first of it.
    void open(const QStringList& places);
    ScanView& view() { return *m_views[m_active]; }
    MaskPanel& masks() { return *m_masks; }

  Q_SIGNALS:
    /// A scan is to travel: its file, and whose it is.
    void wantsCompose(const QStringList& files, const medveil::app::Patient& patient);

  protected:
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
    void openSealed(const base::Path& file);
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
    void release();
    void compareWith(Comparison how);
    void restoreOriginal();
    /// Opens what is sealed in `file` and gives it to the active view, if that still shows the same.
    void showOriginal(const base::Path& file,
                      const std::function<void(ScanView&, const std::shared_ptr<app::ScanStack>&)>& how);
    void exportPicture();
    void exportFile();
    void seal();
    void hideFile();
    void send();
    int seriesOf(int view) const { return m_shown[static_cast<std::size_t>(view)]; }
    const app::ScanSlice* current() const { return m_views[m_active]->canvas().slice(); }
    QString patientText() const;
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
    QList<QToolButton*> m_tools;
    QPushButton* m_restore;
    QTabWidget* m_panels;
    DetailsPanel* m_details;
    base::Path m_detailsOf;  ///< the file whose details are shown
    QTimer m_detailsLater;   ///< not while somebody scrolls
    MaskPanel* m_masks;
    ReleasePanel* m_release;
    SharePanel* m_share;
};

}  // namespace medveil::ui
