// Writing a whole new file, so that it is there complete or not at all. Function; any thread.
#pragma once

#include "core/base/file_system.h"

namespace medveil::stego {

/// Writes `content` under a new name and reads it back from the disk. kAlreadyExists, kIo.
base::Result<void> writeNewFile(base::FileSystem& files, const base::Path& out, base::ByteView content);

}  // namespace medveil::stego
