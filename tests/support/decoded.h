// What the decoder makes of a file in memory, in this process. The test links medveil_dicom_picture.
#pragma once

#include <QString>
#include <algorithm>
#include <vector>

#include "core/imaging/decoder/decoder.h"
#include "core/imaging/model/rendering.h"

namespace medveil::test {

/// A frame with what its file says.
struct Decoded {
    imaging::ImageInfo info;
    imaging::Frame frame;

    const imaging::Greys& greys() const { return imaging::greysOf(info, frame); }
    bool has(imaging::Caution caution) const { return std::ranges::count(frame.cautions, caution) != 0; }
};

inline base::Result<Decoded> decoded(const base::Bytes& file, std::uint32_t number = 0) {
    static const bool kPrepared = (imaging::prepareDecoders(), true);
    (void)kPrepared;
    MEDVEIL_ASSIGN(const auto decoder, imaging::openDecoder(file));
    MEDVEIL_ASSIGN(imaging::Frame frame, decoder->frame(number));
    return Decoded{decoder->info(), std::move(frame)};
}

/// Why a frame is refused; empty where it is not.
inline QString refusal(const base::Bytes& file, std::uint32_t number = 0) {
    const auto result = decoded(file, number);
    return result ? QString() : QString::fromStdString(result.error().detail);
}

inline std::vector<double> storedOf(const Decoded& picture) {
    std::vector<double> values;
    const auto& frame = picture.frame;
    for (std::uint32_t y = 0; y < frame.rows; ++y) {
        for (std::uint32_t x = 0; x < frame.columns; ++x) {
            for (std::uint32_t c = 0; c < frame.channels; ++c)
                values.push_back(imaging::storedAt(frame, x, y, c));
        }
    }
    return values;
}
/// None of a file that is refused.
inline std::vector<double> storedOf(const base::Bytes& file, std::uint32_t number = 0) {
    const auto picture = decoded(file, number);
    return picture ? storedOf(*picture) : std::vector<double>();
}

inline std::vector<int> shadesOf(const Decoded& picture, const imaging::Look& look) {
    const auto rendered = imaging::render(picture.info, picture.frame, look);
    return rendered ? std::vector<int>(rendered->pixels.begin(), rendered->pixels.end()) : std::vector<int>();
}
/// As the file wants to be shown, or in another of its windows.
inline std::vector<int> shadesOf(const Decoded& picture, std::size_t window = 0) {
    const auto& windows = picture.greys().windows;
    return shadesOf(picture,
                    {windows.empty() ? imaging::windowFor(picture.info, picture.frame) : windows.at(window)});
}
inline std::vector<int> shadesOf(const base::Bytes& file, std::uint32_t number = 0) {
    const auto picture = decoded(file, number);
    return picture ? shadesOf(*picture) : std::vector<int>();
}

/// The greatest difference of two levels; 999 where there are not as many of them.
inline int difference(const std::vector<int>& one, const std::vector<int>& other) {
    if (one.size() != other.size() || one.empty())
        return 999;
    int greatest = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        greatest = std::max(greatest, std::abs(one[i] - other[i]));
    return greatest;
}

}  // namespace medveil::test
