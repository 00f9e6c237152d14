// What of the Scans place is kept over a lock, and how it comes back: see scans_place.h.
#include "ui/scans/scans_place.h"

namespace medveil::ui {

using namespace Qt::StringLiterals;

namespace {

/// Regions and what was seen belong to images, not to paths.
std::string markOf(const std::vector<app::ScanInfo>& images, std::size_t count) {
    const auto& first = images.front();
    return first.instanceUid + '\n' + first.patientId + '\n' + first.patientName + '\n' +
           first.seriesDescription + '\n' + std::to_string(first.columns) + 'x' + std::to_string(first.rows) +
           'x' + std::to_string(count);
}

app::MeasurementKind kindOf(ScanTool tool) {
    return tool == ScanTool::kLength  ? app::MeasurementKind::kLength
           : tool == ScanTool::kAngle ? app::MeasurementKind::kAngle
                                      : app::MeasurementKind::kEllipse;
}

ScanTool toolOf(app::MeasurementKind kind) {
    return kind == app::MeasurementKind::kLength  ? ScanTool::kLength
           : kind == app::MeasurementKind::kAngle ? ScanTool::kAngle
                                                  : ScanTool::kEllipse;
}

std::vector<app::KeptMeasurement> measurementsOf(const ScanCanvas& canvas) {
    std::vector<app::KeptMeasurement> kept;
    const auto& all = canvas.allMeasurements();
    for (auto image = all.begin(); image != all.end(); ++image) {
        for (const auto& drawn : image.value()) {
            app::KeptMeasurement each{fromQt(image.key()), kindOf(drawn.kind), {}};
            for (const auto& point : drawn.points)
                each.points.emplace_back(point.x(), point.y());
            kept.push_back(std::move(each));
        }
    }
    return kept;
}

void takeUp(ScanCanvas& canvas, const std::vector<app::KeptMeasurement>& measurements) {
    for (const auto& each : measurements) {
        Measurement drawn{toolOf(each.kind), {}};
        for (const auto& [column, row] : each.points)
            drawn.points << QPointF(column, row);
        canvas.takeUp(toQt(each.image), drawn);
    }
}

}  // namespace

void ScansPlace::keep(app::Workspace& workspace) const {
    for (const auto& each : m_series) {
        app::OpenSeries kept;
        for (const auto& image : each.images)
            kept.files.push_back(image.file);
        kept.mark = markOf(each.images, each.count);
        kept.sealed = each.opened != nullptr;
        kept.seen.assign(each.seen.begin(), each.seen.end());
        kept.plan = m_masks->planOf(each.key);
        workspace.series.push_back(std::move(kept));
    }
    workspace.viewsShown = 0;
    for (int i = 0; i < m_views.size(); ++i) {
        app::OpenView kept;
        if (const int series = seriesOf(i); series >= 0)
            kept.series = static_cast<std::size_t>(series);
        kept.position = m_views[i]->position();
        kept.look = m_views[i]->look();
        kept.measurements = measurementsOf(m_views[i]->canvas());
        workspace.viewsShown += m_views[i]->isHidden() ? 0 : 1;
        workspace.views.push_back(std::move(kept));
    }
    workspace.activeView = static_cast<std::size_t>(m_active);
}

void ScansPlace::restore(const app::Workspace& workspace) {
    if (workspace.series.empty())
        return;
    const auto kept = std::make_shared<const app::Workspace>(workspace);
    std::vector<base::Path> files;
    for (const auto& series : kept->series) {
        if (!series.sealed)
            files.insert(files.end(), series.files.begin(), series.files.end());
    }
    setLayoutOf(static_cast<int>(std::clamp<std::size_t>(kept->viewsShown, 1, 4)));
    if (files.empty())
        return restoreSealed(kept, 0);
    m_work.run(
        this, [files](base::TaskContext& task) { return app::listScans(files, task); },
        [this, kept](base::Result<app::ScanList> list) {
            // Files that are gone meanwhile are told like any that cannot be opened.
            listed(std::move(list), -1);
            restoreSealed(kept, 0);
        });
}

void ScansPlace::restoreSealed(const std::shared_ptr<const app::Workspace>& kept, std::size_t from) {
    while (from < kept->series.size() && (!kept->series[from].sealed || kept->series[from].files.empty()))
        ++from;
    if (from == kept->series.size())
        return restoreViews(*kept);
    openSealed(kept->series[from].files.front(), [this, kept, from] { restoreSealed(kept, from + 1); });
}

void ScansPlace::restoreViews(const app::Workspace& kept) {
    std::vector<int> places;  // of the kept series, in the list as it is now
    for (const auto& series : kept.series) {
        // By its place, not its key: what lies there now may be other images, and is shown as what it is.
        const auto found = std::ranges::find_if(m_series, [&series](const Series& each) {
            return !series.files.empty() && each.images.front().file == series.files.front();
        });
        places.push_back(found == m_series.end() ? -1 : static_cast<int>(found - m_series.begin()));
        if (found == m_series.end() || markOf(found->images, found->count) != series.mark)
            continue;
        found->seen.insert(series.seen.begin(), series.seen.end());
        m_masks->restore(found->key, series.plan);
    }
    for (std::size_t i = 0; i < kept.views.size() && i < static_cast<std::size_t>(m_views.size()); ++i) {
        const auto& view = kept.views[i];
        // Each by its image, not by its place: where that is gone, nothing is shown of it.
        takeUp(m_views[static_cast<int>(i)]->canvas(), view.measurements);
        const int series = view.series && *view.series < places.size() ? places[*view.series] : -1;
        if (series < 0)
            continue;
        const int index = static_cast<int>(i);
        showIn(index, series);
        m_views[index]->goTo(view.position);
        if (view.look.window)
            m_views[index]->setWindow(view.look.window);
        if (view.look.inverted != m_views[index]->look().inverted)
            m_views[index]->invert();
    }
    activate(static_cast<int>(std::min<std::size_t>(kept.activeView, kept.views.size() - 1)));
}

}  // namespace medveil::ui
