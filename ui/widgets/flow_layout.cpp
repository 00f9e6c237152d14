#include "ui/widgets/flow_layout.h"

#include <QStyle>
#include <QWidget>
#include <algorithm>

namespace medveil::ui {

FlowLayout::FlowLayout(int spacing) {
    setSpacing(spacing);
}

FlowLayout::~FlowLayout() {
    qDeleteAll(m_items);
}

QLayoutItem* FlowLayout::takeAt(int index) {
    return index >= 0 && index < count() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const {
    return arrange({0, 0, width, 0}, Then::kMeasure);
}

QSize FlowLayout::sizeHint() const {
    QSize size;
    for (const auto* item : m_items) {
        if (item->isEmpty())
            continue;
        const int gap = size.width() > 0 ? spacing() : 0;
        size = {size.width() + gap + item->sizeHint().width(),
                std::max(size.height(), item->sizeHint().height())};
    }
    return size.grownBy(contentsMargins());
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const auto* item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    return size.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    arrange(rect, Then::kPlace);
}

int FlowLayout::arrange(const QRect& rect, Then then) const {
    const auto inner = rect.marginsRemoved(contentsMargins());
    const auto direction = parentWidget() != nullptr ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int x = inner.left();
    int y = inner.top();
    int row = 0;
    for (auto* item : m_items) {
        if (item->isEmpty())
            continue;
        const auto size =
            QSize(std::min(item->sizeHint().width(), std::max(inner.width(), item->minimumSize().width())),
                  item->sizeHint().height());
        if (x > inner.left() && x + size.width() > inner.left() + inner.width()) {
            x = inner.left();
            y += row + spacing();
            row = 0;
        }
        if (then == Then::kPlace)
            item->setGeometry(QStyle::visualRect(direction, inner, QRect({x, y}, size)));
        x += size.width() + spacing();
        row = std::max(row, size.height());
    }
    return y + row - rect.top() + contentsMargins().bottom();
}

}  // namespace medveil::ui
