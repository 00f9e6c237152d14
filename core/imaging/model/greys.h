// What the values of a grey frame mean and how they are shown (PS3.3, C.11.1, C.11.2, C.11.6, C.7.6.16.2.11).
// May differ from frame to frame. Values; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace medveil::imaging {

/// A table of PS3.3, C.11.1.1.1 and C.11.2.1.1: inputs outside of it take its first or its last entry.
struct LookupTable {
    std::int32_t first = 0;   ///< input of the first entry
    std::uint32_t bits = 16;  ///< of an entry
    std::vector<std::uint16_t> entries;

    bool empty() const { return entries.empty(); }
    /// `input` is rounded to the next whole number. Not for an empty table.
    std::uint16_t at(double input) const;
};

enum class WindowShape : std::uint8_t {
    kLinear,       ///< C.11.2.1.2.1
    kLinearExact,  ///< C.11.2.1.3.2
    kSigmoid,      ///< C.11.2.1.3.1
    kTable         ///< one of Greys::tables; centre and width say what it spans
};

/// From a value to a shade.
struct Window {
    double centre = 0;
    double width = 1;
    std::string name;
    WindowShape shape = WindowShape::kLinear;
    std::uint32_t table = 0;

    bool operator==(const Window&) const = default;
};

/// From stored values to what was measured (C.7.6.16.2.11).
struct RealWorld {
    double first = 0;  ///< stored values that it holds for, both ends inside
    double last = 0;
    double slope = 1;
    double intercept = 0;
    std::vector<double> entries;  ///< instead of slope and intercept, from `first` on
    std::string unit;             ///< UCUM
};

/// Stored values that are no picture (PS3.3, C.7.5.1.1.2), both ends inside.
struct Padding {
    double first = 0;
    double last = 0;
};

struct Greys {
    double slope = 1;  ///< stored value to `unit`
    double intercept = 0;
    LookupTable modality;             ///< instead of slope and intercept
    std::string unit;                 ///< "HU", ...; empty where it means nothing
    std::vector<Window> windows;      ///< that the file proposes; the first is its own choice
    std::vector<LookupTable> tables;  ///< that windows of shape kTable mean
    std::optional<Padding> padding;
    std::vector<RealWorld> realWorld;
    bool darkIsHigh = false;  ///< MONOCHROME1, or a presentation that inverts

    /// A stored value in `unit`.
    double valueOf(double stored) const {
        return modality.empty() ? stored * slope + intercept : modality.at(stored);
    }
    bool isPadding(double stored) const {
        return padding && stored >= padding->first && stored <= padding->last;
    }
};

/// What was measured, in RealWorld::unit; nothing where the file does not say.
struct Measured {
    double value = 0;
    std::string unit;
};
std::optional<Measured> measured(const Greys& greys, double stored);

/// 0 (dark) to 1 (bright).
double shadeOf(const Greys& greys, const Window& window, double value);

}  // namespace medveil::imaging
