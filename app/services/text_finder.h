// Text that stands in the pixels of a scan: proposals for masks, never the last word. Any one thread; the
// reading is done by Tesseract, a program of its own that may be missing.
#pragma once

#include "app/services/scans.h"

namespace medveil::app {

/// Boxes around what may be text, a little larger than it. kUnsupported where Tesseract is not installed.
base::Result<std::vector<ScanRegion>> findText(const ScanPicture& picture, base::TaskContext& task);

}  // namespace medveil::app
