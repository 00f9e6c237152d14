#include "core/vault/file_names.h"

#include <set>

namespace medveil::vault {

namespace {
constexpr std::size_t kMostFiles = 10'000'000;
}

base::Result<std::vector<std::string>> namesFrom(Database& database, const char* query) {
    MEDVEIL_ASSIGN(Statement select, database.prepare(query));
    std::vector<std::string> names;
    while (true) {
        MEDVEIL_ASSIGN(const bool row, select.step());
        if (!row)
            return names;
        names.push_back(select.text(0));
    }
}

base::Result<std::vector<std::string>> unknownFiles(base::FileSystem& files, const base::Path& folder,
                                                    const std::vector<std::string>& known) {
    const std::set<std::string> names(known.begin(), known.end());
    MEDVEIL_ASSIGN(const auto entries, files.list(folder, kMostFiles));
    std::vector<std::string> unknown;
    for (const auto& entry : entries) {
        if (!names.contains(entry.name))
            unknown.push_back(entry.name);
    }
    return unknown;
}

}  // namespace medveil::vault
