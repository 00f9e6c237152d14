// A cover that nobody else has, made from a photograph on the spot. Function; any one thread.
#pragma once

#include "core/base/file_system.h"
#include "core/base/task_context.h"

namespace medveil::app {

/// Writes a PNG picture of a part of the photograph (PNG, JPEG, TIFF) that begins at a random place, made
/// smaller: every pixel is the mean of several. So it is the photograph's natural noise, the traces of its
/// compression are gone, and no other copy of it lies anywhere to compare with. Nothing else of the file goes
/// along: not where it was taken, not by whom. kCoverTooSmall, kCoverUnsupported (a medical scan),
/// kAlreadyExists, kImageDamaged, ...
base::Result<void> makeCover(const base::Path& photograph, const base::Path& out, base::TaskContext& task);

}  // namespace medveil::app
