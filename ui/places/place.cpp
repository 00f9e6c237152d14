#include "ui/places/place.h"

namespace medveil::ui {

void Place::takeFocus() {
    const auto usable = [this](const QWidget* widget) {
        return widget != nullptr && isAncestorOf(widget) && !m_banner->isAncestorOf(widget) &&
               (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isVisible() &&
               widget->isEnabled();
    };
    auto* first = firstControl();
    for (auto* next = nextInFocusChain(); !usable(first) && next != this; next = next->nextInFocusChain())
        first = next;
    if (usable(first))
        first->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace medveil::ui
