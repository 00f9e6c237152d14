// Shows one picture of a scan: zoom, pan, turns, corner texts, the badge, measurements, masks being drawn,
// and a second picture to compare with. Knows nothing of files. Owned by a ScanView; the window's thread.
#pragma once

#include <QTransform>
#include <QWidget>

#include "app/services/scan_stack.h"
#include "app/services/sealed_images.h"

namespace medveil::ui {

enum class ScanTool : std::uint8_t {
    kWindow,
    kLength,
    kAngle,
    kEllipse,
    kMaskRectangle,
    kMaskEllipse,
    kMaskPolygon,
    kMaskBrush
};

struct Measurement {
    ScanTool kind = ScanTool::kLength;
    QList<QPointF> points;
};

struct ShownRegion {
    app::MaskRegion region;
    bool chosen = false;  ///< in the list
};

enum class Comparison : std::uint8_t { kNone, kSwipe, kDifference };

/// DICOM's Doe^Peter and 19700401 as people read them.
QString shownName(const app::ScanInfo& info);
/// Maker and model; empty where the file is silent.
QString deviceText(const app::ScanInfo& info);
/// With the month as a word: no order of numbers to mistake.
QString shownDate(const std::string& date);
/// Of the picture's own pixels, which have to outlive it.
QImage viewOf(const app::ScanPicture& picture);
/// A copy.
QImage asImage(const app::ScanPicture& picture);

/// With as many digits as mean something, whether values are large or small.
QString shownValue(double value);

/// Whether a point of the image lies in the region.
bool covers(const app::MaskRegion& region, QPointF point);

/// One frame of one image, whatever it is called and wherever it stands in a list: the file, what the image
/// says it is, and whether it is the original in it.
QString keyOf(const app::ScanSlice& slice);

class ScanCanvas final : public QWidget {
    Q_OBJECT
  public:
    ScanCanvas();

    void show(std::shared_ptr<const app::ScanSlice> slice, std::size_t count);
    void showNothing(const QString& why);
    const app::ScanSlice* slice() const { return m_slice.get(); }

    /// What to compare with: the same picture before it was changed.
    void setOther(const QImage& other, Comparison how);
    void setSwipe(double share);
    Comparison comparison() const { return m_comparison; }

    void setTool(ScanTool tool);
    ScanTool tool() const { return m_tool; }
    void setBrush(double radius) { m_brush = radius; }
    /// Of this frame, to be drawn over it.
    void setRegions(std::vector<ShownRegion> regions);
    void setOverlays(bool shown);
    bool overlays() const { return m_overlays; }

    /// From pixels of the image.
    QTransform toWidget() const;
    void fit();
    void zoomBy(double factor, QPointF around);
    void zoomBy(double factor) { zoomBy(factor, QRectF(rect()).center()); }
    void turn();
    void flip();
    void resetView();
    void removeMeasurement();
    /// Of the image on the screen: each image keeps its own.
    QList<Measurement> measurements() const { return m_measurements.value(m_key); }
    /// By keyOf() the images, also those that are not on the screen.
    const QHash<QString, QList<Measurement>>& allMeasurements() const { return m_measurements; }
    /// Drawn earlier: shown once that image is.
    void takeUp(const QString& image, const Measurement& measurement);
    QString textOf(const Measurement& measurement) const;

    /// What must never be overlooked; empty where the picture is its original.
    static QString badgeFor(const app::ScanSlice& slice);
    QSize sizeHint() const override { return {480, 360}; }

  Q_SIGNALS:
    /// Window dragged by so many pixels: to the right is wider, down is darker.
    void windowDragged(double right, double down);
    void dragEnded();
    void stepped(int steps);
    void regionDrawn(const medveil::app::MaskRegion& region);
    /// In the image, with no tool in hand.
    void clicked(QPointF point);
    /// Delete was pressed while a region is chosen.
    void regionUnwanted();
    void pressed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    QPointF toImage(QPointF widget) const;
    bool isDrawing() const { return m_tool != ScanTool::kWindow; }
    std::size_t wanted() const;
    void addPoint(QPointF point);
    void finishShape();
    void moveCrosshair(QPointF by);
    void paintPicture(QPainter& painter);
    void paintRegions(QPainter& painter);
    void paintMeasurements(QPainter& painter);
    void paintTexts(QPainter& painter);
    void paintBadge(QPainter& painter);
    QStringList cornerTexts(int corner) const;
    QString valueText() const;
    void describe();

    std::shared_ptr<const app::ScanSlice> m_slice;
    std::size_t m_count = 0;
    QImage m_image;  ///< of m_slice
    QImage m_other;
    QString m_nothing;
    Comparison m_comparison = Comparison::kNone;
    double m_swipe = 0.5;
    ScanTool m_tool = ScanTool::kWindow;
    double m_brush = 8;
    std::vector<ShownRegion> m_regions;
    QPointF m_pressedAt;
    QList<QPointF> m_points;  ///< of the shape being drawn, in the image
    QString m_key;            ///< of the image on the screen; empty where there is none
    QHash<QString, QList<Measurement>> m_measurements;
    std::optional<QPointF> m_cursor;  ///< in the image
    double m_zoom = 1;
    bool m_fitted = true;
    QPointF m_pan;
    int m_turns = 0;
    bool m_flipped = false;
    bool m_overlays = true;
    Qt::MouseButton m_drag = Qt::NoButton;
    QPointF m_last;
};

}  // namespace medveil::ui
