#include "ui/scans/scans_place.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QSplitter>

#include "app/messages/error_text.h"
#include "app/services/text_finder.h"
#include "ui/theme/theme.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kThumbnail(72, 72);

struct Preset {
    const char* name;
    double centre;
    double width;
};
/// Of CT, in Hounsfield units; the keys 2 to 6.
constexpr Preset kPresets[] = {{QT_TRANSLATE_NOOP("medveil::ui::ScansPlace", "Soft tissue"), 40, 400},
                               {QT_TRANSLATE_NOOP("medveil::ui::ScansPlace", "Lung"), -600, 1500},
                               {QT_TRANSLATE_NOOP("medveil::ui::ScansPlace", "Liver"), 90, 150},
                               {QT_TRANSLATE_NOOP("medveil::ui::ScansPlace", "Bone"), 480, 2500},
                               {QT_TRANSLATE_NOOP("medveil::ui::ScansPlace", "Brain"), 40, 80}};

/// Looks the same on a selection.
QIcon untinted(const QPixmap& picture) {
    QIcon icon(picture);
    icon.addPixmap(picture, QIcon::Selected);
    return icon;
}

/// A stack that can be opened in another thread's time: made of what was listed.
std::shared_ptr<app::ScanStack> stackOf(const std::vector<app::ScanInfo>& images,
                                        app::ScanStack::Show show = app::ScanStack::Show::kOriginal) {
    return std::make_shared<app::ScanStack>(images, show);
}

}  // namespace

app::Patient patientOf(const app::ScanInfo& info) {
    const auto parts = toQt(info.patientName).split(u'^', Qt::SkipEmptyParts);
    QString name = parts.value(1) + u' ' + parts.value(0);
    return {!info.patientId.empty() || !info.patientName.empty(), info.patientId, fromQt(name.trimmed())};
}

ScansPlace::ScansPlace(app::SessionLane& lane)
    : Place(lane),
      m_list(new QListWidget),
      m_empty(label({}, TextRole::kQuiet)),
      m_link(nullptr),
      m_play(nullptr),
      m_compare(nullptr),
      m_swipe(new QSlider(Qt::Horizontal)),
      m_presets(new QComboBox),
      m_restore(button(tr("Show the original"))),
      m_send(button(tr("Send…"), u"compose"_s)),
      m_export(nullptr),
      m_panels(new QTabWidget),
      m_details(new DetailsPanel),
      m_masks(new MaskPanel(lane)),
      m_release(new ReleasePanel) {
    setAcceptDrops(true);
    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(buildViews(), 1);
    auto* split = new QSplitter;
    split->addWidget(buildList());
    split->addWidget(middle);
    split->addWidget(buildPanels());
    split->setStretchFactor(1, 1);
    split->setSizes({220, 600, 330});
    split->setChildrenCollapsible(false);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_banner);
    page->addWidget(split, 1);

    connect(m_masks, &MaskPanel::toolChosen, this, &ScansPlace::setTool);
    connect(m_masks, &MaskPanel::brushChanged, this, [this](double radius) {
        for (auto* view : m_views)
            view->canvas().setBrush(radius);
    });
    connect(m_masks, &MaskPanel::regionsChanged, this,
            [this] { view().canvas().setRegions(m_masks->regionsAt(view().position())); });
    connect(m_masks, &MaskPanel::wantsProposals, this, &ScansPlace::propose);
    connect(m_masks, &MaskPanel::wantsCopy, this, &ScansPlace::writeMasked);
    connect(m_release, &ReleasePanel::wantsRelease, this, &ScansPlace::release);
    connect(m_release, &ReleasePanel::wantsReportSaved, this, [this](const QString& text) {
        const auto path = QFileDialog::getSaveFileName(this, tr("Save report"), tr("report.txt"));
        QFile file(path);
        if (path.isEmpty())
            return;
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            m_banner->showError({base::ErrorCode::kIo, {}});
    });
    connect(&m_work, &app::Lane::progressed, this, [this](int, qint64 at, qint64 of) {
        if (of > 1)
            m_empty->setText(tr("%1 of %2 files").arg(at).arg(of));
    });
    setLayoutOf(1);
    activate(0);
    updateActions();
}

// Building

QWidget* ScansPlace::buildList() {
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(12, 12, 12, 12);
    auto* file = button(tr("Open files…"), u"open"_s);
    auto* folder = button(tr("Open folder…"));
    column->addWidget(file);
    column->addWidget(folder);
    m_list->setAccessibleName(tr("Series"));
    m_list->setIconSize(kThumbnail);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setWordWrap(true);
    m_list->setSpacing(2);
    column->addWidget(m_list, 1);
    m_empty->setText(tr("DICOM, PNG, JPEG and TIFF. Drop files, folders or a DICOMDIR here."));
    column->addWidget(m_empty);
    connect(file, &QPushButton::clicked, this,
            [this] { open(QFileDialog::getOpenFileNames(this, tr("Open scans"))); });
    connect(folder, &QPushButton::clicked, this, [this] {
        const auto path = QFileDialog::getExistingDirectory(this, tr("Open a folder of scans"));
        if (!path.isEmpty())
            open({path});
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
    auto* column = new QVBoxLayout(bar);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(4);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(2);
    m_presets->setAccessibleName(tr("Window"));
    m_presets->setToolTip(tr("Brightness and contrast (keys 1 to 6)"));
    m_presets->setMinimumWidth(130);
    connect(m_presets, &QComboBox::activated, this, [this](int index) {
        const auto place = m_presets->itemData(index).toPointF();
        view().setWindow(place.isNull() ? std::nullopt
                                        : std::optional(app::ScanWindow{place.x(), place.y(), {}}));
    });
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
    tools->addStretch();
    column->addLayout(tools);

    auto* actions = new QHBoxLayout;
    actions->setSpacing(6);
    m_compare = tool(u"compare"_s, tr("Compare with the original"), {});
    auto* how = new QMenu(m_compare);
    how->addAction(tr("Swipe"), this, [this] { compareWith(Comparison::kSwipe); });
    how->addAction(tr("Difference, ten times as strong"), this,
                   [this] { compareWith(Comparison::kDifference); });
    how->addAction(tr("No comparison"), this, [this] { compareWith(Comparison::kNone); });
    m_compare->setMenu(how);
    m_compare->setPopupMode(QToolButton::InstantPopup);
    actions->addWidget(m_compare);
    m_swipe->setRange(0, 100);
    m_swipe->setValue(50);
    m_swipe->setMaximumWidth(120);
    m_swipe->setAccessibleName(tr("How much of the original is shown"));
    connect(m_swipe, &QSlider::valueChanged, this,
            [this](int value) { view().canvas().setSwipe(value / 100.0); });
    actions->addWidget(m_swipe);
    m_swipe->hide();
    connect(m_restore, &QPushButton::clicked, this, &ScansPlace::restoreOriginal);
    actions->addWidget(m_restore);
    actions->addStretch();
    m_export = tool(u"export"_s, tr("Save or seal"), {});
    auto* exports = new QMenu(m_export);
    exports->addAction(tr("Save this image as a picture…"), this, &ScansPlace::exportPicture);
    exports->addAction(tr("Save a copy of the file…"), this, &ScansPlace::exportFile);
    exports->addAction(tr("Seal the file for the people ticked under Mask…"), this, &ScansPlace::seal);
    m_export->setMenu(exports);
    m_export->setPopupMode(QToolButton::InstantPopup);
    actions->addWidget(m_export);
    connect(m_send, &QPushButton::clicked, this, &ScansPlace::send);
    actions->addWidget(m_send);
    column->addLayout(actions);
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
        connect(&each->canvas(), &ScanCanvas::regionDrawn, this, [this](const app::MaskRegion& region) {
            m_panels->setCurrentWidget(m_masks);
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
    m_panels->addTab(m_details, tr("Details"));
    m_panels->addTab(m_masks, tr("Mask"));
    m_panels->addTab(m_release, tr("Release"));
    m_panels->setMinimumWidth(300);
    connect(m_panels, &QTabWidget::currentChanged, this, [this] {
        if (m_panels->currentWidget() == m_details)
            loadDetails();
        if (m_panels->currentWidget() == m_release)
            updateQueue();
    });
    return m_panels;
}

// Opening

void ScansPlace::refresh() {
    m_masks->refresh();
}

void ScansPlace::open(const QStringList& places) {
    if (places.isEmpty())
        return;
    std::vector<base::Path> paths;
    for (const auto& place : places) {
        if (place.endsWith(u".medveil"_s, Qt::CaseInsensitive))
            openSealed(fromQt(place));
        else
            paths.emplace_back(fromQt(place));
    }
    if (paths.empty())
        return;
    m_empty->setText(tr("Looking at the files…"));
    m_work.run(
        this, [paths](base::TaskContext& task) { return app::listScans(paths, task); },
        [this, request = ++m_request](base::Result<app::ScanList> list) {
            listed(std::move(list), request);
        });
}

void ScansPlace::listed(base::Result<app::ScanList> list, int request) {
    m_empty->setText({});
    if (!list) {
        m_banner->showError(list.error());
        return;
    }
    const auto first = static_cast<int>(m_series.size());
    for (const auto& series : list->series)
        addSeries(series);
    if (!list->refused.empty()) {
        QStringList lines;
        constexpr std::size_t kMostLines = 3;
        for (std::size_t i = 0; i < std::min(list->refused.size(), kMostLines); ++i) {
            const auto& refused = list->refused[i];
            lines << toQt(refused.file.filename().string()) + u": "_s +
                         (refused.reason.detail.empty() ? app::errorText(refused.reason.code).title
                                                        : toQt(refused.reason.detail));
        }
        if (list->refused.size() > kMostLines)
            lines << u"…"_s;
        m_banner->show(
            list->series.empty() ? Banner::Kind::kWarn : Banner::Kind::kInfo,
            tr("%n files hold no image that can be shown", nullptr, static_cast<int>(list->refused.size())),
            lines.join(u'\n'));
    }
    if (static_cast<int>(m_series.size()) > first && request == m_request)
        m_list->setCurrentRow(first);
    nextThumbnail();
}

bool ScansPlace::addSeries(const app::ScanSeries& series) {
    const auto& info = series.images.front();
    const auto key = toQt(info.file.string());
    for (const auto& known : m_series) {
        if (known.key == key)
            return false;
    }
    Series added{key, series.images, 0, {}, {}};
    for (const auto& image : series.images)
        added.count += image.frames;
    QStringList lines;
    lines << (info.patientName.empty() && info.patientId.empty()
                  ? toQt(info.file.filename().string())
                  : toQt(info.patientName) + u' ' + toQt(info.patientId));
    lines << toQt(info.modality.empty() ? info.kind : info.modality) + u' ' + toQt(info.seriesDescription);
    lines << tr("%n images", nullptr, static_cast<int>(added.count));
    auto* item = new QListWidgetItem(lines.join(u'\n'), m_list);
    item->setToolTip(toQt(info.file.string()));
    item->setSizeHint({160, kThumbnail.height() + 8});
    m_waitingThumbnails.push_back(static_cast<int>(m_series.size()));
    m_series.push_back(std::move(added));
    return true;
}

void ScansPlace::nextThumbnail() {
    if (m_waitingThumbnails.empty())
        return;
    const int index = m_waitingThumbnails.front();
    m_waitingThumbnails.erase(m_waitingThumbnails.begin());
    const auto& series = m_series[static_cast<std::size_t>(index)];
    // The middle of a series says more than its edge.
    const auto image = series.images[series.images.size() / 2];
    m_work.run(
        this,
        [image](base::TaskContext& task) -> base::Result<QImage> {
            app::ScanStack stack({image});
            MEDVEIL_ASSIGN(const app::ScanSlice slice, stack.slice(stack.count() / 2, {}, task));
            return asImage(slice.picture).scaled(kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        },
        [this, index](base::Result<QImage> picture) {
            if (picture)
                m_list->item(index)->setIcon(untinted(QPixmap::fromImage(*picture)));
            else
                m_list->item(index)->setIcon(icon(u"warning"_s, &Colours::warn));
            nextThumbnail();
        });
}

void ScansPlace::chosen() {
    const int row = m_list->currentRow();
    if (row >= 0)
        showIn(m_active, row);
}

void ScansPlace::showIn(int view, int series) {
    if (seriesOf(view) == series)
        return;
    m_shown[static_cast<std::size_t>(view)] = series;
    const auto& each = m_series[static_cast<std::size_t>(series)];
    m_views[view]->open(each.opened ? each.opened : stackOf(each.images));
    if (view == m_active)
        activate(view);
}

void ScansPlace::activate(int view) {
    m_active = view;
    const int series = seriesOf(view);
    if (series >= 0) {
        const auto& each = m_series[static_cast<std::size_t>(series)];
        m_masks->showSeries(each.key, each.count);
        m_masks->setPosition(m_views[view]->position());
        if (m_list->currentRow() != series) {
            const QSignalBlocker quiet(m_list);
            m_list->setCurrentRow(series);
        }
    }
    m_details->clear();
    for (auto* each : m_views)
        each->canvas().setRegions({});
    if (series >= 0)
        this->view().canvas().setRegions(m_masks->regionsAt(this->view().position()));
    loadDetails();
    updateQueue();
    updateActions();
}

void ScansPlace::setLayoutOf(int views) {
    for (int i = 0; i < m_views.size(); ++i)
        m_views[i]->setVisible(i < views);
    if (m_active >= views)
        activate(0);
}

void ScansPlace::viewShown(int view) {
    const int series = seriesOf(view);
    const auto* slice = m_views[view]->canvas().slice();
    if (series < 0 || slice == nullptr)
        return;
    auto& each = m_series[static_cast<std::size_t>(series)];
    if (m_views[view]->isVisible())
        each.seen.insert(slice->position);
    if (view != m_active)
        return;
    m_masks->setPosition(slice->position);
    m_views[view]->canvas().setRegions(m_masks->regionsAt(slice->position));
    showPresets();
    updateQueue();
    updateActions();
}

void ScansPlace::follow(int view, int steps) {
    if (!m_link->isChecked())
        return;
    for (int i = 0; i < m_views.size(); ++i) {
        if (i == view || !m_views[i]->isVisible() || !m_views[i]->stack())
            continue;
        const auto last = static_cast<qint64>(m_views[i]->stack()->count()) - 1;
        const auto wanted = static_cast<qint64>(m_views[i]->position()) + steps;
        m_views[i]->goTo(static_cast<std::size_t>(std::clamp<qint64>(wanted, 0, last)));
    }
}

// The picture

void ScansPlace::setTool(ScanTool chosenTool) {
    for (auto* each : m_views)
        each->canvas().setTool(chosenTool);
    for (auto* each : m_tools)
        each->setChecked(each->property("tool").toInt() == static_cast<int>(chosenTool));
    if (chosenTool != ScanTool::kWindow)
        view().canvas().setFocus();
}

void ScansPlace::showPresets() {
    const auto* slice = current();
    if (slice == nullptr)
        return;
    m_presets->clear();
    m_presets->addItem(tr("As in the file"), QPointF());
    for (std::size_t i = 1; i < slice->windows.size(); ++i) {
        const auto& window = slice->windows[i];
        m_presets->addItem(window.name.empty() ? tr("Window %1").arg(i + 1) : toQt(window.name),
                           QPointF(window.centre, window.width));
    }
    if (slice->info.modality == "CT") {
        for (const auto& preset : kPresets)
            m_presets->addItem(tr(preset.name), QPointF(preset.centre, preset.width));
    }
    const auto& window = view().look().window;
    for (int i = 0; window && i < m_presets->count(); ++i) {
        if (m_presets->itemData(i).toPointF() == QPointF(window->centre, window->width))
            return m_presets->setCurrentIndex(i);
    }
    if (window) {
        m_presets->addItem(tr("By hand"), QPointF(window->centre, window->width));
        m_presets->setCurrentIndex(m_presets->count() - 1);
    }
}

void ScansPlace::keyPressEvent(QKeyEvent* event) {
    const int digit = event->key() - Qt::Key_1;
    if (digit >= 0 && digit < 9 && event->modifiers() == Qt::NoModifier) {
        if (digit < m_presets->count()) {
            m_presets->setCurrentIndex(digit);
            Q_EMIT m_presets->activated(digit);
        }
        return;
    }
    const auto toggle = [this](ScanTool kind) {
        setTool(view().canvas().tool() == kind ? ScanTool::kWindow : kind);
    };
    switch (event->key()) {
        case Qt::Key_I:
            return view().invert();
        case Qt::Key_R:
            return view().reset();
        case Qt::Key_T:
            return view().canvas().turn();
        case Qt::Key_M:
            return view().canvas().flip();
        case Qt::Key_Equal:
            return view().canvas().fit();
        case Qt::Key_O:
            return view().canvas().setOverlays(!view().canvas().overlays());
        case Qt::Key_L:
            return toggle(ScanTool::kLength);
        case Qt::Key_A:
            return toggle(ScanTool::kAngle);
        case Qt::Key_E:
            return toggle(ScanTool::kEllipse);
        case Qt::Key_Space:
        case Qt::Key_C:
            return m_play->toggle();
        case Qt::Key_Escape:
            return setTool(ScanTool::kWindow);
        default:
            Place::keyPressEvent(event);
    }
}

void ScansPlace::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void ScansPlace::dropEvent(QDropEvent* event) {
    QStringList places;
    for (const auto& url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            places << url.toLocalFile();
    }
    open(places);
}

void ScansPlace::updateActions() {
    const auto* slice = current();
    const bool changed = slice != nullptr && (slice->info.sealedInside || slice->info.marked);
    m_compare->setEnabled(changed);
    m_restore->setVisible(slice != nullptr && slice->info.sealedInside && !slice->info.restored);
    m_send->setEnabled(slice != nullptr);
    m_export->setEnabled(slice != nullptr);
    m_send->setText(slice != nullptr && !slice->info.patientName.empty()
                        ? tr("Send %1…").arg(toQt(patientOf(slice->info).name))
                        : tr("Send…"));
}

void ScansPlace::loadDetails() {
    if (m_panels->currentWidget() != m_details || seriesOf(m_active) < 0)
        return;
    auto* shownView = m_views[m_active];
    shownView->lane().run(
        this,
        [stack = shownView->stack(), position = shownView->position()](base::TaskContext& task) {
            return stack->elements(position, task);
        },
        [this, shownView, stack = shownView->stack()](base::Result<std::vector<app::ScanElement>> elements) {
            // Only of what is on the screen now.
            if (elements && shownView == m_views[m_active] && shownView->stack() == stack)
                m_details->show(*elements);
        });
}

void ScansPlace::updateQueue() {
    std::size_t series = 0;
    std::size_t images = 0;
    std::size_t seen = 0;
    for (int row = 0; row < m_list->count(); ++row) {
        if (!m_list->item(row)->isSelected())
            continue;
        const auto& each = m_series[static_cast<std::size_t>(row)];
        ++series;
        images += each.count;
        seen += each.seen.size();
    }
    m_release->showQueue(series, images, seen);
}

}  // namespace medveil::ui
