// Recordings of which a cover can be made. Functions; any thread.
#pragma once

#include "core/base/file_system.h"
#include "core/base/task_context.h"

namespace medveil::stego {

/// Whether a file that begins like this is one that freshSound reads: WAV, AIFF or FLAC. Not Ogg and MP3:
/// their decoders do not withstand damaged files (fuzzing finds leaks in libvorbis within seconds).
bool isRecording(base::ByteView head);

/// A sound that nobody else has, see stego/formats/fresh_sound.h: made by the helper, which reads the
/// recording. kDecoderStopped.
base::Result<base::Bytes> freshSoundOf(const base::Path& recording, base::TaskContext& task);

}  // namespace medveil::stego
