// Looking at scans: what files hold, in which order they are read, and their pictures. No session: what a
// person may open on this machine may be looked at. Any one thread; decoding happens in a process of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file_system.h"
#include "core/base/task_context.h"

namespace medveil::app {

/// What is said about a scan, in words and numbers. Empty where the file is silent.
struct ScanInfo {
    base::Path file;
    std::string kind;    ///< "DICOM", "PNG", "JPEG", "TIFF"
    std::string syntax;  ///< how its pixels are stored
    std::string modality;
    std::string patientName;
    std::string patientId;
    std::string birthDate;
    std::string studyDate;
    std::string studyDescription;
    std::string seriesDescription;
    std::int32_t seriesNumber = 0;
    std::int32_t instanceNumber = 0;
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t frames = 1;
    std::uint32_t channels = 1;
    std::uint32_t bits = 8;
    std::string unit;                  ///< of its values, "HU"
    std::optional<double> rowSpacing;  ///< mm
    std::optional<double> columnSpacing;
    bool lossy = false;         ///< was compressed with loss at some time
    bool deidentified = false;  ///< says of itself that it is
    bool burnedIn = false;      ///< says of itself that its pixels name somebody
    bool marked = false;        ///< carries hidden data, and differs from its original
    bool restored = false;      ///< it does, and what is shown is the original again
};

struct ScanWindow {
    double centre = 0;
    double width = 1;
    std::string name;
};

struct ScanElement {
    std::uint32_t depth = 0;
    std::string tag;
    std::string vr;
    std::string name;
    std::string value;
};

/// Eight bits a channel, rows without padding; one channel or three.
struct ScanPicture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 1;
    std::vector<std::uint8_t> pixels;
    ScanWindow window;  ///< that it was made with
};

/// One file, open.
class Scan {
  public:
    /// Of a scan that carries hidden data the original is shown: restored, or not at all (kCoverDamaged).
    static base::Result<std::unique_ptr<Scan>> open(const base::Path& file, base::TaskContext& task);
    ~Scan();

    const ScanInfo& info() const;
    /// What the file proposes; the first is its own choice.
    std::vector<ScanWindow> windows() const;
    /// Without a window the file's own. The frame stays at hand for valueAt() and for other windows.
    base::Result<ScanPicture> picture(std::uint32_t frame, const std::optional<ScanWindow>& window,
                                      bool inverted, base::TaskContext& task);
    /// Of the frame that was shown last, in `info().unit`; nothing outside of it.
    std::optional<double> valueAt(std::uint32_t x, std::uint32_t y, std::uint32_t channel = 0) const;
    base::Result<std::vector<ScanElement>> elements(base::TaskContext& task);

  private:
    struct State;
    explicit Scan(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

struct ScanSeries {
    std::vector<ScanInfo> images;  ///< in the order in which they are read
};
struct RefusedFile {
    base::Path file;
    base::Error reason;
};
struct ScanList {
    std::vector<ScanSeries> series;
    std::vector<RefusedFile> refused;
};

/// Files, and all that is below folders. A file that is no image is told apart, never left out silently.
base::Result<ScanList> listScans(const std::vector<base::Path>& places, base::TaskContext& task);

/// Files, and all regular files below folders, sorted. kTooManyFiles.
base::Result<std::vector<base::Path>> filesBelow(const std::vector<base::Path>& places);

/// Writes one frame as an 8-bit PNG; kAlreadyExists.
base::Result<void> writePicture(const ScanPicture& picture, const base::Path& out);

}  // namespace medveil::app
