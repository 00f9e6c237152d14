#include "app/services/lock_request.h"

#include "core/base/file_lock.h"

namespace medveil::app {

namespace {
base::Path requestPath(const base::Path& profile) {
    return profile / "lock-request";
}
}  // namespace

bool requestLock(const base::Path& profile) {
    auto& files = base::systemFileSystem();
    if (!files.info(profile / "lock"))
        return false;
    // Who holds the vault's lock is a program that has it open.
    const auto lock = base::FileLock::take(profile / "lock");
    if (lock || lock.error().code != base::ErrorCode::kVaultBusy)
        return false;
    return files.createExclusive(requestPath(profile)).has_value() ||
           files.info(requestPath(profile)).has_value();
}

bool takeLockRequest(const base::Path& profile) {
    return base::systemFileSystem().removeFile(requestPath(profile)).has_value();
}

}  // namespace medveil::app
