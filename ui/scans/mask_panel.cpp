#include "ui/scans/mask_panel.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QShortcut>

#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

MaskPanel::MaskPanel(app::SessionLane& lane)
    : m_undo(button(tr("Undo"))),
      m_list(new QListWidget),
      m_frames(new QComboBox),
      m_first(new QSpinBox),
      m_last(new QSpinBox),
      m_brush(new QSpinBox),
      m_numbers{},
      m_solid(new QRadioButton(tr("Black"))),
      m_mosaic(new QRadioButton(tr("Pixelated"))),
      m_block(new QSpinBox),
      m_forGood(new QRadioButton(tr("For good"))),
      m_reversible(new QRadioButton(tr("Original sealed inside, for:"))),
      m_people(new PeoplePicker(lane)),
      m_remember(button(tr("Remember for this device"))),
      m_write(primaryButton(tr("Write masked copy…"))) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(10);
    column->addWidget(buildTools());
    column->addWidget(buildNumbers());
    column->addWidget(buildFrames());
    m_list->setAccessibleName(tr("Regions"));
    m_list->setMinimumHeight(70);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &MaskPanel::regionsChanged);
    new QShortcut(QKeySequence(Qt::Key_Delete), m_list, this, &MaskPanel::removeChosen, Qt::WidgetShortcut);
    column->addWidget(m_list, 1);
    auto* propose = button(tr("Find text and edges"));
    propose->setToolTip(
        tr("Proposes regions where text stands in this image, and those that you remembered for its device. "
           "Look yourself: it overlooks some."));
    m_remember->setToolTip(
        tr("The next images of this kind and size from the same device get these regions proposed."));
    auto* remove = button(tr("Remove"));
    m_undo->setToolTip(tr("Takes back what was done last on this image."));
    column->addWidget(propose);
    column->addWidget(m_remember);
    auto* row = new QHBoxLayout;
    row->addWidget(remove);
    row->addWidget(m_undo);
    row->addStretch();
    column->addLayout(row);
    column->addWidget(buildFill());
    column->addWidget(m_forGood);
    column->addWidget(m_reversible);
    column->addWidget(m_people);
    column->addWidget(m_write);
    m_forGood->setChecked(true);
    m_forGood->setToolTip(tr("Nobody gets it back, not even you."));
    m_reversible->setToolTip(
        tr("These people and you get the original back, bit for bit. It is no anonymous copy."));
    auto* ending = new QButtonGroup(this);
    ending->addButton(m_forGood);
    ending->addButton(m_reversible);
    m_people->setVisible(false);
    connect(m_reversible, &QRadioButton::toggled, m_people, &QWidget::setVisible);
    connect(m_reversible, &QRadioButton::toggled, this, &MaskPanel::updateButtons);
    connect(m_people, &QListWidget::itemChanged, this, &MaskPanel::updateButtons);
    connect(propose, &QPushButton::clicked, this, &MaskPanel::wantsProposals);
    connect(m_remember, &QPushButton::clicked, this, &MaskPanel::wantsRemembering);
    connect(remove, &QPushButton::clicked, this, &MaskPanel::removeChosen);
    connect(m_undo, &QPushButton::clicked, this, &MaskPanel::undo);
    connect(m_write, &QPushButton::clicked, this, &MaskPanel::wantsCopy);
    updateButtons();
}

QWidget* MaskPanel::buildTools() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    const std::tuple<ScanTool, QString, QString> kTools[] = {
        {ScanTool::kMaskRectangle, u"shape-rectangle"_s, tr("Rectangle")},
        {ScanTool::kMaskEllipse, u"shape-ellipse"_s, tr("Ellipse")},
        {ScanTool::kMaskPolygon, u"shape-polygon"_s,
         tr("Polygon: a click for each corner, a double click ends it")},
        {ScanTool::kMaskBrush, u"shape-brush"_s, tr("Brush")}};
    for (const auto& [tool, iconName, name] : kTools) {
        auto* choice = new QToolButton;
        choice->setIcon(icon(iconName, &Colours::text));
        choice->setIconSize({22, 22});
        choice->setToolTip(name);
        choice->setAccessibleName(name);
        choice->setCheckable(true);
        choice->setFocusPolicy(Qt::StrongFocus);
        connect(choice, &QToolButton::clicked, this, [this, tool = tool, choice](bool on) {
            for (auto* other : m_tools)
                other->setChecked(other == choice && on);
            Q_EMIT toolChosen(on ? tool : ScanTool::kWindow);
        });
        m_tools << choice;
        row->addWidget(choice);
    }
    m_brush->setRange(1, 200);
    m_brush->setValue(8);
    m_brush->setSuffix(tr(" px"));
    m_brush->setAccessibleName(tr("Radius of the brush"));
    m_brush->setToolTip(m_brush->accessibleName());
    connect(m_brush, &QSpinBox::valueChanged, this, [this](int value) { Q_EMIT brushChanged(value); });
    row->addWidget(m_brush);
    row->addStretch();
    return box;
}

/// A rectangle in numbers: without a mouse, and exactly.
QWidget* MaskPanel::buildNumbers() {
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    const QString kNames[] = {tr("Left"), tr("Top"), tr("Width"), tr("Height")};
    for (int i = 0; i < 4; ++i) {
        m_numbers[i] = new QSpinBox;
        m_numbers[i]->setRange(i < 2 ? 0 : 1, 65535);
        m_numbers[i]->setAccessibleName(kNames[i]);
        m_numbers[i]->setToolTip(kNames[i]);
        m_numbers[i]->setButtonSymbols(QAbstractSpinBox::NoButtons);
        // Five digits; the style asks for much more.
        m_numbers[i]->setMinimumWidth(m_numbers[i]->fontMetrics().horizontalAdvance(u"000000"_s) + 8);
        m_numbers[i]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        auto* name = label(kNames[i], TextRole::kQuiet);
        name->setWordWrap(false);
        name->setBuddy(m_numbers[i]);
        grid->addWidget(name, 0, i);
        grid->addWidget(m_numbers[i], 1, i);
        grid->setColumnStretch(i, 1);
    }
    auto* put = button(tr("Add"));
    put->setToolTip(tr("Add a rectangle of these numbers, in pixels"));
    connect(put, &QPushButton::clicked, this, [this] {
        const double x = m_numbers[0]->value();
        const double y = m_numbers[1]->value();
        app::MaskRegion region;
        region.points = {{x, y}, {x + m_numbers[2]->value(), y + m_numbers[3]->value()}};
        add(region);
    });
    grid->addWidget(put, 1, 4);
    return box;
}

QWidget* MaskPanel::buildFrames() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_frames->addItems({tr("In all images"), tr("In this image"), tr("In images")});
    m_frames->setAccessibleName(tr("Where new regions hold"));
    for (auto* field : {m_first, m_last}) {
        field->setRange(1, 1);
        field->setVisible(false);
        row->addWidget(field);
    }
    m_first->setAccessibleName(tr("First image"));
    m_last->setAccessibleName(tr("Last image"));
    row->insertWidget(0, m_frames, 1);
    connect(m_frames, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_first->setVisible(index == 2);
        m_last->setVisible(index == 2);
    });
    return box;
}

QWidget* MaskPanel::buildFill() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    m_solid->setChecked(true);
    m_mosaic->setToolTip(tr("Blocks of random brightness. Blocks made of the image would give text away."));
    m_block->setRange(2, 256);
    m_block->setValue(16);
    m_block->setSuffix(tr(" px"));
    m_block->setAccessibleName(tr("Side of a block"));
    m_block->setEnabled(false);
    connect(m_mosaic, &QRadioButton::toggled, m_block, &QWidget::setEnabled);
    row->addWidget(m_solid);
    row->addWidget(m_mosaic);
    row->addWidget(m_block);
    row->addStretch();
    return box;
}

void MaskPanel::showSeries(const QString& key, std::size_t count) {
    m_key = key;
    m_count = std::max<std::size_t>(1, count);
    m_first->setRange(1, static_cast<int>(m_count));
    m_last->setRange(1, static_cast<int>(m_count));
    m_last->setValue(static_cast<int>(m_count));
    showList();
}

void MaskPanel::setPosition(std::size_t position) {
    m_position = position;
    updateButtons();
}

app::MaskPlan MaskPanel::plan() const {
    return planOf(m_key);
}

app::MaskPlan MaskPanel::planOf(const QString& key) const {
    app::MaskPlan plan;
    for (const auto& kept : m_masks.value(key).regions)
        plan.regions.push_back(kept.region);
    plan.fill = m_mosaic->isChecked() ? app::MaskFill::kMosaic : app::MaskFill::kSolid;
    plan.block = static_cast<std::uint32_t>(m_block->value());
    return plan;
}

void MaskPanel::restore(const QString& key, const app::MaskPlan& plan) {
    (plan.fill == app::MaskFill::kMosaic ? m_mosaic : m_solid)->setChecked(true);
    m_block->setValue(static_cast<int>(plan.block));
    Masks masks;
    for (const auto& region : plan.regions)
        masks.regions.push_back({++m_lastNumber, region});
    m_masks[key] = std::move(masks);
    if (key == m_key)
        showList();
    Q_EMIT regionsChanged();
}

std::vector<ShownRegion> MaskPanel::regionsAt(std::size_t position) const {
    std::vector<ShownRegion> shown;
    const auto masks = m_masks.value(m_key);
    for (std::size_t i = 0; i < masks.regions.size(); ++i) {
        const auto& region = masks.regions[i].region;
        const auto* item = m_list->item(static_cast<int>(i));
        if (position >= region.firstFrame && position <= region.lastFrame)
            shown.push_back({region, item != nullptr && item->isSelected()});
    }
    return shown;
}

app::MaskRegion MaskPanel::withFrames(app::MaskRegion region) const {
    if (m_frames->currentIndex() == 1)
        region.firstFrame = region.lastFrame = static_cast<std::uint32_t>(m_position);
    if (m_frames->currentIndex() == 2) {
        region.firstFrame = static_cast<std::uint32_t>(std::min(m_first->value(), m_last->value()) - 1);
        region.lastFrame = static_cast<std::uint32_t>(std::max(m_first->value(), m_last->value()) - 1);
    }
    return region;
}

void MaskPanel::add(app::MaskRegion region) {
    change({withFrames(std::move(region))}, {});
}

void MaskPanel::addProposals(std::vector<app::MaskRegion> proposals) {
    Regions added;
    const auto there = plan().regions;
    for (auto& region : proposals) {
        region = withFrames(std::move(region));
        if (std::ranges::find(there, region) == there.end() &&
            std::ranges::find(added, region) == added.end())
            added.push_back(std::move(region));
    }
    change(std::move(added), {});
}

void MaskPanel::chooseAt(QPointF point) {
    const auto masks = m_masks.value(m_key);
    m_list->clearSelection();
    for (std::size_t i = masks.regions.size(); i-- > 0;) {
        const auto& region = masks.regions[i].region;
        if (isHere(region) && covers(region, point)) {
            m_list->setCurrentRow(static_cast<int>(i));
            return;
        }
    }
}

void MaskPanel::removeChosen() {
    std::vector<std::uint64_t> chosen;
    const auto masks = m_masks.value(m_key);
    for (std::size_t i = 0; i < masks.regions.size(); ++i) {
        if (m_list->item(static_cast<int>(i))->isSelected())
            chosen.push_back(masks.regions[i].number);
    }
    change({}, chosen);
}

void MaskPanel::change(Regions added, const std::vector<std::uint64_t>& removed) {
    if (m_key.isEmpty() || (added.empty() && removed.empty()))
        return;
    auto& masks = m_masks[m_key];
    Change step;
    for (auto& region : added) {
        step.added.push_back({++m_lastNumber, std::move(region)});
        masks.regions.push_back(step.added.back());
    }
    std::erase_if(masks.regions, [&](const Kept& kept) {
        const bool goes = std::ranges::find(removed, kept.number) != removed.end();
        if (goes)
            step.removed.push_back(kept);
        return goes;
    });
    masks.changes.push_back(std::move(step));
    showList();
    Q_EMIT regionsChanged();
}

bool MaskPanel::isHere(const app::MaskRegion& region) const {
    return m_position >= region.firstFrame && m_position <= region.lastFrame;
}

std::optional<std::size_t> MaskPanel::lastChangeHere() const {
    const auto changes = m_masks.value(m_key).changes;
    const auto here = [this](const Kept& kept) { return isHere(kept.region); };
    for (std::size_t i = changes.size(); i-- > 0;) {
        if (std::ranges::any_of(changes[i].added, here) || std::ranges::any_of(changes[i].removed, here))
            return i;
    }
    return std::nullopt;
}

void MaskPanel::undo() {
    const auto index = lastChangeHere();
    if (!index)
        return;
    auto& masks = m_masks[m_key];
    const auto step = std::move(masks.changes[*index]);
    masks.changes.erase(masks.changes.begin() + static_cast<std::ptrdiff_t>(*index));
    std::erase_if(masks.regions, [&step](const Kept& kept) {
        return std::ranges::find(step.added, kept.number, &Kept::number) != step.added.end();
    });
    masks.regions.insert(masks.regions.end(), step.removed.begin(), step.removed.end());
    std::ranges::sort(masks.regions, {}, &Kept::number);
    showList();
    Q_EMIT regionsChanged();
}

void MaskPanel::showList() {
    static const char* const kNames[] = {QT_TR_NOOP("Rectangle"), QT_TR_NOOP("Ellipse"),
                                         QT_TR_NOOP("Polygon"), QT_TR_NOOP("Brush stroke")};
    m_list->clear();
    const auto masks = m_masks.value(m_key);
    for (const auto& [number, region] : masks.regions) {
        // By its line, so that one can speak of it.
        const auto name =
            tr("%1 %2").arg(tr(kNames[static_cast<int>(region.shape)])).arg(m_list->count() + 1);
        const auto last = std::min<std::size_t>(region.lastFrame, m_count - 1);
        m_list->addItem(region.firstFrame == 0 && last + 1 == m_count
                            ? tr("%1, all images").arg(name)
                            : tr("%1, images %2 to %3").arg(name).arg(region.firstFrame + 1).arg(last + 1));
    }
    updateButtons();
}

void MaskPanel::setDevice(const QString& device) {
    m_device = device;
    updateButtons();
}

void MaskPanel::setBusy(bool busy) {
    m_busy = busy;
    updateButtons();
}

void MaskPanel::updateButtons() {
    m_undo->setEnabled(lastChangeHere().has_value());
    m_remember->setEnabled(m_list->count() > 0 && !m_device.isEmpty());
    m_write->setText(m_reversible->isChecked() && !m_people->names().isEmpty()
                         ? tr("Write masked copy, original for %1…").arg(m_people->names())
                         : tr("Write masked copy…"));
    m_write->setEnabled(!m_busy && m_list->count() > 0 &&
                        (!m_reversible->isChecked() || !m_people->chosen().empty()));
}

}  // namespace medveil::ui
