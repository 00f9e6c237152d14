#include "ui/shell/place_bar.h"

#include <QScrollBar>

#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

PlaceButton::PlaceButton(const QString& iconName, const QString& name) {
    setIcon(ui::icon(iconName));
    setIconSize({24, 24});
    setText(name);
    setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("iconName", iconName);
}

QSize PlaceButton::sizeHint() const {
    // Qt asks for less than it draws into: the gap below the icon is forgotten, and a "g" loses its tail.
    constexpr int kGap = 6;
    return QToolButton::sizeHint() + QSize(0, kGap);
}

PlaceBar::PlaceBar() : m_scroll(new QScrollArea), m_column(new QVBoxLayout) {
    setObjectName(u"bar"_s);
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Places"));
    auto* places = new QWidget;
    m_column->setContentsMargins(8, 0, 8, 0);
    m_column->setSpacing(4);
    m_column->addStretch();
    places->setLayout(m_column);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(places);
    auto* lock = new PlaceButton(u"lock"_s, tr("Lock"));
    lock->setToolTip(tr("Lock now (Ctrl+L)"));
    connect(lock, &QToolButton::clicked, this, &PlaceBar::wantsLock);
    auto* below = new QVBoxLayout;
    below->setContentsMargins(8, 0, 8, 0);
    below->addWidget(lock, 0, Qt::AlignHCenter);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 12, 0, 12);
    page->setSpacing(4);
    page->addWidget(m_scroll, 1);
    page->addLayout(below);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, &PlaceBar::fitWidth);
}

void PlaceBar::add(const QString& iconName, const QString& name) {
    auto* choice = new PlaceButton(iconName, name);
    const int place = count();
    choice->setCheckable(true);
    choice->setToolTip(tr("%1 (Ctrl+%2)").arg(name).arg(place + 1));
    connect(choice, &QToolButton::clicked, this, [this, place] { Q_EMIT chosen(place); });
    m_column->insertWidget(place, choice);
    m_buttons << choice;
    fitWidth();
}

void PlaceBar::setCurrent(int place) {
    for (int i = 0; i < m_buttons.size(); ++i) {
        const bool here = i == place;
        m_buttons[i]->setChecked(here);
        m_buttons[i]->setIcon(
            icon(m_buttons[i]->property("iconName").toString(), here ? &Colours::onAccent : &Colours::quiet));
    }
    m_scroll->ensureWidgetVisible(m_buttons[place], 0, 4);
}

void PlaceBar::fitWidth() {
    // The scroll bar stands beside the names, not on them.
    const auto* bar = m_scroll->verticalScrollBar();
    const int beside = bar->maximum() > 0 ? bar->sizeHint().width() : 0;
    m_scroll->setFixedWidth(m_column->sizeHint().width() + beside);
}

}  // namespace medveil::ui
