// How another program asks an open window to lock: a file in the profile's folder that the window watches
// for. It carries nothing, so nobody gains anything by making one but a locked window.
#pragma once

#include "core/base/file_system.h"

namespace medveil::app {

/// True when a window (or other program) has the profile open and was asked.
bool requestLock(const base::Path& profile);
/// True once for each request. The window asks twice a second.
bool takeLockRequest(const base::Path& profile);

}  // namespace medveil::app
