#include "core/imaging/model/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace medveil::imaging {

namespace {

/// How far along the normal of its plane an image lies, mm.
double depth(const ImageInfo& info) {
    const auto& o = info.orientation;
    const auto& p = info.position;
    return p[0] * (o[1] * o[5] - o[2] * o[4]) + p[1] * (o[2] * o[3] - o[0] * o[5]) +
           p[2] * (o[0] * o[4] - o[1] * o[3]);
}

/// Places along one normal say an order only when the planes are parallel and no two are the same.
bool hasDepths(const Series& series) {
    constexpr double kParallel = 1e-3;
    constexpr double kApart = 1e-3;
    const auto& first = series.images.front().info.orientation;
    std::vector<double> depths;
    for (const auto& image : series.images) {
        const auto& orientation = image.info.orientation;
        if (image.info.position.size() != 3 || orientation.size() != 6 || first.size() != 6)
            return false;
        for (std::size_t i = 0; i < 6; ++i) {
            if (std::fabs(orientation[i] - first[i]) > kParallel)
                return false;
        }
        depths.push_back(depth(image.info));
    }
    std::ranges::sort(depths);
    return std::ranges::adjacent_find(depths, [](double a, double b) { return b - a < kApart; }) ==
           depths.end();
}

void sort(Series& series) {
    if (hasDepths(series)) {
        std::ranges::stable_sort(series.images, {},
                                 [](const SeriesImage& image) { return depth(image.info); });
        return;
    }
    std::ranges::stable_sort(series.images, [](const SeriesImage& a, const SeriesImage& b) {
        return std::tie(a.info.instanceNumber, a.file) < std::tie(b.info.instanceNumber, b.file);
    });
}

}  // namespace

std::vector<Series> groupSeries(std::vector<SeriesImage> images) {
    std::map<std::array<std::string, 6>, Series> groups;
    for (auto& image : images) {
        // What names no series stands alone; and no series is of two patients, whatever its files say.
        std::array<std::string, 6> key{image.info.studyUid,      image.info.seriesUid,   image.info.patientId,
                                       image.info.patientIssuer, image.info.patientName, {}};
        if (image.info.seriesUid.empty())
            key.back() = image.file.string();
        groups[std::move(key)].images.push_back(std::move(image));
    }
    std::vector<Series> all;
    for (auto& [key, series] : groups) {
        sort(series);
        all.push_back(std::move(series));
    }
    std::ranges::stable_sort(all, [](const Series& a, const Series& b) {
        const auto& x = a.images.front();
        const auto& y = b.images.front();
        return std::tie(x.info.studyDate, x.info.studyUid, x.info.seriesNumber, x.file) <
               std::tie(y.info.studyDate, y.info.studyUid, y.info.seriesNumber, y.file);
    });
    return all;
}

}  // namespace medveil::imaging
