#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QStyleFactory>
#include <QSvgRenderer>
#include <cmath>

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

ThemeKind g_theme = ThemeKind::kLight;
Colours g_colours = coloursOf(ThemeKind::kLight);

QString styleSheet(const Colours& c) {
    QString sheet =
        uR"(
        QWidget { color: $text; }
        QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
        #bar { background: $raised; border: none; }
        #bar QScrollBar { background: $raised; }
        #bar QToolButton { border: none; border-radius: 8px; padding: 8px 4px; min-width: 76px; color: $quiet; background: transparent; }
        #bar QToolButton:hover { background: $window; }
        #bar QToolButton:checked { background: $accent; color: $onAccent; }
        #bar QToolButton:focus { border: 2px solid $accent; padding: 6px 2px; }
        #bar QToolButton:checked:focus { border: 2px solid $text; }
        #statusLine { background: $raised; border-top: 1px solid $line; }
        #statusLine QPushButton { border: none; background: transparent; padding: 4px 8px; color: $quiet; }
        #statusLine QPushButton:focus, #statusLine QPushButton:hover { color: $text; text-decoration: underline; }
        QListView { background: $surface; border: none; outline: none; }
        QListView::item:selected { background: $accent; color: $onAccent; }
        QLineEdit, QPlainTextEdit, QTextEdit, QComboBox { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 6px 8px;
            selection-background-color: $accent; selection-color: $onAccent; }
        QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QListView:focus { border: 2px solid $accent; }
        QLineEdit:focus, QComboBox:focus { padding: 5px 7px; }
        QComboBox QAbstractItemView { background: $surface; selection-background-color: $accent; selection-color: $onAccent; }
        QPushButton, #bar QToolButton { outline: none; }
        QPushButton { background: $raised; border: 1px solid $line; border-radius: 6px; padding: 7px 16px; }
        QPushButton:hover { border-color: $accent; }
        QPushButton:focus { border: 2px solid $accent; padding: 6px 15px; }
        QPushButton:disabled { color: $quiet; border-style: dashed; }
        QPushButton[primary="true"] { background: $accent; color: $onAccent; border: 1px solid $accent; font-weight: 600; }
        QPushButton[primary="true"]:focus { border: 2px solid $text; }
        QPushButton[primary="true"]:disabled { background: $raised; color: $quiet; border: 1px dashed $line; }
        QLabel[role="title"] { font-size: 20px; font-weight: 600; }
        QLabel[role="heading"] { font-size: 15px; font-weight: 600; }
        QLabel[role="quiet"] { color: $quiet; }
        QLabel[role="number"] { font-family: monospace; font-size: 20px; }
        QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
        QFrame[role="patient"] { background: $goodSurface; border: 1px solid $line; border-radius: 8px; }
        QFrame[banner="info"] { background: $raised; border: 1px solid $accent; border-radius: 8px; }
        QFrame[banner="good"] { background: $goodSurface; border: 1px solid $good; border-radius: 8px; }
        QFrame[banner="warn"] { background: $warnSurface; border: 1px solid $warn; border-radius: 8px; }
        QFrame[banner="bad"] { background: $badSurface; border: 1px solid $bad; border-radius: 8px; }
        QScrollArea { border: none; background: transparent; }
        QScrollArea > QWidget > QWidget { background: transparent; }
        QProgressBar { border: 1px solid $line; border-radius: 4px; background: $surface; text-align: center; }
        QProgressBar::chunk { background: $accent; border-radius: 3px; }
        QCheckBox::indicator, QListView::indicator { width: 16px; height: 16px; border: 1px solid $quiet; border-radius: 3px; background: $surface; }
        QCheckBox::indicator:checked, QListView::indicator:checked { background: $accent; border: 1px solid $text; image: $tick; }
        QCheckBox:focus, QRadioButton:focus { text-decoration: underline; }
        QComboBox::drop-down { border: none; width: 28px; }
        QComboBox::down-arrow { image: url(:/icons/chevron.svg); width: 16px; height: 16px; }
        QTreeView { background: $surface; alternate-background-color: $window; border: 1px solid $line; border-radius: 8px; }
        QTreeView::item { padding: 5px 10px; border: none; }
        QTreeView::item:selected { background: $accent; color: $onAccent; }
        QTreeView:focus { border: 2px solid $accent; }
        QHeaderView::section { background: $raised; color: $quiet; padding: 6px 10px; border: none; }
        QScrollBar:vertical { background: $window; width: 12px; margin: 0; }
        QScrollBar:horizontal { background: $window; height: 12px; margin: 0; }
        QScrollBar::handle { background: $line; border-radius: 5px; min-height: 32px; min-width: 32px; margin: 1px; }
        QScrollBar::handle:hover { background: $quiet; }
        QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
        QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
        QSplitter::handle { background: $line; }
    )"_s;
    const std::pair<QString, QColor> names[] = {{u"$window"_s, c.window},
                                                {u"$surface"_s, c.surface},
                                                {u"$raised"_s, c.raised},
                                                {u"$line"_s, c.line},
                                                {u"$text"_s, c.text},
                                                {u"$quiet"_s, c.quiet},
                                                {u"$accent"_s, c.accent},
                                                {u"$onAccent"_s, c.onAccent},
                                                {u"$goodSurface"_s, c.goodSurface},
                                                {u"$warnSurface"_s, c.warnSurface},
                                                {u"$badSurface"_s, c.badSurface},
                                                {u"$good"_s, c.good},
                                                {u"$warn"_s, c.warn},
                                                {u"$bad"_s, c.bad}};
    // A picture in a style sheet has its own colour.
    sheet.replace(u"$tick;"_s, c.onAccent.lightness() > 128 ? u"url(:/icons/tick-light.svg);"_s
                                                            : u"url(:/icons/tick-dark.svg);"_s);
    for (const auto& [name, colour] : names)
        sheet.replace(name + QLatin1Char(';'), colour.name() + QLatin1Char(';'));
    return sheet;
}

double channel(double value) {
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) +
           0.0722 * channel(colour.blueF());
}

}  // namespace

Colours coloursOf(ThemeKind kind) {
    const auto c = [](const char* name) { return QColor(QLatin1String(name)); };
    switch (kind) {
        case ThemeKind::kDark:
            return {c("#15191d"), c("#1d2328"), c("#252c32"), c("#3c464e"), c("#eef2f4"),
                    c("#a9b6bf"), c("#2f9e97"), c("#04110f"), c("#6fd08c"), c("#f0c060"),
                    c("#ff9a8f"), c("#3a3018"), c("#42211e"), c("#18322a")};
        case ThemeKind::kHighContrast:
            return {c("#000000"), c("#000000"), c("#000000"), c("#ffffff"), c("#ffffff"),
                    c("#ffffff"), c("#ffe94a"), c("#000000"), c("#7dff9a"), c("#ffe94a"),
                    c("#ff9d9d"), c("#000000"), c("#000000"), c("#000000")};
        case ThemeKind::kLight:
            break;
    }
    return {c("#f4f6f7"), c("#ffffff"), c("#e9eef0"), c("#c4ced3"), c("#172126"), c("#4a5961"), c("#0b6e69"),
            c("#ffffff"), c("#1c6b3a"), c("#7a5200"), c("#a3261b"), c("#fff4d6"), c("#fde7e4"), c("#e2f3ee")};
}

double contrast(const QColor& one, const QColor& other) {
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

void applyTheme(ThemeKind kind) {
    g_theme = kind;
    g_colours = coloursOf(kind);
    const auto& c = g_colours;
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.surface);
    palette.setColor(QPalette::AlternateBase, c.raised);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.quiet);
    palette.setColor(QPalette::Button, c.raised);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.onAccent);
    palette.setColor(QPalette::ToolTipBase, c.raised);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Link, c.accent);
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setPalette(palette);
    qApp->setStyleSheet(styleSheet(c));
}

ThemeKind currentTheme() {
    return g_theme;
}
const Colours& currentColours() {
    return g_colours;
}

ThemeKind themeFromName(const QString& name) {
    if (name == "dark"_L1)
        return ThemeKind::kDark;
    return name == "contrast"_L1 ? ThemeKind::kHighContrast : ThemeKind::kLight;
}

QString themeName(ThemeKind kind) {
    switch (kind) {
        case ThemeKind::kDark:
            return u"dark"_s;
        case ThemeKind::kHighContrast:
            return u"contrast"_s;
        case ThemeKind::kLight:
            break;
    }
    return u"light"_s;
}

namespace {

class LineIcon final : public QIconEngine {
  public:
    LineIcon(QByteArray svg, QColor Colours::* role, QColor fixed)
        : m_svg(std::move(svg)), m_role(role), m_fixed(std::move(fixed)) {}

    void paint(QPainter* painter, const QRect& area, QIcon::Mode mode, QIcon::State) override {
        auto svg = m_svg;
        svg.replace("currentColor", colourIn(mode).name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        painter->save();
        painter->setOpacity(mode == QIcon::Disabled ? 0.5 : 1);
        renderer.render(painter, area);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap picture(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        paint(&painter, QRect({0, 0}, size), mode, state);
        return picture;
    }
    QIconEngine* clone() const override { return new LineIcon(m_svg, m_role, m_fixed); }

  private:
    QColor colourIn(QIcon::Mode mode) const {
        if (m_role == nullptr)
            return m_fixed;
        return mode == QIcon::Selected ? currentColours().onAccent : currentColours().*m_role;
    }
    QByteArray m_svg;
    QColor Colours::* m_role;
    QColor m_fixed;
};

QIcon lineIcon(const QString& name, QColor Colours::* role, const QColor& fixed) {
    QFile file(u":/icons/"_s + name + u".svg"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new LineIcon(file.readAll(), role, fixed));
}

}  // namespace

QIcon icon(const QString& name, QColor Colours::* colour) {
    return lineIcon(name, colour, {});
}

QIcon icon(const QString& name, const QColor& colour) {
    return lineIcon(name, nullptr, colour);
}

}  // namespace medveil::ui
