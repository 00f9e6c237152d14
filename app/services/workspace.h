// What a person has open: kept in the vault over a lock, so that a lock costs nobody their work. Plain
// values; saving and taking are the session's lane's.
#pragma once

#include <optional>

#include "app/services/scan_stack.h"
#include "app/services/session.h"

namespace medveil::app {

/// One series in the list of scans, by its files.
struct OpenSeries {
    std::vector<base::Path> files;
    /// What tells that the files are still the same images: regions must not come back on others.
    std::string mark;
    bool sealed = false;            ///< an original inside a sealed file
    std::vector<std::size_t> seen;  ///< positions that were on the screen
    imaging::MaskPlan plan;         ///< regions in work
};

enum class MeasurementKind : std::uint8_t { kLength, kAngle, kEllipse };

/// Two points, of an angle three: columns and rows of the image.
struct KeptMeasurement {
    std::string image;  ///< what tells that it is the same one: a measurement must never stand on another
    MeasurementKind kind = MeasurementKind::kLength;
    std::vector<std::pair<double, double>> points;
};

/// What one view shows.
struct OpenView {
    std::optional<std::size_t> series;
    std::size_t position = 0;
    ScanLook look;
    std::vector<KeptMeasurement> measurements;
};

struct Workspace {
    std::size_t place = 0;      ///< of the window
    std::int64_t received = 0;  ///< the message that was open in Inbox; 0: none
    std::int64_t sent = 0;
    std::vector<OpenSeries> series;
    std::vector<OpenView> views;
    std::size_t viewsShown = 1;
    std::size_t activeView = 0;
};

class Workspaces {
  public:
    explicit Workspaces(Session& session) : m_session(session) {}
    base::Result<void> save(const Workspace& workspace);
    /// Once: nothing when none was kept, or when it cannot be read any more.
    base::Result<std::optional<Workspace>> take();

  private:
    Session& m_session;
};

}  // namespace medveil::app
