#include "core/vault/profile_folder.h"

#include <algorithm>

namespace medveil::vault {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostEntries = 100'000;

base::Result<bool> isEmpty(base::FileSystem& files, const base::Path& folder) {
    const auto entries = files.list(folder, kMostEntries);
    if (entries)
        return entries->empty();
    if (entries.error().code == ErrorCode::kNotFound)
        return true;
    if (entries.error().code == ErrorCode::kTooManyFiles)
        return false;
    return fail(entries.error());
}

}  // namespace

std::string databaseName(std::uint64_t generation) {
    return "vault-" + std::to_string(generation) + ".db";
}

bool looksLikeDatabase(std::string_view name) {
    return name.starts_with("vault-") && name.find(".db") != std::string_view::npos;
}

base::Result<bool> hasDatabase(base::FileSystem& files, const base::Path& folder) {
    MEDVEIL_ASSIGN(const auto entries, files.list(folder, kMostEntries));
    return std::ranges::any_of(entries, [](const auto& entry) {
        const std::string_view name = entry.name;
        if (!name.starts_with("vault-") || !name.ends_with(".db"))
            return false;
        const auto number = name.substr(6, name.size() - 9);
        return !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
    });
}

base::Result<ProfileState> profileState(base::FileSystem& files, const base::Path& folder) {
    const auto listed = files.list(folder, kMostEntries);
    if (!listed) {
        if (listed.error().code == ErrorCode::kNotFound)
            return ProfileState::kNone;
        return fail(listed.error());
    }
    const auto has = [&](std::string_view name) {
        return std::ranges::any_of(*listed, [&](const auto& entry) { return entry.name == name; });
    };
    if (has(kSlotsName))
        return ProfileState::kStanding;
    MEDVEIL_ASSIGN(const bool noAttachments, isEmpty(files, folder / kAttachmentsName));
    MEDVEIL_ASSIGN(const bool noSpool, isEmpty(files, folder / kSpoolName));
    const bool used = has(kAnchorName) || !noAttachments || !noSpool;
    if (has(kCreatingName) && !used)
        return ProfileState::kCutOff;
    const bool database =
        std::ranges::any_of(*listed, [](const auto& entry) { return looksLikeDatabase(entry.name); });
    return used || database ? ProfileState::kNoSlots : ProfileState::kNone;
}

base::Result<void> removeCutOff(base::FileSystem& files, const base::Path& folder) {
    for (const auto ending : kDatabaseEndings) {
        const auto removed = files.removeFile(folder / (databaseName(0) + std::string(ending)));
        if (!removed && removed.error().code != ErrorCode::kNotFound)
            return removed;
    }
    return {};
}

}  // namespace medveil::vault
