#include "ui/scans/scan_canvas.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>
#include <cmath>

#include "app/messages/error_text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double kLeastZoom = 0.02;
constexpr double kMostZoom = 40;
QString number(double value, int digits = 1) {
    return QLocale().toString(value, 'f', digits);
}

/// Millimetres to the right and down for a pixel; where the file is silent, as many as fit its pixels' shape.
QPointF spacingOf(const app::ScanInfo& info) {
    return {info.columnSpacing.value_or(1), info.rowSpacing.value_or(info.pixelHeight)};
}

}  // namespace

QString shownValue(double value) {
    constexpr int kDigits = 6;
    constexpr double kWhole = 1e6;
    return std::abs(value) < kWhole ? QLocale().toString(value, 'g', kDigits)
                                    : QLocale().toString(value, 'f', 0);
}

QString shownName(const app::ScanInfo& info) {
    return toQt(app::patientOf(info).name);
}

QString keyOf(const app::ScanSlice& slice) {
    const auto& info = slice.info;
    return QStringList{toQt(info.file.string()),
                       toQt(info.instanceUid),
                       toQt(info.patientId),
                       toQt(info.patientName),
                       u"%1x%2"_s.arg(info.columns).arg(info.rows),
                       QString::number(slice.frame),
                       info.restored ? u"original"_s : QString()}
        .join(QChar::LineFeed);
}

QString deviceText(const app::ScanInfo& info) {
    return toQt(info.manufacturer + " " + info.model).trimmed();
}

QString shownDate(const std::string& date) {
    const auto parsed = QDate::fromString(toQt(date), u"yyyyMMdd"_s);
    return parsed.isValid() ? QLocale().toString(parsed, u"d MMM yyyy"_s) : toQt(date);
}

QImage asImage(const app::ScanPicture& picture) {
    return viewOf(picture).copy();
}

QImage viewOf(const app::ScanPicture& picture) {
    return {picture.pixels.data(), static_cast<int>(picture.width), static_cast<int>(picture.height),
            static_cast<qsizetype>(picture.width) * picture.channels,
            picture.channels == 3 ? QImage::Format_RGB888 : QImage::Format_Grayscale8};
}

ScanCanvas::ScanCanvas() {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    setAccessibleName(tr("Scan"));
    setContextMenuPolicy(Qt::NoContextMenu);
}

QString ScanCanvas::badgeFor(const app::ScanSlice& slice) {
    const auto& info = slice.info;
    QStringList lines;
    if (info.masked && !info.restored)
        lines << tr("NOT THE ORIGINAL: regions are masked");
    if (info.marked && !info.restored)
        lines << tr("NOT THE ORIGINAL: it carries hidden data");
    if (info.restored)
        lines << tr("Original, restored from a changed copy");
    for (const auto each : slice.values->cautions())
        lines << app::cautionText(each);
    return lines.join(u" · "_s);
}

void ScanCanvas::show(std::shared_ptr<const app::ScanSlice> slice, std::size_t count) {
    const bool sameShape = m_slice && m_slice->values->columns() == slice->values->columns() &&
                           m_slice->values->rows() == slice->values->rows();
    // Half a shape belongs to the image it was begun on.
    if (auto key = keyOf(*slice); key != m_key) {
        m_points.clear();
        m_key = std::move(key);
    }
    m_slice = std::move(slice);
    m_count = count;
    // The slice holds the pixels as long as they are shown: at 4K a copy would cost a third of a frame.
    m_image = viewOf(m_slice->picture);
    m_nothing.clear();
    if (!sameShape)
        resetView();
    if (m_fitted)
        fit();
    describe();
    update();
}

void ScanCanvas::showNothing(const QString& why) {
    m_slice.reset();
    m_key.clear();
    m_points.clear();
    m_regions.clear();
    m_image = {};
    m_other = {};
    m_nothing = why;
    setAccessibleDescription(why);
    update();
}

void ScanCanvas::setOther(const QImage& other, Comparison how) {
    m_other = other;
    m_comparison = how;
    update();
}

void ScanCanvas::setSwipe(double share) {
    m_swipe = share;
    update();
}

void ScanCanvas::setTool(ScanTool tool) {
    m_tool = tool;
    m_points.clear();
    setCursor(isDrawing() ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
}

void ScanCanvas::setRegions(std::vector<ShownRegion> regions) {
    m_regions = std::move(regions);
    update();
}

void ScanCanvas::setOverlays(bool shown) {
    m_overlays = shown;
    update();
}

QTransform ScanCanvas::toWidget() const {
    QTransform transform;
    transform.translate(width() / 2.0 + m_pan.x(), height() / 2.0 + m_pan.y());
    transform.rotate(90.0 * m_turns);
    const auto spacing = m_slice ? spacingOf(m_slice->info) : QPointF(1, 1);
    const double aspect = spacing.y() / spacing.x();
    transform.scale(m_flipped ? -m_zoom : m_zoom, m_zoom * aspect);
    transform.translate(-m_image.width() / 2.0, -m_image.height() / 2.0);
    return transform;
}

QPointF ScanCanvas::toImage(QPointF widget) const {
    return toWidget().inverted().map(widget);
}

void ScanCanvas::fit() {
    if (m_image.isNull())
        return;
    m_fitted = true;
    m_pan = {};
    m_zoom = 1;
    const auto size = toWidget().mapRect(QRectF(m_image.rect())).size();
    m_zoom = std::clamp(std::min(width() / size.width(), height() / size.height()), kLeastZoom, kMostZoom);
    update();
}

void ScanCanvas::zoomBy(double factor, QPointF around) {
    const auto before = toImage(around);
    m_zoom = std::clamp(m_zoom * factor, kLeastZoom, kMostZoom);
    m_fitted = false;
    m_pan += around - toWidget().map(before);
    update();
}

void ScanCanvas::turn() {
    m_turns = (m_turns + 1) % 4;
    fit();
}

void ScanCanvas::flip() {
    m_flipped = !m_flipped;
    update();
}

void ScanCanvas::resetView() {
    m_turns = 0;
    m_flipped = false;
    fit();
}

void ScanCanvas::removeMeasurement() {
    if (auto& own = m_measurements[m_key]; !own.isEmpty())
        own.removeLast();
    describe();
    update();
}

void ScanCanvas::takeUp(const QString& image, const Measurement& measurement) {
    m_measurements[image] << measurement;
    if (m_slice && image == m_key) {
        describe();
        update();
    }
}

QString ScanCanvas::textOf(const Measurement& measurement) const {
    const auto& info = m_slice->info;
    const auto spacing = spacingOf(info);
    const bool known = info.columnSpacing.has_value();
    const auto apart = [&spacing](QPointF a, QPointF b) {
        return QPointF((b.x() - a.x()) * spacing.x(), (b.y() - a.y()) * spacing.y());
    };
    const auto& p = measurement.points;
    if (measurement.kind == ScanTool::kLength) {
        const auto way = apart(p[0], p[1]);
        const double length = std::hypot(way.x(), way.y());
        return known ? tr("%1 mm").arg(number(length))
                     : tr("%1 pixels (no scale in the file)").arg(number(length));
    }
    if (measurement.kind == ScanTool::kAngle) {
        const auto one = apart(p[1], p[0]);
        const auto other = apart(p[1], p[2]);
        const double angle = std::abs(
            std::remainder(std::atan2(one.y(), one.x()) - std::atan2(other.y(), other.x()), 2 * M_PI));
        return tr("%1°").arg(number(angle * 180 / M_PI));
    }
    const auto found = m_slice->values->inside(p[0].x(), p[0].y(), p[1].x(), p[1].y());
    const auto way = apart(p[0], p[1]);
    const double area = M_PI / 4 * std::abs(way.x() * way.y());
    const auto unit = info.unit.empty() ? QString() : u" "_s + toQt(info.unit);
    return tr("mean %1%2 ± %3, %4 to %5, %6")
        .arg(shownValue(found.mean), unit, shownValue(found.deviation), shownValue(found.lowest),
             shownValue(found.highest),
             known ? tr("%1 mm²").arg(number(area))
                   : tr("%1 pixels").arg(QLocale().toString(static_cast<qulonglong>(found.pixels))));
}

// Drawing

std::size_t ScanCanvas::wanted() const {
    switch (m_tool) {
        case ScanTool::kLength:
        case ScanTool::kEllipse:
        case ScanTool::kMaskRectangle:
        case ScanTool::kMaskEllipse:
            return 2;
        case ScanTool::kAngle:
            return 3;
        case ScanTool::kWindow:
        case ScanTool::kMaskPolygon:
        case ScanTool::kMaskBrush:
            break;
    }
    return SIZE_MAX;
}

void ScanCanvas::addPoint(QPointF point) {
    m_points << point;
    if (static_cast<std::size_t>(m_points.size()) == wanted())
        finishShape();
    update();
}

void ScanCanvas::finishShape() {
    const auto points = std::exchange(m_points, {});
    const auto count = static_cast<std::size_t>(points.size());
    update();
    if (m_tool == ScanTool::kLength || m_tool == ScanTool::kAngle || m_tool == ScanTool::kEllipse) {
        if (count == wanted() && points[0] != points[1])
            m_measurements[m_key] << Measurement{m_tool, points};
        describe();
        return;
    }
    app::MaskRegion region;
    region.shape = m_tool == ScanTool::kMaskRectangle ? app::MaskShape::kRectangle
                   : m_tool == ScanTool::kMaskEllipse ? app::MaskShape::kEllipse
                   : m_tool == ScanTool::kMaskPolygon ? app::MaskShape::kPolygon
                                                      : app::MaskShape::kBrush;
    const bool box = wanted() == 2;
    if ((box && (count != 2 || points[0].x() == points[1].x() || points[0].y() == points[1].y())) ||
        (m_tool == ScanTool::kMaskPolygon && count < 3) || count == 0)
        return;
    for (const auto& point : points)
        region.points.push_back({point.x(), point.y()});
    region.radius = m_tool == ScanTool::kMaskBrush ? m_brush : 0;
    Q_EMIT regionDrawn(region);
}

void ScanCanvas::mousePressEvent(QMouseEvent* event) {
    Q_EMIT pressed();
    setFocus();
    m_drag = event->button();
    m_last = event->position();
    m_pressedAt = event->position();
    if (m_image.isNull() || m_drag != Qt::LeftButton || !isDrawing())
        return;
    const auto point = toImage(event->position());
    m_cursor = point;
    // Two points are drawn in one go: the second follows the mouse.
    if (wanted() == 2)
        m_points = {point, point};
    else
        addPoint(point);
    update();
}

void ScanCanvas::mouseMoveEvent(QMouseEvent* event) {
    const auto by = event->position() - m_last;
    m_last = event->position();
    if (m_image.isNull())
        return;
    m_cursor = toImage(event->position());
    if (m_drag == Qt::LeftButton && isDrawing()) {
        if (wanted() == 2 && m_points.size() == 2)
            m_points[1] = *m_cursor;
        else if (m_tool == ScanTool::kMaskBrush && m_points.size() < 5000)
            m_points << *m_cursor;
    } else if (m_drag == Qt::LeftButton) {
        Q_EMIT windowDragged(by.x(), by.y());
    } else if (m_drag == Qt::MiddleButton) {
        m_pan += by;
        m_fitted = false;
    } else if (m_drag == Qt::RightButton) {
        zoomBy(std::exp(-by.y() / 150), QRectF(rect()).center());
    }
    update();
}

void ScanCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const auto dragged = std::exchange(m_drag, Qt::NoButton);
    if (dragged == Qt::LeftButton && (wanted() == 2 || m_tool == ScanTool::kMaskBrush) && !m_points.isEmpty())
        finishShape();
    if (dragged == Qt::LeftButton && !isDrawing()) {
        Q_EMIT dragEnded();
        const auto moved = (event->position() - m_pressedAt).manhattanLength();
        if (!m_image.isNull() && moved < QApplication::startDragDistance())
            Q_EMIT clicked(toImage(event->position()));
    }
    event->accept();
}

void ScanCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_tool == ScanTool::kMaskPolygon && event->button() == Qt::LeftButton)
        finishShape();
}

void ScanCanvas::wheelEvent(QWheelEvent* event) {
    const int steps = event->angleDelta().y();
    if (steps == 0)
        return;
    if (event->modifiers().testFlag(Qt::ControlModifier))
        zoomBy(std::pow(1.15, steps / 120.0), event->position());
    else
        Q_EMIT stepped(steps > 0 ? -1 : 1);
    event->accept();
}

void ScanCanvas::moveCrosshair(QPointF by) {
    const QRectF image(m_image.rect());
    auto at = m_cursor.value_or(image.center()) + by;
    m_cursor = QPointF(std::clamp(at.x(), 0.0, image.width()), std::clamp(at.y(), 0.0, image.height()));
    if (wanted() == 2 && m_points.size() == 1)
        update();
    setAccessibleDescription(valueText());
    update();
}

void ScanCanvas::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    if (isDrawing() && !m_image.isNull()) {
        switch (event->key()) {
            case Qt::Key_Left:
                return moveCrosshair({-step, 0});
            case Qt::Key_Right:
                return moveCrosshair({step, 0});
            case Qt::Key_Up:
                return moveCrosshair({0, -step});
            case Qt::Key_Down:
                return moveCrosshair({0, step});
            case Qt::Key_Return:
            case Qt::Key_Enter:
                if (event->modifiers().testFlag(Qt::ControlModifier))
                    return finishShape();
                return addPoint(m_cursor.value_or(QRectF(m_image.rect()).center()));
            case Qt::Key_Backspace:
                if (!m_points.isEmpty())
                    m_points.removeLast();
                return update();
            default:
                break;
        }
    }
    switch (event->key()) {
        case Qt::Key_Delete:
            if (std::ranges::any_of(m_regions, &ShownRegion::chosen))
                Q_EMIT regionUnwanted();
            else
                removeMeasurement();
            return;
        case Qt::Key_Plus:
            return zoomBy(1.25);
        case Qt::Key_Minus:
            return zoomBy(0.8);
        case Qt::Key_Up:
        case Qt::Key_PageUp:
            Q_EMIT stepped(-1);
            return;
        case Qt::Key_Down:
        case Qt::Key_PageDown:
            Q_EMIT stepped(1);
            return;
        case Qt::Key_Home:
            Q_EMIT stepped(INT_MIN);
            return;
        case Qt::Key_End:
            Q_EMIT stepped(INT_MAX);
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void ScanCanvas::leaveEvent(QEvent*) {
    if (m_drag == Qt::NoButton && !hasFocus())
        m_cursor.reset();
    update();
}

void ScanCanvas::resizeEvent(QResizeEvent*) {
    if (m_fitted)
        fit();
}

}  // namespace medveil::ui
