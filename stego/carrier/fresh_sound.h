// A sound that nobody else has, made of a recording, to hide in. Functions; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/task_context.h"

namespace medveil::stego {

/// Whether a file that begins like this is one that freshSound reads: WAV, AIFF or FLAC. Not Ogg and MP3:
/// their decoders do not withstand damaged files (fuzzing finds leaks in libvorbis within seconds) and would
/// belong into the decoder's sandbox.
bool isRecording(base::ByteView head);

/// FLAC of 16 bit: the recording from a random place in its first second on, at half its rate or a quarter,
/// so that every sample is the mean of several. Halving takes away the top of the band, which is empty
/// in what was an Ogg or MP3 once, where anything hidden would show; and no other copy of it lies anywhere to
/// compare with. Nothing else of the file goes along. kCoverTooSmall, kCoverUnsupported, kCoverDamaged,
/// kTooLarge.
base::Result<base::Bytes> freshSound(base::ByteView recording, base::TaskContext& task);

}  // namespace medveil::stego
