// Covers as other programs write them, of samples that a test chose. Pure functions but for the files they
// write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace medveil::test {

inline constexpr std::uint32_t kCoverWidth = 400;
inline constexpr std::uint32_t kCoverHeight = 320;
inline constexpr std::uint32_t kCoverFrames = 200'000;
inline constexpr std::uint32_t kCoverRate = 22'050;

/// Samples, channels interleaved, row by row.
using Values = std::vector<int>;

int noise(unsigned range);
/// Soft slopes under noise of 8 bits times `scale`, as a camera takes them.
Values photo(std::uint32_t channels, double scale = 1);
/// A tone under noise of 16 bits, channel by channel another.
Values recording(std::uint32_t channels, double loud = 1);

struct CoverFormat {
    const char* ending;
    std::uint32_t channels;
    int bits;
};
/// PNG, TIFF, BMP of kCoverWidth by kCoverHeight; WAV, AIFF, FLAC. By the format's ending.
void writeCover(const std::filesystem::path& path, const Values& values, const CoverFormat& format);

void writeTiff(const std::filesystem::path& path, const Values& values, std::uint32_t channels, int bits,
               int fillOrder);
/// As libtiff, the program of other people, shows it: 8 bits.
Values readTiff(const std::filesystem::path& path);

}  // namespace medveil::test
