// What a profile's folder holds, by name, and what is wrong with it before anybody has unlocked anything.
// Reads only. Stateless functions; any thread.
#pragma once

#include "core/base/file_system.h"

namespace medveil::vault {

inline constexpr const char* kSlotsName = "slots";
inline constexpr const char* kAnchorName = "anchor";
inline constexpr const char* kLockName = "lock";
/// Stands there while a profile is being made, and only then.
inline constexpr const char* kCreatingName = "creating";
inline constexpr const char* kAttachmentsName = "attachments";
inline constexpr const char* kSpoolName = "spool";

/// SQLite's own files beside a database.
inline constexpr std::string_view kDatabaseEndings[] = {"", "-wal", "-shm", "-journal"};

std::string databaseName(std::uint64_t generation);
/// "vault-<anything>.db<anything>": ours or made to look like it.
bool looksLikeDatabase(std::string_view name);

enum class ProfileState : std::uint8_t {
    kNone,      ///< no file of a profile
    kCutOff,    ///< a profile that was being made and never came to be
    kNoSlots,   ///< files of a profile, but not the one that says how to unlock it
    kStanding,  ///< slots are there; whether they open anything is another matter
};

/// Any "vault-<number>.db".
base::Result<bool> hasDatabase(base::FileSystem& files, const base::Path& folder);
base::Result<ProfileState> profileState(base::FileSystem& files, const base::Path& folder);

/// Removes what a creation that was cut off left, by exact names, and nothing else. Only after kCutOff.
base::Result<void> removeCutOff(base::FileSystem& files, const base::Path& folder);

}  // namespace medveil::vault
