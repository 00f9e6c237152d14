// The tables, and the way from every released version to this one. Internal to core/vault.
#pragma once

#include "core/vault/database.h"

namespace medveil::vault {

inline constexpr std::int64_t kSchemaVersion = 1;

/// Brings the database to kSchemaVersion in one transaction. kVaultTooNew for one made by a later program.
base::Result<void> migrate(Database& database);

}  // namespace medveil::vault
