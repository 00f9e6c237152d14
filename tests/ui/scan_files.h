// Finding widgets of the Scans place in tests, with the DICOM files that it shows.
#pragma once

#include <QWidget>

#include "tests/support/slice_file.h"

namespace medveil::test {

/// By its accessible name, or how its text begins.
template <class Widget>
Widget* begins(QWidget& in, const QString& name) {
    for (auto* widget : in.findChildren<Widget*>()) {
        if (widget->accessibleName() == name || widget->property("text").toString().startsWith(name))
            return widget;
    }
    return nullptr;
}

}  // namespace medveil::test
