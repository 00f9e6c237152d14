// What the canvas looks like: see scan_canvas.h.
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include "ui/scans/scan_canvas.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pieces.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

// Scans are read in the dark, in every theme.
const QColor kBackground(0, 0, 0);
const QColor kText(235, 235, 235);
const QColor kDrawn(255, 214, 64);
const QColor kMasked(255, 120, 80);

QString number(double value, int digits = 1) {
    return QLocale().toString(value, 'f', digits);
}

Qt::LayoutDirection directionOf(const QString& text) {
    return text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight;
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

bool covers(const app::MaskRegion& region, QPointF point) {
    return pathOf(region).contains(point);
}

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
    auto fill = kMasked;
    fill.setAlpha(110);
    painter.setBrush(QBrush(fill, Qt::BDiagPattern));
    for (const auto& each : m_regions) {
        pen.setWidthF(each.chosen ? 3 : 1.5);
        pen.setStyle(each.chosen ? Qt::SolidLine : Qt::DashLine);
        painter.setPen(pen);
        painter.drawPath(pathOf(each.region));
    }
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
    for (const auto& each : measurements()) {
        drawShape(each.kind, each.points);
        const auto text = textOf(each);
        const auto at = transform.map(each.points.last()) + QPointF(8, -8);
        const auto box =
            QRectF(painter.fontMetrics().boundingRect(text)).translated(at).adjusted(-3, -2, 3, 2);
        painter.fillRect(box, QColor(0, 0, 0, 170));
        painter.setLayoutDirection(directionOf(text));
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
    auto text = tr("x %1, y %2: %3%4").arg(x).arg(y).arg(shownValue(*value), unit);
    if (const auto measured = m_slice->values->measuredAt(x, y))
        text += u"  =  "_s + shownValue(measured->value) + u" "_s + toQt(measured->unit);
    return text;
}

QStringList ScanCanvas::cornerTexts(int corner) const {
    const auto& info = m_slice->info;
    QStringList lines;
    switch (corner) {
        case 0:
            lines << shownName(info) << toQt(info.patientId) << shownDate(info.birthDate);
            break;
        case 1:
            lines << toQt(info.studyDescription) << shownDate(info.studyDate) << toQt(info.seriesDescription);
            if (info.lossy)
                lines << tr("compressed with loss");
            break;
        case 2:
            lines << tr("Image %1 of %2").arg(m_slice->position + 1).arg(m_count);
            if (m_slice->picture.channels == 1)
                lines << tr("W %1  L %2")
                             .arg(shownValue(m_slice->picture.window.width),
                                  shownValue(m_slice->picture.window.centre));
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
    const int top = badgeFor(*m_slice).isEmpty() ? kMargin : 44;
    const QRect area = rect().adjusted(kMargin, top, -kMargin, -kMargin);
    for (int corner = 0; corner < 4; ++corner) {
        const auto lines = cornerTexts(corner);
        if (lines.isEmpty())
            continue;
        const auto side = Qt::AlignAbsolute | (corner % 2 == 1 ? Qt::AlignRight : Qt::AlignLeft);
        const auto flags = side | (corner < 2 ? Qt::AlignTop : Qt::AlignBottom);
        const auto box = painter.boundingRect(QRectF(area), static_cast<int>(flags), lines.join(u'\n'));
        painter.fillRect(box.adjusted(-3, -2, 3, 2), QColor(0, 0, 0, 130));
        // Each line in the direction of its own words: a name from the file may run against the window's
        // language.
        const double height = box.height() / static_cast<double>(lines.size());
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const QRectF line(area.left(), box.top() + static_cast<double>(i) * height, area.width(), height);
            painter.setLayoutDirection(directionOf(lines[i]));
            painter.drawText(line, static_cast<int>(side | Qt::AlignVCenter | Qt::TextSingleLine), lines[i]);
        }
    }
}

void ScanCanvas::paintBadge(QPainter& painter) {
    const auto text = badgeFor(*m_slice);
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
    painter.setLayoutDirection(directionOf(text));
    painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap, text);
}

void ScanCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), kBackground);
    painter.setRenderHint(QPainter::Antialiasing);
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
    QStringList parts{badgeFor(*m_slice)};
    for (int corner = 0; corner < 3; ++corner)
        parts << cornerTexts(corner);
    for (const auto& each : measurements())
        parts << textOf(each);
    parts.removeAll(QString());
    setAccessibleDescription(parts.join(u", "_s));
}

}  // namespace medveil::ui
