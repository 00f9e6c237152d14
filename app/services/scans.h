// Looking at scans: what files hold, in which order they are read, and their pictures. No session: what a
// person may open on this machine may be looked at. Any one thread; decoding happens in a process of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/services/session.h"
#include "core/imaging/model/greys.h"

namespace medveil::app {

/// Where an ultrasound image stands in its frame; outside of it are texts. Pixels; the end is outside.
struct ScanRegion {
    std::uint32_t left = 0;
    std::uint32_t top = 0;
    std::uint32_t right = 0;
    std::uint32_t bottom = 0;
};

/// What is said about a scan, in words and numbers. Empty where the file is silent.
struct ScanInfo {
    base::Path file;
    std::string kind;    ///< "DICOM", "PNG", "JPEG", "TIFF"
    std::string syntax;  ///< how its pixels are stored
    std::string modality;
    std::string patientName;
    std::string patientId;
    std::string patientAuthority;  ///< who gave the number out
    std::string birthDate;
    std::string instanceUid;
    std::string studyDate;
    std::string studyDescription;
    std::string seriesDescription;
    std::string manufacturer;  ///< of the device
    std::string model;         ///< of the device
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
    double pixelHeight = 1;           ///< of a pixel's width
    std::vector<ScanRegion> regions;  ///< ultrasound: what holds the image
    bool lossy = false;               ///< was compressed with loss at some time
    bool deidentified = false;        ///< says of itself that it is
    bool burnedIn = false;            ///< says of itself that its pixels name somebody
    bool masked = false;              ///< regions are covered: not its original
    bool sealedInside = false;        ///< then: the original is in it, for some people
    bool marked = false;              ///< carries hidden data, and differs from its original
    bool restored = false;            ///< it does, and what is shown is the original again
};

/// As people write the name: Amal Rossi.
Patient patientOf(const ScanInfo& info);
/// The different patients of these images, each once; such that name nobody are left out.
std::vector<Patient> patientsOf(const std::vector<ScanInfo>& images);

using ScanWindow = imaging::Window;
using Measured = imaging::Measured;

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
    ScanWindow window;       ///< that it was made with
    double pixelHeight = 1;  ///< of a pixel's width
};

/// Of the pixels inside an ellipse, in `ScanInfo::unit`.
struct ScanStatistics {
    std::uint64_t pixels = 0;
    double mean = 0;
    double deviation = 0;
    double lowest = 0;
    double highest = 0;
};

/// One decoded frame: its values, and pictures of them. Does not change; any number of threads.
class ScanValues {
  public:
    struct State;
    explicit ScanValues(std::shared_ptr<const State> state) : m_state(std::move(state)) {}

    std::uint32_t columns() const;
    std::uint32_t rows() const;
    std::size_t bytes() const;
    /// Nothing outside of the frame.
    std::optional<double> at(std::uint32_t x, std::uint32_t y, std::uint32_t channel = 0) const;
    /// What was measured there, where the file says how; in a unit of its own.
    std::optional<Measured> measuredAt(std::uint32_t x, std::uint32_t y) const;
    /// That the file proposes for this frame; the first is its own choice.
    const std::vector<ScanWindow>& windows() const;
    /// What was decided or left out: a reader must be told.
    std::vector<ScanCaution> cautions() const;
    /// Of the first channel; the ellipse fills the rectangle between two corners, in pixels.
    ScanStatistics inside(double x0, double y0, double x1, double y1) const;
    /// Without a window the file's own, or what shows every value. Lines and letters that the file draws over
    /// its picture are drawn, unless somebody wants none.
    base::Result<ScanPicture> picture(const std::optional<ScanWindow>& window, bool inverted,
                                      bool overlay = true) const;

  private:
    std::shared_ptr<const State> m_state;
};

/// One file, open.
class Scan {
  public:
    /// Of a scan that carries hidden data the original is shown: restored, or not at all (kCoverDamaged).
    static base::Result<std::unique_ptr<Scan>> open(const base::Path& file, base::TaskContext& task);
    /// As it stands in the file, whatever it carries.
    static base::Result<std::unique_ptr<Scan>> openAsStored(const base::Path& file, base::TaskContext& task);
    /// An original that was sealed in `file`.
    static base::Result<std::unique_ptr<Scan>> openOriginal(const base::Path& file, base::Bytes original,
                                                            base::TaskContext& task);
    ~Scan();

    const ScanInfo& info() const;
    base::Result<std::shared_ptr<const ScanValues>> values(std::uint32_t frame, base::TaskContext& task);
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

/// Files, and all that is below folders; for a DICOMDIR, below its folder. A file that is no image is told
/// apart, never left out silently.
base::Result<ScanList> listScans(const std::vector<base::Path>& places, base::TaskContext& task);

/// Files, and all regular files below folders, sorted. kTooManyFiles.
base::Result<std::vector<base::Path>> filesBelow(const std::vector<base::Path>& places);

/// Writes a copy of the file as it is. Logged as an export before anything leaves. kAlreadyExists.
base::Result<void> exportScan(Session& session, const base::Path& file, const base::Path& out,
                              base::TaskContext& task);

/// The same with pixels as high as they are wide.
ScanPicture withSquarePixels(ScanPicture picture);
base::Result<base::Bytes> pngOf(const ScanPicture& picture);
/// Writes one frame as an 8-bit PNG, with square pixels; kAlreadyExists.
base::Result<void> writePicture(const ScanPicture& picture, const base::Path& out);

}  // namespace medveil::app
