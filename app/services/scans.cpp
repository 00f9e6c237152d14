#include "app/services/scans.h"

#include <algorithm>

#include <png.h>

#include "core/imaging/image_file.h"
#include "core/imaging/rendering.h"
#include "core/imaging/series.h"
#include "stego/embed/restorable.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostFiles = 50'000;

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
    info.birthDate = image.birthDate;
    info.studyDate = image.studyDate;
    info.studyDescription = image.studyDescription;
    info.seriesDescription = image.seriesDescription;
    info.seriesNumber = image.seriesNumber;
    info.instanceNumber = image.instanceNumber;
    info.columns = image.columns;
    info.rows = image.rows;
    info.frames = image.frames;
    info.channels = image.channels;
    info.bits = image.bits;
    info.unit = image.unit;
    info.rowSpacing = image.rowSpacing;
    info.columnSpacing = image.columnSpacing;
    info.lossy = image.lossy;
    info.deidentified = image.deidentified;
    info.burnedIn = image.burnedIn;
    info.marked = image.marked;
    return info;
}

bool beginsLikeExpansion(const imaging::Frame& frame) {
    const auto size = imaging::bytesOf(frame.type);
    std::vector<std::uint8_t> bits;
    for (std::size_t i = 0; i < stego::kHeaderSample && (i + 1) * size <= frame.samples.size(); ++i)
        bits.push_back(frame.samples[i * size] & 1U);
    return stego::beginsLikeExpansion(bits);
}

}  // namespace

base::Result<std::vector<base::Path>> filesBelow(const std::vector<base::Path>& places) {
    std::vector<base::Path> files;
    for (const auto& place : places) {
        std::error_code error;
        if (!std::filesystem::is_directory(place, error)) {
            files.push_back(place);
            continue;
        }
        const auto begin = files.size();
        constexpr auto kOptions = std::filesystem::directory_options::skip_permission_denied;
        for (std::filesystem::recursive_directory_iterator entry(place, kOptions, error), end;
             !error && entry != end; entry.increment(error)) {
            std::error_code ignored;
            if (entry->is_regular_file(ignored) && !entry->is_symlink(ignored))
                files.push_back(entry->path());
            if (files.size() > kMostFiles)
                return fail(ErrorCode::kTooManyFiles, "files in a folder");
        }
        if (error)
            return fail(ErrorCode::kIo, "read folder");
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(begin), files.end());
    }
    return files;
}

struct Scan::State {
    std::unique_ptr<imaging::ImageFile> file;
    ScanInfo info;
    std::optional<std::uint32_t> shown;
    imaging::Frame frame;
};

Scan::Scan(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Scan::~Scan() = default;

base::Result<std::unique_ptr<Scan>> Scan::open(const base::Path& file, base::TaskContext& task) {
    auto state = std::make_unique<State>();
    MEDVEIL_ASSIGN(state->file, imaging::ImageFile::open(file, task));
    // The mark may have been lost when another program wrote the file anew; what is in the pixels has not.
    bool marked = state->file->info().marked;
    if (const auto first = state->file->frame(0, task); first && !marked)
        marked = beginsLikeExpansion(*first);
    if (marked) {
        MEDVEIL_ASSIGN(base::Bytes original, stego::originalOf(base::systemFileSystem(), file, task));
        MEDVEIL_ASSIGN(state->file, imaging::ImageFile::open(std::move(original), task));
    }
    state->info = infoOf(file, state->file->info());
    state->info.marked = state->info.restored = marked;
    return std::unique_ptr<Scan>(new Scan(std::move(state)));
}

const ScanInfo& Scan::info() const {
    return m_state->info;
}

std::vector<ScanWindow> Scan::windows() const {
    std::vector<ScanWindow> windows;
    for (const auto& window : m_state->file->info().windows)
        windows.push_back({window.centre, window.width, window.name});
    return windows;
}

base::Result<ScanPicture> Scan::picture(std::uint32_t number, const std::optional<ScanWindow>& window,
                                        bool inverted, base::TaskContext& task) {
    auto& state = *m_state;
    if (state.shown != number) {
        MEDVEIL_ASSIGN(state.frame, state.file->frame(number, task));
        state.shown = number;
    }
    const auto& info = state.file->info();
    imaging::Look look;
    look.window = window ? imaging::Window{window->centre, window->width, window->name}
                         : imaging::windowFor(info, state.frame);
    look.inverted = inverted;
    MEDVEIL_ASSIGN(imaging::Picture rendered, imaging::render(info, state.frame, look));
    return ScanPicture{rendered.width,
                       rendered.height,
                       rendered.channels,
                       std::move(rendered.pixels),
                       {look.window.centre, look.window.width, look.window.name}};
}

std::optional<double> Scan::valueAt(std::uint32_t x, std::uint32_t y, std::uint32_t channel) const {
    const auto& frame = m_state->frame;
    if (!m_state->shown || x >= frame.columns || y >= frame.rows || channel >= frame.channels)
        return std::nullopt;
    return imaging::valueAt(m_state->file->info(), frame, x, y, channel);
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
        else
            list.refused.push_back({files[i], opened.error()});
    }
    for (const auto& series : imaging::groupSeries(std::move(images))) {
        auto& out = list.series.emplace_back();
        for (const auto& image : series.images)
            out.images.push_back(infoOf(image.file, image.info));
    }
    return list;
}

base::Result<void> writePicture(const ScanPicture& picture, const base::Path& out) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = picture.width;
    image.height = picture.height;
    image.format = picture.channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    base::Bytes content(size);
    if (png_image_write_to_memory(&image, content.data(), &size, 0, picture.pixels.data(), 0, nullptr) == 0)
        return fail(ErrorCode::kInternal, "PNG");
    content.resize(size);
    auto& files = base::systemFileSystem();
    MEDVEIL_ASSIGN(const auto file, files.createExclusive(out));
    auto written = file->write(content);
    if (written)
        written = file->close();
    if (!written)
        (void)files.removeFile(out);
    return written;
}

}  // namespace medveil::app
