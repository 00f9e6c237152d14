// Under which names files are saved and shown that somebody else named. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/file_system.h"

namespace medveil::app {

/// A name that is one component on every system, shows as it is, hides nowhere ("." in front), is no option
/// ("-" in front) and does not run when it is opened: "x.desktop" becomes "x.desktop.txt". Never empty. The
/// person may choose another one; this is what is offered.
std::string nameForSaving(std::string_view name);

/// Places in `folder` for copies of all these files: under their names, "a (2).png" where two have one.
std::vector<base::Path> distinctPaths(const std::vector<base::Path>& files, const base::Path& folder);

/// On one line, with everything that cannot be seen or turns the line around written as \u{HEX}.
std::string shownFileName(const base::Path& file);

}  // namespace medveil::app
