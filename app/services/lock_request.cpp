#include "app/services/lock_request.h"

#include <thread>

#include "core/base/file_lock.h"

namespace medveil::app {

namespace {
base::Path requestPath(const base::Path& profile) {
    return profile / "lock-request";
}

/// Who holds the vault's lock is a program that has it open.
bool isOpen(const base::Path& profile) {
    const auto lock = base::FileLock::take(profile / "lock");
    return !lock && lock.error().code == base::ErrorCode::kVaultBusy;
}
}  // namespace

base::Result<LockAnswer> requestLock(const base::Path& profile, std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds kPause{20};
    constexpr int kLooksAtLock = 10;  // every so many pauses: looking takes the lock for a moment
    auto& files = base::systemFileSystem();
    if (!files.info(profile / "lock") || !isOpen(profile))
        return LockAnswer::kNotOpen;
    if (auto made = files.createExclusive(requestPath(profile));
        !made && made.error().code != base::ErrorCode::kAlreadyExists)
        return base::fail(std::move(made).error());
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (int look = 1; std::chrono::steady_clock::now() < deadline; ++look) {
        std::this_thread::sleep_for(kPause);
        if (!lockRequested(profile))
            return LockAnswer::kLocked;
        // A program that died has closed it, too.
        if (look % kLooksAtLock == 0 && !isOpen(profile)) {
            answerLockRequest(profile);
            return LockAnswer::kLocked;
        }
    }
    answerLockRequest(profile);
    return LockAnswer::kNoAnswer;
}

bool lockRequested(const base::Path& profile) {
    return base::systemFileSystem().info(requestPath(profile)).has_value();
}

void answerLockRequest(const base::Path& profile) {
    (void)base::systemFileSystem().removeFile(requestPath(profile));
}

}  // namespace medveil::app
