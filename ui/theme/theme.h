// Colours, style sheet and icons. Applied to the whole application; the window's thread.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace medveil::ui {

enum class ThemeKind { kLight, kDark, kHighContrast };

struct Colours {
    QColor window;   ///< behind everything
    QColor surface;  ///< lists, fields
    QColor raised;   ///< bar, headers
    QColor line;
    QColor text;
    QColor quiet;   ///< secondary text; still 4.5:1 on window, surface and raised
    QColor accent;  ///< the one accent: selection, primary action
    QColor onAccent;
    QColor good;
    QColor warn;
    QColor bad;
    QColor warnSurface;
    QColor badSurface;
    QColor goodSurface;
};

Colours coloursOf(ThemeKind kind);
/// WCAG 2.1 contrast ratio, 1 to 21.
double contrast(const QColor& one, const QColor& other);

void applyTheme(ThemeKind kind);
ThemeKind currentTheme();
const Colours& currentColours();
ThemeKind themeFromName(const QString& name);
QString themeName(ThemeKind kind);

/// A line icon of resources/icons. It follows the theme: the colour is looked up when it is drawn, and on a
/// selection it is the selection's.
QIcon icon(const QString& name, QColor Colours::* colour = &Colours::quiet);
/// In one colour for ever.
QIcon icon(const QString& name, const QColor& colour);

}  // namespace medveil::ui
