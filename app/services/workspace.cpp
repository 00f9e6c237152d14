#include "app/services/workspace.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "app/services/session_state.h"
#include "core/format/cbor.h"
#include "core/imaging/protocol/decoder_protocol.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kName = "workspace";
constexpr std::uint64_t kVersion = 3;  // 1 had no measurements, 2 no shapes of windows
constexpr std::size_t kMostMeasurements = 100'000;
constexpr std::size_t kMostSeries = 10'000;
constexpr std::size_t kMostImages = 1'000'000;
constexpr std::size_t kMostViews = 16;
constexpr std::size_t kPathLimit = 4096;
constexpr std::size_t kMarkLimit = 1024 * 1024;
constexpr std::size_t kPlanLimit = 64 * 1024 * 1024;
/// A vault's value is not the place for more.
constexpr std::size_t kLargest = 128 * 1024 * 1024;

std::uint64_t bitsOf(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}
double doubleOf(std::uint64_t bits) {
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

void write(format::CborWriter& out, const OpenSeries& series) {
    out.array(5).array(series.files.size());
    for (const auto& file : series.files)
        out.bytes(base::asBytes(file.string()));  // names of files need not be UTF-8
    out.bytes(base::asBytes(series.mark)).boolean(series.sealed).array(series.seen.size());
    for (const auto position : series.seen)
        out.integer(position);
    // A plan without regions is none.
    out.bytes(series.plan.regions.empty() ? base::Bytes() : imaging::encodeMaskPlan(series.plan));
}

void write(format::CborWriter& out, const OpenView& view) {
    out.array(9).integer(view.series ? *view.series + 1 : 0).integer(view.position);
    out.boolean(view.look.window.has_value());
    const auto window = view.look.window.value_or(ScanWindow{});
    out.integer(bitsOf(window.centre)).integer(bitsOf(window.width)).boolean(view.look.inverted);
    out.integer(static_cast<std::uint64_t>(window.shape)).integer(window.table);
    const auto count = std::min(view.measurements.size(), kMostMeasurements);
    out.array(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& each = view.measurements[i];
        out.array(3).bytes(base::asBytes(each.image)).integer(static_cast<std::uint64_t>(each.kind));
        out.array(each.points.size() * 2);
        for (const auto& [column, row] : each.points)
            out.integer(bitsOf(column)).integer(bitsOf(row));
    }
}

base::Result<OpenSeries> readSeries(format::CborReader& in) {
    OpenSeries series;
    MEDVEIL_TRY(in.arrayOf(5));
    MEDVEIL_ASSIGN(const std::size_t files, in.array(kMostImages));
    for (std::size_t i = 0; i < files; ++i) {
        MEDVEIL_ASSIGN(const base::ByteView file, in.bytes(kPathLimit));
        series.files.emplace_back(base::asText(file));
    }
    MEDVEIL_ASSIGN(const base::ByteView mark, in.bytes(kMarkLimit));
    series.mark = base::asText(mark);
    MEDVEIL_ASSIGN(series.sealed, in.boolean());
    MEDVEIL_ASSIGN(const std::size_t seen, in.array(kMostImages));
    for (std::size_t i = 0; i < seen; ++i) {
        MEDVEIL_ASSIGN(const std::uint64_t position, in.integer());
        series.seen.push_back(position);
    }
    MEDVEIL_ASSIGN(const base::ByteView plan, in.bytes(kPlanLimit));
    // Regions that no mask could have are left out; the rest of the work is not.
    if (auto regions = imaging::decodeMaskPlan(plan))
        series.plan = std::move(*regions);
    return series;
}

/// Nothing for one that nobody can have drawn: it is left out, the rest of the work is not.
base::Result<std::optional<KeptMeasurement>> readMeasurement(format::CborReader& in) {
    constexpr std::size_t kMostNumbers = 6;
    KeptMeasurement measurement;
    MEDVEIL_TRY(in.arrayOf(3));
    MEDVEIL_ASSIGN(const base::ByteView image, in.bytes(kMarkLimit));
    measurement.image = base::asText(image);
    MEDVEIL_ASSIGN(const std::uint64_t kind, in.integer());
    MEDVEIL_ASSIGN(const std::size_t numbers, in.array(kMostNumbers));
    std::vector<double> values;
    for (std::size_t i = 0; i < numbers; ++i) {
        MEDVEIL_ASSIGN(const std::uint64_t bits, in.integer());
        values.push_back(doubleOf(bits));
    }
    const auto wanted = kind == static_cast<std::uint64_t>(MeasurementKind::kAngle) ? 6U : 4U;
    if (kind > static_cast<std::uint64_t>(MeasurementKind::kEllipse) || numbers != wanted ||
        !std::ranges::all_of(values, [](double value) { return std::isfinite(value); }))
        return std::optional<KeptMeasurement>();
    measurement.kind = static_cast<MeasurementKind>(kind);
    for (std::size_t i = 0; i < numbers; i += 2)
        measurement.points.emplace_back(values[i], values[i + 1]);
    return std::optional(std::move(measurement));
}

base::Result<OpenView> readView(format::CborReader& in, std::uint64_t version) {
    OpenView view;
    MEDVEIL_TRY(in.arrayOf(version == 1 ? 6 : version == 2 ? 7 : 9));
    MEDVEIL_ASSIGN(const std::uint64_t series, in.integer(kMostSeries));
    if (series > 0)
        view.series = series - 1;
    MEDVEIL_ASSIGN(view.position, in.integer());
    MEDVEIL_ASSIGN(const bool hasWindow, in.boolean());
    MEDVEIL_ASSIGN(const std::uint64_t centre, in.integer());
    MEDVEIL_ASSIGN(const std::uint64_t width, in.integer());
    if (hasWindow)
        view.look.window = ScanWindow{doubleOf(centre), doubleOf(width), {}};
    MEDVEIL_ASSIGN(view.look.inverted, in.boolean());
    if (version >= 3) {
        MEDVEIL_ASSIGN(const std::uint64_t shape,
                       in.integer(static_cast<std::uint64_t>(imaging::WindowShape::kTable)));
        MEDVEIL_ASSIGN(const std::uint64_t table, in.integer(UINT32_MAX));
        if (hasWindow) {
            view.look.window->shape = static_cast<imaging::WindowShape>(shape);
            view.look.window->table = static_cast<std::uint32_t>(table);
        }
    }
    if (version == 1)
        return view;
    MEDVEIL_ASSIGN(const std::size_t measurements, in.array(kMostMeasurements));
    for (std::size_t i = 0; i < measurements; ++i) {
        MEDVEIL_ASSIGN(auto measurement, readMeasurement(in));
        if (measurement)
            view.measurements.push_back(std::move(*measurement));
    }
    return view;
}

base::Result<Workspace> decode(base::ByteView bytes) {
    format::CborReader in(bytes);
    Workspace workspace;
    MEDVEIL_TRY(in.arrayOf(8));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version < 1 || version > kVersion)
        return fail(ErrorCode::kUnknownVersion, "workspace");
    MEDVEIL_ASSIGN(workspace.place, in.integer());
    MEDVEIL_ASSIGN(const std::uint64_t received, in.integer(INT64_MAX));
    MEDVEIL_ASSIGN(const std::uint64_t sent, in.integer(INT64_MAX));
    workspace.received = static_cast<std::int64_t>(received);
    workspace.sent = static_cast<std::int64_t>(sent);
    MEDVEIL_ASSIGN(const std::size_t series, in.array(kMostSeries));
    for (std::size_t i = 0; i < series; ++i) {
        MEDVEIL_ASSIGN(OpenSeries each, readSeries(in));
        workspace.series.push_back(std::move(each));
    }
    MEDVEIL_ASSIGN(const std::size_t views, in.array(kMostViews));
    for (std::size_t i = 0; i < views; ++i) {
        MEDVEIL_ASSIGN(OpenView each, readView(in, version));
        workspace.views.push_back(std::move(each));
    }
    MEDVEIL_ASSIGN(workspace.viewsShown, in.integer());
    MEDVEIL_ASSIGN(workspace.activeView, in.integer());
    MEDVEIL_TRY(in.expectEnd());
    return workspace;
}

}  // namespace

base::Result<void> Workspaces::save(const Workspace& workspace) {
    format::CborWriter out;
    out.array(8).integer(kVersion).integer(workspace.place);
    out.integer(static_cast<std::uint64_t>(workspace.received));
    out.integer(static_cast<std::uint64_t>(workspace.sent)).array(workspace.series.size());
    for (const auto& series : workspace.series)
        write(out, series);
    out.array(workspace.views.size());
    for (const auto& view : workspace.views)
        write(out, view);
    out.integer(workspace.viewsShown).integer(workspace.activeView);
    const auto bytes = out.take();
    if (bytes.size() > kLargest)
        return fail(ErrorCode::kTooLarge, "workspace");
    return m_session.state().settings.set(kName, bytes);
}

base::Result<std::optional<Workspace>> Workspaces::take() {
    auto& settings = m_session.state().settings;
    MEDVEIL_ASSIGN(const auto kept, settings.secret(kName));
    if (!kept || kept->empty())
        return std::optional<Workspace>();
    MEDVEIL_TRY(settings.set(kName, {}));
    auto workspace = decode(*kept);
    if (!workspace)
        return std::optional<Workspace>();
    return std::optional<Workspace>(std::move(*workspace));
}

}  // namespace medveil::app
