// Which images belong together, in the order in which they are read. Pure functions.
#pragma once

#include "core/base/file_system.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

struct SeriesImage {
    base::Path file;
    ImageInfo info;
};

struct Series {
    std::vector<SeriesImage> images;
};

/// By study, series and patient. Within a series along the normal of its planes where all have a position and
/// one orientation, else by instance number, else by file name; series by study date, series number and name.
std::vector<Series> groupSeries(std::vector<SeriesImage> images);

}  // namespace medveil::imaging
