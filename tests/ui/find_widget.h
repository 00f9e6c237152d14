// Widgets as a person finds them: by what a screen reader says, by what is written on a button. Window's
// thread.
#pragma once

#include <QAbstractButton>
#include <QWidget>

namespace medveil::test {

/// nullptr where none is visible.
template <class Widget>
Widget* named(QWidget& in, const QString& name) {
    for (auto* widget : in.findChildren<Widget*>()) {
        if (widget->isVisible() && widget->accessibleName() == name)
            return widget;
    }
    return nullptr;
}

inline QAbstractButton* buttonWith(QWidget& in, const QString& text) {
    for (auto* widget : in.findChildren<QAbstractButton*>()) {
        if (widget->isVisible() && widget->text().startsWith(text))
            return widget;
    }
    return nullptr;
}

}  // namespace medveil::test
