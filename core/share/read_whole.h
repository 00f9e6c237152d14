// A whole small file of a share. Synchronous; the caller's thread.
#pragma once

#include "core/share/share_folder.h"

namespace medveil::share {

/// kTooLarge over `limit` bytes, before anything is read.
base::Result<base::Bytes> readWhole(ShareFolder& folder, const SharePath& path, std::size_t limit);

}  // namespace medveil::share
