#include "tests/support/test_data.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace medveil::test {

namespace fs = std::filesystem;

fs::path dataFolder() {
    if (const char* named = std::getenv("MEDVEIL_TEST_DATA"))
        return fs::is_directory(named) ? fs::path(named) : fs::path();
    const auto beside = vectorFolder().parent_path().parent_path().parent_path() / "shared" / "data";
    return fs::is_directory(beside) ? beside : fs::path();
}

std::vector<fs::path> dataFiles(std::string_view below, std::string_view suffix) {
    std::vector<fs::path> found;
    const auto root = dataFolder();
    if (root.empty() || !fs::is_directory(root / below)) {
        std::printf("SKIPPED real inputs: no %.*s in the data folder\n", static_cast<int>(below.size()),
                    below.data());
        return found;
    }
    for (const auto& entry : fs::recursive_directory_iterator(root / below)) {
        if (entry.is_regular_file() && entry.path().filename().string().ends_with(suffix))
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    std::printf("real inputs: %zu from %.*s\n", found.size(), static_cast<int>(below.size()), below.data());
    return found;
}

fs::path vectorFolder() {
    const char* named = std::getenv("MEDVEIL_TEST_VECTORS");
    return named ? fs::path(named) : fs::path(MEDVEIL_VECTOR_FOLDER);
}

}  // namespace medveil::test
