// The language of the window. Window's thread, before the first window: texts are read when a window is made.
#pragma once

#include <QLocale>

namespace medveil::ui {

/// Installs the texts for `locale` (English where there are none), its reading direction and its way of
/// writing dates and numbers. Digits are always 0 to 9: values of a scan or a dose come out of files in
/// these, and two kinds of digits for one value on one screen are an invitation to misread it.
void useLanguage(const QLocale& locale);

}  // namespace medveil::ui
