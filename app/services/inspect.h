// What can be said of a file without any key: whether a card holds in itself, how a sealed file is built. Any
// thread.
#pragma once

#include "app/model/types.h"

namespace medveil::app {

struct FileReport {
    std::string kind;  ///< "card" or "sealed"
    std::string text;
};

/// kNotVouchedFor for a card whose signature does not hold; kMalformed for anything else.
base::Result<FileReport> inspectFile(const base::Path& file);

}  // namespace medveil::app
