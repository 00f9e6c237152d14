// How the Scans place is put together: see scans_place.h.
#include <QGridLayout>
#include <QMenu>

#include "ui/scans/scans_place.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"
#include "ui/widgets/flow_layout.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

QWidget* ScansPlace::buildList() {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 12, 12, 12);
    auto* file = button(tr("Open files…"));
    auto* folder = button(tr("Open folder…"));
    column->addWidget(file);
    column->addWidget(folder);
    m_list->setAccessibleName(tr("Series"));
    m_list->setIconSize(kThumbnail);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setSpacing(2);
    column->addWidget(m_list, 1);
    m_empty->setText(tr("DICOM, PNG, JPEG and TIFF. Drop files, folders or a DICOMDIR here."));
    column->addWidget(m_empty);
    connect(file, &QPushButton::clicked, this, [this] {
        askForFiles(this, tr("Open scans"), {}, [this](const QStringList& files) { open(files); });
    });
    connect(folder, &QPushButton::clicked, this, [this] {
        askForFolder(this, tr("Open a folder of scans"), [this](const QString& path) { open({path}); });
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &ScansPlace::chosen);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &ScansPlace::updateQueue);
    return side;
}

QToolButton* ScansPlace::tool(const QString& iconName, const QString& name, const QString& key) {
    auto* choice = new QToolButton;
    choice->setIcon(icon(iconName, &Colours::text));
    choice->setIconSize({20, 20});
    choice->setToolTip(key.isEmpty() ? name : tr("%1 (%2)").arg(name, key));
    choice->setAccessibleName(name);
    choice->setFocusPolicy(Qt::StrongFocus);
    choice->setAutoRaise(true);
    return choice;
}

QWidget* ScansPlace::buildBar() {
    auto* bar = new QWidget;
    auto* tools = new FlowLayout(2);
    bar->setLayout(tools);
    tools->setContentsMargins(8, 6, 8, 6);
    m_presets->setAccessibleName(tr("Window"));
    m_presets->setToolTip(tr("Brightness and contrast (keys 1 to 6)"));
    m_presets->setMinimumWidth(130);
    connect(m_presets, &QComboBox::activated, this,
            [this](int index) { view().setWindow(m_presetWindows.value(index)); });
    tools->addWidget(m_presets);
    const std::tuple<ScanTool, QString, QString, QString> kMeasures[] = {
        {ScanTool::kLength, u"length"_s, tr("Measure a length"), u"L"_s},
        {ScanTool::kAngle, u"angle"_s, tr("Measure an angle"), u"A"_s},
        {ScanTool::kEllipse, u"shape-ellipse"_s, tr("Values inside an ellipse"), u"E"_s}};
    for (const auto& [kind, iconName, name, key] : kMeasures) {
        auto* choice = tool(iconName, name, key);
        choice->setCheckable(true);
        choice->setProperty("tool", static_cast<int>(kind));
        connect(choice, &QToolButton::clicked, this,
                [this, kind = kind](bool on) { setTool(on ? kind : ScanTool::kWindow); });
        m_tools << choice;
        tools->addWidget(choice);
    }
    const std::tuple<QString, QString, QString, std::function<void()>> kActions[] = {
        {u"invert"_s, tr("Invert"), u"I"_s, [this] { view().invert(); }},
        {u"turn"_s, tr("Turn"), u"T"_s, [this] { view().canvas().turn(); }},
        {u"flip"_s, tr("Mirror"), u"M"_s, [this] { view().canvas().flip(); }},
        {u"fit"_s, tr("Fit"), u"="_s, [this] { view().canvas().fit(); }}};
    for (const auto& [iconName, name, key, action] : kActions) {
        auto* choice = tool(iconName, name, key);
        connect(choice, &QToolButton::clicked, this, action);
        tools->addWidget(choice);
    }
    m_play = tool(u"play"_s, tr("Play"), tr("Space"));
    m_play->setCheckable(true);
    connect(m_play, &QToolButton::toggled, this, [this](bool on) { view().play(on); });
    tools->addWidget(m_play);
    auto* views = tool(u"layout"_s, tr("Side by side"), {});
    auto* menu = new QMenu(views);
    for (const int count : {1, 2, 4})
        menu->addAction(tr("%n images", nullptr, count), this, [this, count] { setLayoutOf(count); });
    views->setMenu(menu);
    views->setPopupMode(QToolButton::InstantPopup);
    tools->addWidget(views);
    m_link = tool(u"sync"_s, tr("Scroll together"), {});
    m_link->setCheckable(true);
    m_link->setChecked(true);
    tools->addWidget(m_link);
    m_compare = tool(u"compare"_s, tr("Compare with the original"), {});
    auto* how = new QMenu(m_compare);
    how->addAction(tr("Swipe"), this, [this] { compareWith(Comparison::kSwipe); });
    how->addAction(tr("Difference, ten times as strong"), this,
                   [this] { compareWith(Comparison::kDifference); });
    how->addAction(tr("No comparison"), this, [this] { compareWith(Comparison::kNone); });
    m_compare->setMenu(how);
    m_compare->setPopupMode(QToolButton::InstantPopup);
    tools->addWidget(m_compare);
    m_swipe->setRange(0, 100);
    m_swipe->setValue(50);
    m_swipe->setMaximumWidth(120);
    m_swipe->setAccessibleName(tr("How much of the original is shown"));
    connect(m_swipe, &QSlider::valueChanged, this,
            [this](int value) { view().canvas().setSwipe(value / 100.0); });
    tools->addWidget(m_swipe);
    m_swipe->hide();
    connect(m_restore, &QPushButton::clicked, this, &ScansPlace::restoreOriginal);
    tools->addWidget(m_restore);
    return bar;
}

QWidget* ScansPlace::buildViews() {
    auto* area = new QWidget;
    auto* grid = new QGridLayout(area);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(2);
    for (int i = 0; i < 4; ++i) {
        auto* each = new ScanView;
        m_views << each;
        grid->addWidget(each, i / 2, i % 2);
        connect(&each->canvas(), &ScanCanvas::pressed, this, [this, i] { activate(i); });
        connect(&each->canvas(), &ScanCanvas::clicked, m_masks, &MaskPanel::chooseAt);
        connect(&each->canvas(), &ScanCanvas::regionUnwanted, m_masks, &MaskPanel::removeChosen);
        connect(&each->canvas(), &ScanCanvas::regionDrawn, this, [this](const app::MaskRegion& region) {
            m_panels->setCurrentIndex(1);
            m_masks->add(region);
        });
        connect(each, &ScanView::shown, this, [this, i] { viewShown(i); });
        connect(each, &ScanView::stepped, this, [this, i](int steps) { follow(i, steps); });
        connect(each, &ScanView::failed, this,
                [this](const base::Error& error) { m_banner->showError(error); });
    }
    return area;
}

QWidget* ScansPlace::buildPanels() {
    m_panels->setDocumentMode(true);
    m_panels->setAccessibleName(tr("About the scan"));
    m_panels->tabBar()->setAccessibleName(tr("About the scan"));
    for (const auto& [panel, name] : {std::pair<QWidget*, QString>(m_details, tr("Details")),
                                      {m_masks, tr("Mask")},
                                      {m_release, tr("Release")},
                                      {m_share, tr("Share")}}) {
        auto* scroll = scrolled(panel);
        scroll->setAccessibleName(name);
        m_panels->addTab(scroll, name);
    }
    m_panels->setMinimumWidth(310);
    connect(m_panels, &QTabWidget::currentChanged, this, [this] {
        if (shows(m_details))
            loadDetails();
        if (shows(m_release))
            updateQueue();
    });
    return m_panels;
}

}  // namespace medveil::ui
