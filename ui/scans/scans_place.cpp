#include "ui/scans/scans_place.h"

#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QSplitter>

#include "app/messages/error_text.h"
#include "app/services/saving.h"
#include "app/services/text_finder.h"
#include "ui/places/patient_card.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_question.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

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
      m_restoring(new RestoreCard),
      m_panels(new QTabWidget),
      m_details(new DetailsPanel),
      m_masks(new MaskPanel(lane)),
      m_release(new ReleasePanel),
      m_share(new SharePanel(lane)) {
    setAcceptDrops(true);
    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(buildViews(), 1);
    // In a small window the list gives way, and the tools take a second row.
    constexpr int kSmallestView = 200;
    middle->setMinimumWidth(kSmallestView);
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
    page->addWidget(m_restoring);
    page->addWidget(split, 1);

    connect(m_masks, &MaskPanel::toolChosen, this, &ScansPlace::setTool);
    connect(m_masks, &MaskPanel::brushChanged, this, [this](double radius) {
        for (auto* view : m_views)
            view->canvas().setBrush(radius);
    });
    connect(m_masks, &MaskPanel::regionsChanged, this,
            [this] { view().canvas().setRegions(m_masks->regionsAt(view().position())); });
    connect(m_masks, &MaskPanel::wantsProposals, this, &ScansPlace::propose);
    connect(m_masks, &MaskPanel::wantsRemembering, this, &ScansPlace::rememberForDevice);
    connect(m_masks, &MaskPanel::wantsCopy, this, &ScansPlace::writeMasked);
    connect(m_release, &ReleasePanel::wantsRelease, this, &ScansPlace::release);
    connect(m_release, &ReleasePanel::wantsReportSaved, this, [this](const QString& text) {
        askWhereToSave(this, tr("Save report"), tr("report.txt"), {}, [this, text](const QString& path) {
            saveFile(this, path, text.toUtf8(), [this](const base::Result<void>& saved) {
                if (!saved)
                    m_banner->showError(saved.error());
            });
        });
    });
    connect(&m_work, &app::Lane::progressed, this, [this](int, qint64 at, qint64 of) {
        if (of > 1)
            m_empty->setText(tr("%1 of %2 files").arg(at).arg(of));
    });
    connect(m_share, &SharePanel::wantsSend, this, &ScansPlace::send);
    connect(m_share, &SharePanel::wantsSeal, this, &ScansPlace::seal);
    connect(m_share, &SharePanel::wantsHide, this, &ScansPlace::hideFile);
    connect(m_share, &SharePanel::wantsPicture, this, &ScansPlace::exportPicture);
    connect(m_share, &SharePanel::wantsCopy, this, &ScansPlace::exportFile);
    m_detailsLater.setSingleShot(true);
    m_detailsLater.setInterval(200);
    connect(&m_detailsLater, &QTimer::timeout, this, &ScansPlace::loadDetails);
    setLayoutOf(1);
    activate(0);
    updateActions();
}

// Opening

void ScansPlace::refresh() {
    m_masks->refresh();
    m_share->refresh();
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
            lines << toQt(app::shownFileName(refused.file)) + u": "_s +
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
        // What is opened now is what is worked on: nothing of another patient stays chosen beside it.
        m_list->setCurrentRow(first, QItemSelectionModel::ClearAndSelect);
    nextThumbnail();
}

bool ScansPlace::addSeries(const app::ScanSeries& series) {
    const auto& info = series.images.front();
    // Another image under a known name is another series.
    const auto key = QStringList{toQt(info.file.string()), toQt(info.instanceUid), toQt(info.patientId),
                                 toQt(info.patientName)}
                         .join(QChar::LineFeed);
    for (const auto& known : m_series) {
        if (known.key == key)
            return false;
    }
    Series added{key, series.images, 0, {}, {}};
    for (const auto& image : series.images)
        added.count += image.frames;
    QStringList lines;
    lines << (info.patientName.empty() && info.patientId.empty()
                  ? toQt(app::shownFileName(info.file))
                  : isolated(shownName(info)) + u' ' + isolated(toQt(info.patientId)));
    if (!info.birthDate.empty())
        lines << tr("born %1").arg(isolated(shownDate(info.birthDate)));
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
            MEDVEIL_ASSIGN(app::ScanSlice slice, stack.slice(stack.count() / 2, {}, task));
            const auto square = app::withSquarePixels(std::move(slice.picture));
            return asImage(square).scaled(kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation);
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
            m_list->setCurrentRow(series, m_list->item(series)->isSelected()
                                              ? QItemSelectionModel::NoUpdate
                                              : QItemSelectionModel::ClearAndSelect);
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
    if (m_detailsOf != slice->info.file)
        m_detailsLater.start();
    m_masks->setPosition(slice->position);
    m_masks->setDevice(deviceText(slice->info));
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
    m_presetWindows.clear();
    const auto add = [this](const QString& name, std::optional<app::ScanWindow> window) {
        m_presets->addItem(name);
        m_presetWindows << std::move(window);
    };
    add(tr("As in the file"), std::nullopt);
    for (std::size_t i = 1; i < slice->windows.size(); ++i) {
        const auto& window = slice->windows[i];
        add(window.name.empty() ? tr("Window %1").arg(i + 1) : toQt(window.name), window);
    }
    if (slice->info.modality == "CT") {
        for (const auto& preset : kPresets)
            add(tr(preset.name),
                app::ScanWindow{static_cast<double>(preset.centre), static_cast<double>(preset.width), {}});
    }
    const auto& window = view().look().window;
    if (!window)
        return;
    const auto isShown = [&window](const std::optional<app::ScanWindow>& each) {
        return each && each->centre == window->centre && each->width == window->width &&
               each->shape == window->shape && each->table == window->table;
    };
    auto chosen = std::ranges::find_if(m_presetWindows, isShown) - m_presetWindows.begin();
    if (chosen == m_presetWindows.size())
        add(tr("By hand"), window);
    m_presets->setCurrentIndex(static_cast<int>(chosen));
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
    m_restoring->shows(slice != nullptr ? slice->info.file : base::Path());
    m_restore->setVisible(slice != nullptr && slice->info.sealedInside && !slice->info.restored);
    m_share->showScan(slice != nullptr, slice != nullptr ? toQt(app::patientOf(slice->info).name) : QString(),
                      slice != nullptr && slice->info.restored);
}

void ScansPlace::loadDetails() {
    if (!shows(m_details) || seriesOf(m_active) < 0)
        return;
    auto* shownView = m_views[m_active];
    shownView->lane().run(
        this,
        [stack = shownView->stack(), position = shownView->position()](base::TaskContext& task) {
            return stack->elements(position, task);
        },
        [this, shownView, stack = shownView->stack()](base::Result<std::vector<app::ScanElement>> elements) {
            // Only of what is on the screen now.
            if (!elements || shownView != m_views[m_active] || shownView->stack() != stack)
                return;
            m_details->show(*elements);
            if (const auto* slice = current())
                m_detailsOf = slice->info.file;
        });
}

void ScansPlace::updateQueue() {
    QStringList chosen;
    std::size_t images = 0;
    std::size_t seen = 0;
    for (int row = 0; row < m_list->count(); ++row) {
        if (!m_list->item(row)->isSelected())
            continue;
        const auto& each = m_series[static_cast<std::size_t>(row)];
        chosen << each.key;
        images += each.count;
        seen += each.seen.size();
    }
    QStringList patients;
    for (const auto& patient : chosenPatients())
        patients << medveil::ui::patientText(patient).replace(u'\n', u", "_s);
    m_release->showQueue(chosen, patients, images, seen);
}

std::vector<app::Patient> ScansPlace::chosenPatients() const {
    std::vector<app::ScanInfo> images;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->isSelected())
            images.push_back(m_series[static_cast<std::size_t>(row)].images.front());
    }
    return app::patientsOf(images);
}

std::vector<const ScansPlace::Series*> ScansPlace::chosenOfOnePatient(const QString& what) {
    std::vector<const Series*> chosen;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->isSelected())
            chosen.push_back(&m_series[static_cast<std::size_t>(row)]);
    }
    const auto patients = chosenPatients();
    if (patients.size() < 2)
        return chosen;
    QStringList names;
    for (const auto& patient : patients)
        names << medveil::ui::patientText(patient).replace(u'\n', u", "_s);
    m_banner->show(Banner::Kind::kBad, tr("Different patients are chosen: %1").arg(what),
                   tr("Choose the images of one of them:") + u'\n' + names.join(u'\n'));
    return {};
}

}  // namespace medveil::ui
