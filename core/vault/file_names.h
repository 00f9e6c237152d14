// The names of files that stand in the database, against those that lie in a folder. Borrows both; the
// vault's thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/file_system.h"
#include "core/vault/database.h"

namespace medveil::vault {

/// The first column of every row of `query`.
base::Result<std::vector<std::string>> namesFrom(Database& database, const char* query);

/// What lies in `folder` and is not among `known`.
base::Result<std::vector<std::string>> unknownFiles(base::FileSystem& files, const base::Path& folder,
                                                    const std::vector<std::string>& known);

}  // namespace medveil::vault
