// Regions of the open series that are to be covered: drawing tools, proposals, undo, and writing the copy.
// Owned by the Scans place; the window's thread.
#pragma once

#include <QComboBox>
#include <QRadioButton>
#include <QSpinBox>
#include <QToolButton>

#include "ui/scans/people_picker.h"
#include "ui/scans/scan_canvas.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

class MaskPanel final : public QWidget {
    Q_OBJECT
  public:
    explicit MaskPanel(app::SessionLane& lane);

    /// Masks belong to a series and come back with it.
    void showSeries(const QString& key, std::size_t count);
    void setPosition(std::size_t position);
    /// Whose images these are; empty where the file does not say.
    void setDevice(const QString& device);
    void refresh() { m_people->refresh(); }

    /// Frames are positions in the series.
    app::MaskPlan plan() const;
    app::MaskPlan planOf(const QString& key) const;
    /// Regions that were in work before a lock; nothing to undo.
    void restore(const QString& key, const app::MaskPlan& plan);
    std::vector<ShownRegion> regionsAt(std::size_t position) const;
    /// Drawn now: gets the frames that are chosen.
    void add(app::MaskRegion region);
    /// The region on top at this place of the image becomes the only one chosen; none where none is.
    void chooseAt(QPointF point);
    void removeChosen();
    void addProposals(std::vector<app::MaskRegion> regions);
    bool isReversible() const { return m_reversible->isChecked(); }
    std::vector<std::string> people() const { return m_people->chosen(); }
    /// While a copy is being written.
    void setBusy(bool busy);

  Q_SIGNALS:
    void toolChosen(medveil::ui::ScanTool tool);
    void brushChanged(double radius);
    void regionsChanged();
    void wantsProposals();
    void wantsRemembering();
    void wantsCopy();

  private:
    using Regions = std::vector<app::MaskRegion>;
    /// A region keeps its number from being drawn to being taken back.
    struct Kept {
        std::uint64_t number = 0;
        app::MaskRegion region;
    };
    struct Change {
        std::vector<Kept> added;
        std::vector<Kept> removed;
    };
    /// What belongs to one series.
    struct Masks {
        std::vector<Kept> regions;
        std::vector<Change> changes;  ///< the last one is the newest
    };
    QWidget* buildTools();
    QWidget* buildNumbers();
    QWidget* buildFrames();
    QWidget* buildFill();
    void change(Regions added, const std::vector<std::uint64_t>& removed);
    /// The newest change that touches the image on the screen: what is on other images stays as it is.
    void undo();
    std::optional<std::size_t> lastChangeHere() const;
    bool isHere(const app::MaskRegion& region) const;
    void showList();
    void updateButtons();
    app::MaskRegion withFrames(app::MaskRegion region) const;

    QHash<QString, Masks> m_masks;
    std::uint64_t m_lastNumber = 0;
    QPushButton* m_undo;
    QString m_key;
    std::size_t m_count = 1;
    std::size_t m_position = 0;
    bool m_busy = false;
    QList<QToolButton*> m_tools;
    QListWidget* m_list;
    QComboBox* m_frames;
    QSpinBox* m_first;
    QSpinBox* m_last;
    QSpinBox* m_brush;
    QSpinBox* m_numbers[4];
    QRadioButton* m_solid;
    QRadioButton* m_mosaic;
    QSpinBox* m_block;
    QRadioButton* m_forGood;
    QRadioButton* m_reversible;
    PeoplePicker* m_people;
    QPushButton* m_remember;
    QPushButton* m_write;
    QString m_device;
};

}  // namespace medveil::ui
