// A cover that nobody else has, made from a photograph or a recording on the spot. Function; any one thread.
#pragma once

#include "core/base/file_system.h"
#include "core/base/task_context.h"

namespace medveil::app {

/// Writes a PNG picture of a part of the photograph (PNG, JPEG, TIFF) that begins at a random place, made
/// smaller: every pixel is the mean of several. So it is the photograph's natural noise, the traces of its
/// compression are gone, and no other copy of it lies anywhere to compare with. Nothing else of the file goes
/// along: not where it was taken, not by whom. Of a recording (WAV, AIFF, FLAC) a FLAC sound, in
/// the same way (stego/formats/fresh_sound.h). `out` ends in .png or .flac: kInvalidArgument. kCoverTooSmall,
/// kCoverUnsupported (a medical scan), kAlreadyExists, kImageDamaged, ...
base::Result<void> makeCover(const base::Path& source, const base::Path& out, base::TaskContext& task);

}  // namespace medveil::app
