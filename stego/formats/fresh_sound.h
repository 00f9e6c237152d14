// A sound that nobody else has, made of a recording, to hide in. In the helper process;
// function.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/task_context.h"

namespace medveil::stego {

/// FLAC of 16 bit: the recording from a random place in its first second on, at half its rate or a quarter,
/// so that every sample is the mean of several. Halving takes away the top of the band, which is empty
/// in what was an Ogg or MP3 once, where anything hidden would show; and no other copy of it lies anywhere to
/// compare with. Nothing else of the file goes along. kCoverTooSmall, kCoverUnsupported, kCoverDamaged,
/// kTooLarge.
base::Result<base::Bytes> freshSound(base::ByteView recording, base::TaskContext& task);

}  // namespace medveil::stego
