#include "app/services/scans.h"

#include <algorithm>
#include <cmath>

#include "app/services/png_file.h"
#include "app/services/session_state.h"
#include "core/base/new_file.h"
#include "core/imaging/client/image_file.h"
#include "core/imaging/model/rendering.h"
#include "core/imaging/model/series.h"
#include "core/records/person_name.h"
#include "stego/embed/restorable.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostFiles = 50'000;
constexpr const char* kMediumTable = "DICOMDIR";                          ///< PS3.10, 8
constexpr const char* kMediumTableName = "MediaStorageDirectoryStorage";  ///< its object class

std::string wordFor(imaging::ImageKind kind) {
    switch (kind) {
        case imaging::ImageKind::kDicom:
            return "DICOM";
        case imaging::ImageKind::kPng:
            return "PNG";
        case imaging::ImageKind::kJpeg:
            return "JPEG";
        case imaging::ImageKind::kTiff:
            return "TIFF";
    }
    return {};
}

ScanInfo infoOf(const base::Path& file, const imaging::ImageInfo& image) {
    ScanInfo info;
    info.file = file;
    info.kind = wordFor(image.kind);
    info.syntax = image.syntax;
    info.modality = image.modality;
    info.patientName = image.patientName;
    info.patientId = image.patientId;
    info.patientAuthority = image.patientIssuer;
    info.birthDate = image.birthDate;
    info.instanceUid = image.instanceUid;
    info.studyDate = image.studyDate;
    info.studyDescription = image.studyDescription;
    info.seriesDescription = image.seriesDescription;
    info.manufacturer = image.manufacturer;
    info.model = image.model;
    info.seriesNumber = image.seriesNumber;
    info.instanceNumber = image.instanceNumber;
    info.columns = image.columns;
    info.rows = image.rows;
    info.frames = image.frames;
    info.channels = image.channels;
    info.bits = image.bits;
    info.unit = image.greys.unit;
    info.rowSpacing = image.rowSpacing;
    info.columnSpacing = image.columnSpacing;
    info.pixelHeight = image.pixelHeight;
    info.lossy = image.lossy;
    info.deidentified = image.deidentified;
    info.burnedIn = image.burnedIn;
    info.marked = image.marked;
    info.masked = image.masked;
    info.sealedInside = image.sealedInside;
    for (const auto& region : image.regions)
        info.regions.push_back({region.left, region.top, region.right, region.bottom});
    return info;
}

ScanCaution cautionOf(imaging::Caution caution) {
    switch (caution) {
        case imaging::Caution::kColoursOfCodestream:
            return ScanCaution::kColoursOfCodestream;
        case imaging::Caution::kWindowDamaged:
            return ScanCaution::kWindowDamaged;
        case imaging::Caution::kValuesDamaged:
            return ScanCaution::kValuesDamaged;
        case imaging::Caution::kOverlayDamaged:
            return ScanCaution::kOverlayDamaged;
        case imaging::Caution::kCutShort:
            break;
    }
    return ScanCaution::kCutShort;
}

bool beginsLikeExpansion(const imaging::Frame& frame) {
    const auto size = imaging::bytesOf(frame.type);
    std::vector<std::uint8_t> bits;
    for (std::size_t i = 0; i < stego::kHeaderSample && (i + 1) * size <= frame.samples.size(); ++i)
        bits.push_back(frame.samples[i * size] & 1U);
    return stego::beginsLikeExpansion(bits);
}

}  // namespace

Patient patientOf(const ScanInfo& info) {
    return {!info.patientId.empty() || !info.patientName.empty(), info.patientId,
            records::shownName(info.patientName), info.patientAuthority};
}

std::vector<Patient> patientsOf(const std::vector<ScanInfo>& images) {
    std::vector<Patient> patients;
    for (const auto& image : images) {
        const auto patient = patientOf(image);
        const bool known = std::ranges::any_of(patients, [&](const Patient& each) {
            const auto ids = records::compareIds({each.authority, each.id}, {patient.authority, patient.id});
            const auto names = records::compareNames(each.name, patient.name);
            return ids != records::Agreement::kDifferent && names != records::Agreement::kDifferent &&
                   (ids == records::Agreement::kSame || names == records::Agreement::kSame);
        });
        if (patient.present && !known)
            patients.push_back(patient);
    }
    return patients;
}

base::Result<std::vector<base::Path>> filesBelow(const std::vector<base::Path>& places) {
    std::vector<base::Path> files;
    for (const auto& given : places) {
        std::error_code error;
        // The table of a medium names what lies beside and below it.
        const bool table = given.filename() == kMediumTable;
        const auto place = table ? std::filesystem::absolute(given).parent_path() : given;
        if (!std::filesystem::is_directory(place, error)) {
            files.push_back(place);
            continue;
        }
        const auto begin = files.size();
        constexpr auto kOptions = std::filesystem::directory_options::skip_permission_denied;
        for (std::filesystem::recursive_directory_iterator entry(place, kOptions, error), end;
             !error && entry != end; entry.increment(error)) {
            std::error_code ignored;
            if (entry->is_regular_file(ignored) && !entry->is_symlink(ignored) &&
                entry->path().filename() != kMediumTable)
                files.push_back(entry->path());
            if (files.size() > kMostFiles)
                return fail(ErrorCode::kTooManyFiles, "files in a folder");
        }
        if (error)
            return fail(base::errorFromErrno(error.value(), "read folder"));
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(begin), files.end());
    }
    return files;
}

struct ScanValues::State {
    std::shared_ptr<const imaging::ImageInfo> info;
    imaging::Frame frame;
};

std::uint32_t ScanValues::columns() const {
    return m_state->frame.columns;
}
std::uint32_t ScanValues::rows() const {
    return m_state->frame.rows;
}
std::size_t ScanValues::bytes() const {
    return m_state->frame.samples.size();
}

std::optional<double> ScanValues::at(std::uint32_t x, std::uint32_t y, std::uint32_t channel) const {
    const auto& frame = m_state->frame;
    if (x >= frame.columns || y >= frame.rows || channel >= frame.channels)
        return std::nullopt;
    return imaging::valueAt(*m_state->info, frame, x, y, channel);
}

ScanStatistics ScanValues::inside(double x0, double y0, double x1, double y1) const {
    ScanStatistics found;
    const double acrossX = std::abs(x1 - x0) / 2;
    const double acrossY = std::abs(y1 - y0) / 2;
    if (acrossX <= 0 || acrossY <= 0)
        return found;
    const auto edge = [](double place, std::uint32_t size) {
        return static_cast<std::uint32_t>(std::clamp(place, 0.0, static_cast<double>(size)));
    };
    double sum = 0;
    double squares = 0;
    for (auto y = edge(std::min(y0, y1), rows()); y < edge(std::ceil(std::max(y0, y1)), rows()); ++y) {
        for (auto x = edge(std::min(x0, x1), columns()); x < edge(std::ceil(std::max(x0, x1)), columns());
             ++x) {
            const double dx = (x + 0.5 - (x0 + x1) / 2) / acrossX;
            const double dy = (y + 0.5 - (y0 + y1) / 2) / acrossY;
            if (dx * dx + dy * dy > 1)
                continue;
            const double value = imaging::valueAt(*m_state->info, m_state->frame, x, y);
            found.lowest = found.pixels == 0 ? value : std::min(found.lowest, value);
            found.highest = found.pixels == 0 ? value : std::max(found.highest, value);
            ++found.pixels;
            // Welford 1962: no loss of digits where values are large and differ little.
            const double before = value - sum;
            sum += before / static_cast<double>(found.pixels);
            squares += before * (value - sum);
        }
    }
    found.mean = sum;
    if (found.pixels > 1)
        found.deviation = std::sqrt(squares / static_cast<double>(found.pixels - 1));
    return found;
}

std::optional<Measured> ScanValues::measuredAt(std::uint32_t x, std::uint32_t y) const {
    const auto& frame = m_state->frame;
    if (x >= frame.columns || y >= frame.rows || frame.channels != 1)
        return std::nullopt;
    return imaging::measured(imaging::greysOf(*m_state->info, frame), imaging::storedAt(frame, x, y));
}

const std::vector<ScanWindow>& ScanValues::windows() const {
    return imaging::greysOf(*m_state->info, m_state->frame).windows;
}

std::vector<ScanCaution> ScanValues::cautions() const {
    std::vector<ScanCaution> cautions;
    for (const auto each : m_state->frame.cautions)
        cautions.push_back(cautionOf(each));
    return cautions;
}

base::Result<ScanPicture> ScanValues::picture(const std::optional<ScanWindow>& window, bool inverted,
                                              bool overlay) const {
    imaging::Look look;
    // A table that another frame has says nothing of this one.
    const auto& tables = imaging::greysOf(*m_state->info, m_state->frame).tables;
    const bool usable =
        window && (window->shape != imaging::WindowShape::kTable || window->table < tables.size());
    look.window = usable ? *window : imaging::windowFor(*m_state->info, m_state->frame);
    look.inverted = inverted;
    look.overlay = overlay;
    MEDVEIL_ASSIGN(imaging::Picture rendered, imaging::render(*m_state->info, m_state->frame, look));
    return ScanPicture{rendered.width,    rendered.height,
                       rendered.channels, std::move(rendered.pixels),
                       look.window,       m_state->info->pixelHeight};
}

struct Scan::State {
    State(std::unique_ptr<imaging::ImageFile> opened, const base::Path& path)
        : file(std::move(opened)),
          image(std::make_shared<imaging::ImageInfo>(file->info())),
          info(infoOf(path, *image)) {}
    std::unique_ptr<imaging::ImageFile> file;
    std::shared_ptr<const imaging::ImageInfo> image;
    ScanInfo info;
};

Scan::Scan(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Scan::~Scan() = default;

base::Result<std::unique_ptr<Scan>> Scan::open(const base::Path& file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(std::unique_ptr<Scan> stored, openAsStored(file, task));
    // The mark may have been lost when another program wrote the file anew; what is in the pixels has not.
    bool marked = stored->info().marked;
    if (const auto first = stored->m_state->file->frame(0, task); first && !marked)
        marked = beginsLikeExpansion(*first);
    if (!marked)
        return stored;
    MEDVEIL_ASSIGN(base::Bytes content, stego::originalOf(base::systemFileSystem(), file, task));
    MEDVEIL_ASSIGN(std::unique_ptr<Scan> original, openOriginal(file, std::move(content), task));
    original->m_state->info.marked = true;
    return original;
}

base::Result<std::unique_ptr<Scan>> Scan::openAsStored(const base::Path& file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(auto opened, imaging::ImageFile::open(file, task));
    return std::unique_ptr<Scan>(new Scan(std::make_unique<State>(std::move(opened), file)));
}

base::Result<std::unique_ptr<Scan>> Scan::openOriginal(const base::Path& file, base::Bytes original,
                                                       base::TaskContext& task) {
    MEDVEIL_ASSIGN(auto opened, imaging::ImageFile::open(std::move(original), task));
    std::unique_ptr<Scan> scan(new Scan(std::make_unique<State>(std::move(opened), file)));
    scan->m_state->info.restored = true;
    return scan;
}

const ScanInfo& Scan::info() const {
    return m_state->info;
}

base::Result<std::shared_ptr<const ScanValues>> Scan::values(std::uint32_t number, base::TaskContext& task) {
    auto state = std::make_shared<ScanValues::State>();
    state->info = m_state->image;
    MEDVEIL_ASSIGN(state->frame, m_state->file->frame(number, task));
    return std::make_shared<const ScanValues>(std::move(state));
}

base::Result<std::vector<ScanElement>> Scan::elements(base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto read, m_state->file->elements(task));
    std::vector<ScanElement> elements;
    for (const auto& element : read)
        elements.push_back({element.depth, element.tag, element.vr, element.name, element.value});
    return elements;
}

base::Result<ScanList> listScans(const std::vector<base::Path>& places, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const std::vector<base::Path> files, filesBelow(places));
    ScanList list;
    std::vector<imaging::SeriesImage> images;
    for (std::size_t i = 0; i < files.size(); ++i) {
        MEDVEIL_TRY(task.checkpoint());
        task.report({base::Stage::kReading, i, files.size()});
        auto opened = imaging::ImageFile::open(files[i], task);
        if (opened)
            images.push_back({files[i], (*opened)->info()});
        else if (opened.error().code == ErrorCode::kCancelled)
            return fail(std::move(opened).error());
        else if (!opened.error().detail.ends_with(kMediumTableName))
            list.refused.push_back({files[i], opened.error()});
    }
    for (const auto& series : imaging::groupSeries(std::move(images))) {
        auto& out = list.series.emplace_back();
        for (const auto& image : series.images)
            out.images.push_back(infoOf(image.file, image.info));
    }
    return list;
}

base::Result<void> exportScan(Session& session, const base::Path& file, const base::Path& out,
                              base::TaskContext& task) {
    auto& state = session.state();
    MEDVEIL_TRY(state.record(access::Action::kExported, {}, file.filename().string()));
    MEDVEIL_ASSIGN(const auto source, state.files.openForReading(file));
    MEDVEIL_ASSIGN(const std::uint64_t size, source->size());
    base::NewFile copy(state.files, out);
    MEDVEIL_TRY(copy.begin());
    MEDVEIL_TRY(base::copyStream(*source, copy, size, base::Stage::kWriting, task));
    return copy.finish();
}

ScanPicture withSquarePixels(ScanPicture picture) {
    auto square = imaging::withSquarePixels(
        {picture.width, picture.height, picture.channels, std::move(picture.pixels)}, picture.pixelHeight);
    return {square.width, square.height, square.channels, std::move(square.pixels), picture.window, 1};
}

base::Result<base::Bytes> pngOf(const ScanPicture& picture) {
    return encodePng(picture.pixels, picture.width, picture.height, picture.channels);
}

base::Result<void> writePicture(const ScanPicture& picture, const base::Path& out) {
    MEDVEIL_ASSIGN(const base::Bytes content, pngOf(withSquarePixels(picture)));
    return base::writeNewFile(base::systemFileSystem(), out, content);
}

}  // namespace medveil::app
