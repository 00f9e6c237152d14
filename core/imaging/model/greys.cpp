#include "core/imaging/model/greys.h"

#include <algorithm>
#include <cmath>

namespace medveil::imaging {

std::uint16_t LookupTable::at(double input) const {
    const double place = std::floor(input + 0.5) - first;
    const auto last = static_cast<double>(entries.size() - 1);
    return entries[static_cast<std::size_t>(std::clamp(place, 0.0, last))];
}

std::optional<Measured> measured(const Greys& greys, double stored) {
    for (const auto& each : greys.realWorld) {
        if (stored < each.first || stored > each.last)
            continue;
        if (each.entries.empty())
            return Measured{stored * each.slope + each.intercept, each.unit};
        const auto place = static_cast<std::size_t>(stored - each.first);
        if (place < each.entries.size())
            return Measured{each.entries[place], each.unit};
    }
    return std::nullopt;
}

namespace {

double linear(double value, const Window& window) {
    // A window of width 1 is a threshold; the formula holds from there on.
    if (window.width == 1)
        return value <= window.centre - 0.5 ? 0 : 1;
    return (value - (window.centre - 0.5)) / (window.width - 1) + 0.5;
}

}  // namespace

double shadeOf(const Greys& greys, const Window& window, double value) {
    double place = 0;
    switch (window.shape) {
        case WindowShape::kTable: {
            if (window.table >= greys.tables.size())
                return 0;
            const auto& table = greys.tables[window.table];
            const auto brightest = static_cast<double>((std::uint32_t{1} << table.bits) - 1);
            place = table.at(value) / brightest;
            break;
        }
        case WindowShape::kSigmoid:
            place = 1 / (1 + std::exp(-4 * (value - window.centre) / window.width));
            break;
        case WindowShape::kLinear:
            if (window.width >= 1) {
                place = linear(value, window);
                break;
            }
            // Not allowed, and found in images whose values are small: then only this is a picture.
            [[fallthrough]];
        case WindowShape::kLinearExact:
            place = (value - window.centre) / window.width + 0.5;
            break;
    }
    // What is no number is black.
    return place > 0 ? std::min(place, 1.0) : 0;
}

}  // namespace medveil::imaging
