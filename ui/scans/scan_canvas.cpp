#include "ui/scans/scan_canvas.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double kLeastZoom = 0.02;
constexpr double kMostZoom = 40;
// Scans are read in the dark, in every theme.
const QColor kBackground(0, 0, 0);
const QColor kText(235, 235, 235);
const QColor kDrawn(255, 214, 64);
const QColor kMasked(255, 120, 80);

QString number(double value, int digits = 1) {
    return QLocale().toString(value, 'f', digits);
}

/// Millimetres to the right and down for a pixel; one and one where the file is silent.
QPointF spacingOf(const app::ScanInfo& info) {
    return {info.columnSpacing.value_or(1), info.rowSpacing.value_or(1)};
}

QPainterPath pathOf(const app::MaskRegion& region) {
    QPainterPath path;
    const auto at = [&region](std::size_t i) { return QPointF(region.points[i].x, region.points[i].y); };
    switch (region.shape) {
        case app::MaskShape::kRectangle:
            path.addRect(QRectF(at(0), at(1)).normalized());
            break;
        case app::MaskShape::kEllipse:
            path.addEllipse(QRectF(at(0), at(1)).normalized());
            break;
        case app::MaskShape::kPolygon:
        case app::MaskShape::kBrush:
            path.moveTo(at(0));
            for (std::size_t i = 1; i < region.points.size(); ++i)
                path.lineTo(at(i));
            if (region.shape == app::MaskShape::kPolygon) {
                path.closeSubpath();
                break;
            }
            QPainterPathStroker stroker;
            stroker.setWidth(std::max(1.0, 2 * region.radius));
            stroker.setCapStyle(Qt::RoundCap);
            stroker.setJoinStyle(Qt::RoundJoin);
            if (region.points.size() == 1)
                path.lineTo(at(0) + QPointF(0.01, 0));
            path = stroker.createStroke(path);
    }
    return path;
}

}  // namespace

QImage asImage(const app::ScanPicture& picture) {
    const bool colour = picture.channels == 3;
    return QImage(picture.pixels.data(), static_cast<int>(picture.width), static_cast<int>(picture.height),
                  static_cast<qsizetype>(picture.width) * picture.channels,
                  colour ? QImage::Format_RGB888 : QImage::Format_Grayscale8)
        .copy();
}

ScanCanvas::ScanCanvas() {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(160, 120);
    setAccessibleName(tr("Scan"));
    setContextMenuPolicy(Qt::NoContextMenu);
}

QString ScanCanvas::badgeFor(const app::ScanInfo& info) {
    QStringList lines;
    if (info.masked && !info.restored)
        lines << tr("NOT THE ORIGINAL: regions are masked");
    if (info.marked && !info.restored)
        lines << tr("NOT THE ORIGINAL: it carries hidden data");
    if (info.restored)
        lines << tr("Original, restored from a changed copy");
    return lines.join(u" · "_s);
}

void ScanCanvas::show(std::shared_ptr<const app::ScanSlice> slice, std::size_t count) {
    const bool sameShape = m_slice && m_slice->values->columns() == slice->values->columns() &&
                           m_slice->values->rows() == slice->values->rows();
    if (m_slice && (m_slice->info.file != slice->info.file || m_slice->frame != slice->frame)) {
        m_measurements.clear();
        m_points.clear();
    }
    m_slice = std::move(slice);
    m_count = count;
    m_image = asImage(m_slice->picture);
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

void ScanCanvas::setRegions(std::vector<app::MaskRegion> regions) {
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
    if (!m_measurements.isEmpty())
        m_measurements.removeLast();
    describe();
    update();
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
        .arg(number(found.mean), unit, number(found.deviation), number(found.lowest), number(found.highest),
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
            m_measurements << Measurement{m_tool, points};
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
    if (dragged == Qt::LeftButton && !isDrawing())
        Q_EMIT dragEnded();
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
            return removeMeasurement();
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

// Painting

void ScanCanvas::paintPicture(QPainter& painter) {
    const auto transform = toWidget();
    painter.save();
    painter.setTransform(transform);
    // Smooth while nothing moves; above four times every pixel is to be seen as what it is.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_drag == Qt::NoButton && m_zoom < 4);
    painter.drawImage(0, 0, m_image);
    if (m_comparison == Comparison::kDifference && !m_other.isNull())
        painter.drawImage(QRectF(m_image.rect()), m_other);
    if (m_comparison == Comparison::kSwipe && !m_other.isNull()) {
        painter.resetTransform();
        painter.setClipRect(QRectF(0, 0, width() * m_swipe, height()));
        painter.setTransform(transform);
        painter.drawImage(QRectF(m_image.rect()), m_other);
    }
    painter.restore();
    if (m_comparison == Comparison::kSwipe && !m_other.isNull()) {
        painter.setPen(QPen(kDrawn, 2));
        painter.drawLine(QPointF(width() * m_swipe, 0), QPointF(width() * m_swipe, height()));
    }
}

void ScanCanvas::paintRegions(QPainter& painter) {
    painter.save();
    painter.setTransform(toWidget());
    QPen pen(kMasked, 1.5, Qt::DashLine);
    pen.setCosmetic(true);
    painter.setPen(pen);
    auto fill = kMasked;
    fill.setAlpha(110);
    painter.setBrush(QBrush(fill, Qt::BDiagPattern));
    for (const auto& region : m_regions)
        painter.drawPath(pathOf(region));
    painter.restore();
}

void ScanCanvas::paintMeasurements(QPainter& painter) {
    const auto transform = toWidget();
    painter.setPen(QPen(kDrawn, 1.5));
    painter.setBrush(Qt::NoBrush);
    const auto drawShape = [&](ScanTool kind, const QList<QPointF>& points) {
        QPolygonF line;
        for (const auto& point : points)
            line << transform.map(point);
        const bool ellipse = kind == ScanTool::kEllipse || kind == ScanTool::kMaskEllipse;
        if (points.size() == 2 && (ellipse || kind == ScanTool::kMaskRectangle)) {
            QPainterPath path;
            const auto box = QRectF(points[0], points[1]).normalized();
            if (ellipse)
                path.addEllipse(box);
            else
                path.addRect(box);
            painter.drawPath(transform.map(path));
        } else {
            painter.drawPolyline(line);
        }
        for (const auto& corner : line)
            painter.drawEllipse(corner, 3, 3);
    };
    for (const auto& each : m_measurements) {
        drawShape(each.kind, each.points);
        const auto text = textOf(each);
        const auto at = transform.map(each.points.last()) + QPointF(8, -8);
        const auto box =
            QRectF(painter.fontMetrics().boundingRect(text)).translated(at).adjusted(-3, -2, 3, 2);
        painter.fillRect(box, QColor(0, 0, 0, 170));
        painter.drawText(at, text);
    }
    if (!m_points.isEmpty()) {
        auto points = m_points;
        if (m_cursor && static_cast<std::size_t>(points.size()) < wanted() && m_tool != ScanTool::kMaskBrush)
            points << *m_cursor;
        drawShape(m_tool, points);
    }
    if (isDrawing() && m_cursor && hasFocus()) {
        const auto at = transform.map(*m_cursor);
        painter.drawLine(at - QPointF(7, 0), at + QPointF(7, 0));
        painter.drawLine(at - QPointF(0, 7), at + QPointF(0, 7));
    }
}

QString ScanCanvas::valueText() const {
    if (!m_cursor || m_cursor->x() < 0 || m_cursor->y() < 0)
        return {};
    const auto x = static_cast<std::uint32_t>(m_cursor->x());
    const auto y = static_cast<std::uint32_t>(m_cursor->y());
    const auto value = m_slice->values->at(x, y);
    if (!value)
        return {};
    if (m_slice->info.channels == 3)
        return tr("x %1, y %2: red %3, green %4, blue %5")
            .arg(x)
            .arg(y)
            .arg(*value)
            .arg(m_slice->values->at(x, y, 1).value_or(0))
            .arg(m_slice->values->at(x, y, 2).value_or(0));
    const auto unit = m_slice->info.unit.empty() ? QString() : u" "_s + toQt(m_slice->info.unit);
    return tr("x %1, y %2: %3%4").arg(x).arg(y).arg(QLocale().toString(*value, 'g', 6), unit);
}

QStringList ScanCanvas::cornerTexts(int corner) const {
    const auto& info = m_slice->info;
    QStringList lines;
    switch (corner) {
        case 0:
            lines << toQt(info.patientName) << toQt(info.patientId) << toQt(info.birthDate);
            break;
        case 1:
            lines << toQt(info.studyDescription) << toQt(info.studyDate) << toQt(info.seriesDescription);
            if (info.lossy)
                lines << tr("compressed with loss");
            break;
        case 2:
            lines << tr("Image %1 of %2").arg(m_slice->position + 1).arg(m_count);
            if (m_slice->picture.channels == 1)
                lines << tr("Window %1 / %2")
                             .arg(number(m_slice->picture.window.centre, 0),
                                  number(m_slice->picture.window.width, 0));
            lines << tr("Zoom %1 %").arg(number(m_zoom * 100, 0));
            break;
        default:
            lines << valueText() << tr("%1 × %2").arg(info.columns).arg(info.rows) << toQt(info.modality);
    }
    lines.removeAll(QString());
    return lines;
}

void ScanCanvas::paintTexts(QPainter& painter) {
    constexpr int kMargin = 8;
    painter.setPen(kText);
    // Texts begin below the badge, which covers whatever stands there.
    const int top = badgeFor(m_slice->info).isEmpty() ? kMargin : 44;
    const QRect area = rect().adjusted(kMargin, top, -kMargin, -kMargin);
    for (int corner = 0; corner < 4; ++corner) {
        const auto text = cornerTexts(corner).join(u'\n');
        const bool right = corner % 2 == 1;
        const auto flags =
            (right ? Qt::AlignRight : Qt::AlignLeft) | (corner < 2 ? Qt::AlignTop : Qt::AlignBottom);
        const auto box = painter.boundingRect(QRectF(area), static_cast<int>(flags), text);
        if (!text.isEmpty())
            painter.fillRect(box.adjusted(-3, -2, 3, 2), QColor(0, 0, 0, 130));
        painter.drawText(QRectF(area), static_cast<int>(flags), text);
    }
}

void ScanCanvas::paintBadge(QPainter& painter) {
    const auto text = badgeFor(m_slice->info);
    if (text.isEmpty())
        return;
    auto font = painter.font();
    font.setBold(true);
    painter.setFont(font);
    const auto words =
        painter.boundingRect(QRectF(0, 0, width() - 40, height()), Qt::AlignCenter | Qt::TextWordWrap, text);
    QRectF box(0, 0, words.width() + 24, words.height() + 12);
    box.moveCenter({width() / 2.0, 0});
    box.moveTop(6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_slice->info.restored ? QColor(20, 90, 60) : QColor(150, 30, 20));
    painter.drawRoundedRect(box, 6, 6);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap, text);
}

void ScanCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), kBackground);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(Qt::LeftToRight);
    if (!m_slice) {
        painter.setPen(kText);
        painter.drawText(QRectF(rect()).adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                         m_nothing);
    } else {
        paintPicture(painter);
        paintRegions(painter);
        paintMeasurements(painter);
        if (m_overlays)
            paintTexts(painter);
        paintBadge(painter);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(currentColours().accent, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void ScanCanvas::describe() {
    if (!m_slice)
        return;
    QStringList parts{badgeFor(m_slice->info)};
    for (int corner = 0; corner < 3; ++corner)
        parts << cornerTexts(corner);
    for (const auto& each : m_measurements)
        parts << textOf(each);
    parts.removeAll(QString());
    setAccessibleDescription(parts.join(u", "_s));
}

}  // namespace medveil::ui
