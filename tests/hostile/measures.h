// What the tests of a hostile share measure, and how far. Of this process; any thread.
#pragma once

#include <QtTest>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/bytes.h"

namespace medveil::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int kSlower = 15;
inline constexpr bool kMeasureMemory = false;
#else
inline constexpr int kSlower = 1;
inline constexpr bool kMeasureMemory = true;
#endif

inline std::size_t scale() {
    return static_cast<std::size_t>(std::max(1, qEnvironmentVariableIntValue("MEDVEIL_TEST_SCALE")));
}

inline double seconds(std::chrono::steady_clock::duration time) {
    return std::chrono::duration<double>(time).count();
}

/// The most memory this process ever had, or since the peak was forgotten (/proc/self/clear_refs), in MiB.
inline double peakMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stod(line.substr(6)) / 1024;
    return 0;
}

/// Files that go while this looks do not count; the folder itself must be there.
inline std::uint64_t bytesBelow(const std::filesystem::path& folder) {
    std::uint64_t bytes = 0;
    std::error_code gone;
    for (std::filesystem::recursive_directory_iterator entry(folder), end; entry != end;
         entry.increment(gone)) {
        const auto size = entry->is_regular_file(gone) ? entry->file_size(gone) : 0;
        bytes += gone ? 0 : size;
    }
    return bytes;
}

}  // namespace medveil::test
