// Real inputs for tests: read from $MEDVEIL_TEST_DATA (default ../shared/data beside the source tree), never
// committed.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace medveil::test {

/// The folder of real inputs, or an empty path where there is none.
std::filesystem::path dataFolder();

/// Regular files below dataFolder()/`below` whose name ends with `suffix`, sorted. Prints how many there
/// were, and says so when the folder is missing: a test with no inputs must be seen to have had none.
std::vector<std::filesystem::path> dataFiles(std::string_view below, std::string_view suffix);

/// The committed vectors, tests/vectors.
std::filesystem::path vectorFolder();

}  // namespace medveil::test
