// How another program asks an open window to lock: a file in the profile's folder that the window watches
// for. It carries nothing, so nobody gains anything by making one but a locked window. The window removes it
// once the session is closed and its keys are wiped: that is the answer.
#pragma once

#include <chrono>

#include "core/base/file_system.h"

namespace medveil::app {

enum class LockAnswer {
    kNotOpen,   ///< no program had the profile open
    kLocked,    ///< one had, and it has closed it
    kNoAnswer,  ///< one has, and did not close it in that time
};

/// Asks, and waits for the answer; a request that gets none is withdrawn.
base::Result<LockAnswer> requestLock(const base::Path& profile, std::chrono::milliseconds patience);
/// The window asks when the folder changes, and now and then.
bool lockRequested(const base::Path& profile);
/// The window's answer; nothing where nobody asked.
void answerLockRequest(const base::Path& profile);

}  // namespace medveil::app
