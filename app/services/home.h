// Where a profile lives: this machine and this very folder. A copy, though equal in every byte, lives
// elsewhere. Pure functions over the system.
#pragma once

#include "core/base/file_system.h"
#include "core/crypto/digest.h"

namespace medveil::app {

/// Of the machine's id and the folder's number on its file system: a folder that is renamed keeps it, one
/// that is copied, restored from a backup or carried to another machine does not.
crypto::Digest homeOf(const base::Path& folder);

}  // namespace medveil::app
