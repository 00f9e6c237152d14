// A picture for machines that have none: a landscape with the grain of a camera. Internal to the
// demonstration.
#pragma once

#include "core/base/file_system.h"

namespace medveil::app {

base::Result<void> drawPicture(const base::Path& path, std::uint32_t width, std::uint32_t height);

}  // namespace medveil::app
