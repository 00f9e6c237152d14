#include "app/services/scan_stack.h"

#include <algorithm>

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::size_t kMostOpen = 3;
constexpr std::size_t kMostDecoded = 96ULL * 1024 * 1024;  ///< bytes, besides the frame that is shown
}  // namespace

ScanStack::ScanStack(std::vector<ScanInfo> images, Show show) : m_images(std::move(images)), m_show(show) {
    m_starts.push_back(0);
    for (const auto& image : m_images)
        m_starts.push_back(m_starts.back() + image.frames);
}

ScanStack::ScanStack(std::unique_ptr<Scan> scan) : ScanStack({scan->info()}) {
    m_open.emplace_back(0, std::move(scan));
}

std::pair<std::size_t, std::uint32_t> ScanStack::placeOf(std::size_t position) const {
    const auto next = std::ranges::upper_bound(m_starts, std::min(position, count() - 1));
    const auto image = static_cast<std::size_t>(next - m_starts.begin()) - 1;
    return {image, static_cast<std::uint32_t>(std::min(position, count() - 1) - m_starts[image])};
}

base::Result<Scan*> ScanStack::open(std::size_t image, base::TaskContext& task) {
    const auto found = std::ranges::find(m_open, image, [](const auto& each) { return each.first; });
    if (found != m_open.end()) {
        m_open.splice(m_open.begin(), m_open, found);
        return m_open.front().second.get();
    }
    const auto& file = m_images[image].file;
    MEDVEIL_ASSIGN(auto scan,
                   m_show == Show::kAsStored ? Scan::openAsStored(file, task) : Scan::open(file, task));
    // Listed before, perhaps long ago: another file under this name must not stand here as this one.
    if (scan->info().frames != m_images[image].frames ||
        scan->info().patientId != m_images[image].patientId ||
        scan->info().patientName != m_images[image].patientName)
        return fail(ErrorCode::kImageDamaged, "the file has changed since it was listed");
    m_open.emplace_front(image, std::move(scan));
    if (m_open.size() > kMostOpen)
        m_open.pop_back();
    return m_open.front().second.get();
}

base::Result<std::shared_ptr<const ScanValues>> ScanStack::values(std::size_t position,
                                                                  base::TaskContext& task) {
    const auto found = std::ranges::find(m_decoded, position, [](const auto& each) { return each.first; });
    if (found != m_decoded.end()) {
        m_decoded.splice(m_decoded.begin(), m_decoded, found);
        return m_decoded.front().second;
    }
    const auto [image, frame] = placeOf(position);
    MEDVEIL_ASSIGN(Scan* const scan, open(image, task));
    MEDVEIL_ASSIGN(auto decoded, scan->values(frame, task));
    m_decoded.emplace_front(position, decoded);
    std::size_t bytes = 0;
    for (auto each = m_decoded.begin(); each != m_decoded.end();) {
        bytes += each->second->bytes();
        each = bytes > kMostDecoded && each != m_decoded.begin() ? m_decoded.erase(each) : std::next(each);
    }
    return decoded;
}

base::Result<ScanSlice> ScanStack::slice(std::size_t position, const ScanLook& look,
                                         base::TaskContext& task) {
    ScanSlice slice;
    MEDVEIL_ASSIGN(slice.values, values(position, task));
    const auto [image, frame] = placeOf(position);
    MEDVEIL_ASSIGN(Scan* const scan, open(image, task));
    slice.info = scan->info();
    slice.frame = frame;
    slice.position = position;
    slice.windows = slice.values->windows();
    MEDVEIL_ASSIGN(slice.picture, slice.values->picture(look.window, look.inverted));
    return slice;
}

base::Result<void> ScanStack::decode(std::size_t position, base::TaskContext& task) {
    MEDVEIL_TRY(values(position, task));
    return {};
}

base::Result<std::vector<ScanElement>> ScanStack::elements(std::size_t position, base::TaskContext& task) {
    MEDVEIL_ASSIGN(Scan* const scan, open(placeOf(position).first, task));
    return scan->elements(task);
}

imaging::MaskPlan planForImage(const ScanStack& stack, std::size_t image, const imaging::MaskPlan& plan) {
    const auto start = stack.startOf(image);
    const auto frames = stack.images()[image].frames;
    imaging::MaskPlan own = plan;
    own.regions.clear();
    for (auto region : plan.regions) {
        if (region.lastFrame < start || region.firstFrame >= start + frames)
            continue;
        region.firstFrame =
            static_cast<std::uint32_t>(std::max<std::size_t>(region.firstFrame, start) - start);
        region.lastFrame =
            static_cast<std::uint32_t>(std::min<std::size_t>(region.lastFrame, start + frames - 1) - start);
        own.regions.push_back(std::move(region));
    }
    return own;
}

}  // namespace medveil::app
