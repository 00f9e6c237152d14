#include "app/services/proposals.h"

#include <algorithm>

#include "app/services/text_finder.h"
#include "core/crypto/digest.h"
#include "core/imaging/protocol/decoder_protocol.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

MaskRegion boxOf(const ScanRegion& box) {
    MaskRegion region;
    region.points = {{static_cast<double>(box.left), static_cast<double>(box.top)},
                     {static_cast<double>(box.right), static_cast<double>(box.bottom)}};
    return region;
}

/// Of two rectangles, whether one holds all of the other.
bool holds(const MaskRegion& outer, const MaskRegion& inner) {
    if (outer.shape != MaskShape::kRectangle)
        return false;
    const auto [left, right] = std::minmax(outer.points[0].x, outer.points[1].x);
    const auto [top, bottom] = std::minmax(outer.points[0].y, outer.points[1].y);
    return std::ranges::all_of(inner.points, [=](const MaskPoint& point) {
        return point.x >= left && point.x <= right && point.y >= top && point.y <= bottom;
    });
}

/// Everything outside of the rectangle around the images of an ultrasound frame.
std::vector<ScanRegion> aroundImages(const ScanInfo& info) {
    if (info.regions.empty())
        return {};
    ScanRegion inside = info.regions.front();
    for (const auto& each : info.regions) {
        inside.left = std::min(inside.left, each.left);
        inside.top = std::min(inside.top, each.top);
        inside.right = std::max(inside.right, each.right);
        inside.bottom = std::max(inside.bottom, each.bottom);
    }
    std::vector<ScanRegion> around{{0, 0, info.columns, inside.top},
                                   {0, inside.bottom, info.columns, info.rows},
                                   {0, inside.top, inside.left, inside.bottom},
                                   {inside.right, inside.top, info.columns, inside.bottom}};
    std::erase_if(around, [](const auto& box) { return box.left >= box.right || box.top >= box.bottom; });
    return around;
}

/// Empty where the file names no device. A digest, because names of settings are short and plain.
std::string ruleName(const ScanInfo& info) {
    if (info.manufacturer.empty() && info.model.empty())
        return {};
    const auto device = info.manufacturer + '\n' + info.model + '\n' + info.modality + '\n' +
                        std::to_string(info.columns) + '\n' + std::to_string(info.rows);
    return "device-rule/" + base::toHex(crypto::sha256(base::asBytes(device)).view());
}

}  // namespace

base::Result<Proposals> proposalsFor(const ScanInfo& info, const ScanPicture& picture,
                                     const std::vector<MaskRegion>& remembered, base::TaskContext& task) {
    Proposals found;
    for (const auto& region : remembered)
        found.regions.push_back({region, ProposalReason::kDevice});
    for (const auto& box : aroundImages(info))
        found.regions.push_back({boxOf(box), ProposalReason::kAround});
    const auto text = findText(picture, task);
    if (!text && text.error().code == ErrorCode::kCancelled)
        return fail(text.error());
    if (!text)
        found.noText = text.error();
    const auto known = found.regions;
    for (const auto& box : text ? *text : std::vector<ScanRegion>()) {
        const auto region = boxOf(box);
        if (std::ranges::none_of(known, [&](const auto& each) { return holds(each.region, region); }))
            found.regions.push_back({region, ProposalReason::kText});
    }
    return found;
}

base::Result<std::vector<MaskRegion>> DeviceRules::regionsFor(const ScanInfo& info) {
    const auto name = ruleName(info);
    if (name.empty())
        return std::vector<MaskRegion>();
    MEDVEIL_ASSIGN(const std::string text, m_session.setting(name, {}));
    if (text.empty())
        return std::vector<MaskRegion>();
    MEDVEIL_ASSIGN(const base::Bytes bytes, base::fromHex(text));
    MEDVEIL_ASSIGN(imaging::MaskPlan plan, imaging::decodeMaskPlan(bytes));
    return std::move(plan.regions);
}

base::Result<void> DeviceRules::remember(const ScanInfo& info, std::vector<MaskRegion> regions) {
    const auto name = ruleName(info);
    if (name.empty())
        return fail(ErrorCode::kInvalidArgument, "the file names no device");
    imaging::MaskPlan plan;
    plan.regions = std::move(regions);
    for (auto& region : plan.regions) {
        region.firstFrame = 0;
        region.lastFrame = UINT32_MAX;
    }
    MEDVEIL_TRY(imaging::checkPlan(plan));
    return m_session.setSetting(name, base::toHex(imaging::encodeMaskPlan(plan)));
}

}  // namespace medveil::app
