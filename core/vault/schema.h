// The tables, and the way from every released version to this one. Internal to core/vault.
#pragma once

#include "core/vault/database.h"

namespace medveil::vault {

inline constexpr std::int64_t kSchemaVersion = 8;

/// All tables, in an empty database. Only a vault that is being made has one.
base::Result<void> makeSchema(Database& database);
/// Brings a vault's database to kSchemaVersion in one transaction. kVaultTooNew for one made by a later
/// program; kVaultDamaged for one without a schema: it held something once, or never was a vault's.
base::Result<void> migrate(Database& database);
base::Result<std::int64_t> schemaVersion(Database& database);

}  // namespace medveil::vault
