#include "stego/measure/rehearsal.h"

#include <algorithm>
#include <cmath>

#include "core/crypto/random.h"
#include "stego/carrier/jpeg_carrier.h"

namespace medveil::stego {

namespace {

constexpr std::uint32_t kMapSide = 480;
/// More than so much above what the detectors said of the cover is a trace.
constexpr double kRise = 0.02;

/// Counts of changes in the cells of a map over one grid of blocks or pixels.
class MapBuilder {
  public:
    MapBuilder(std::size_t width, std::size_t height) : m_gridWidth(width), m_gridHeight(height) {
        m_map.width = static_cast<std::uint32_t>(std::min<std::size_t>(width, kMapSide));
        m_map.height = static_cast<std::uint32_t>(
            std::clamp<std::size_t>(height * m_map.width / std::max<std::size_t>(width, 1), 1, kMapSide));
        m_counts.resize(std::size_t{m_map.width} * m_map.height);
    }
    void add(std::size_t y, std::size_t x) {
        ++m_counts[y * m_map.height / m_gridHeight * m_map.width + x * m_map.width / m_gridWidth];
    }
    DifferenceMap finish() {
        const auto most = std::max<std::uint32_t>(1, *std::ranges::max_element(m_counts));
        for (const auto each : m_counts)
            m_map.cells.push_back(static_cast<std::uint8_t>(std::uint64_t{each} * 255 / most));
        return std::move(m_map);
    }

  private:
    std::size_t m_gridWidth;
    std::size_t m_gridHeight;
    std::vector<std::uint32_t> m_counts;
    DifferenceMap m_map;
};

DifferenceMap mapOf(const Samples& before, const Carrier& after) {
    const auto& samples = after.samples();
    if (after.info().kind == CarrierKind::kJpeg) {
        // The first component has as many blocks as any; the others are laid over it.
        const auto& components = static_cast<const JpegCarrier&>(after).components();
        MapBuilder builder(components[0].blocksWide, components[0].blocksHigh);
        for (const auto& component : components) {
            for (std::size_t block = 0; block < component.energy.size(); ++block) {
                const auto y = block / component.blocksWide * components[0].blocksHigh / component.blocksHigh;
                const auto x = block % component.blocksWide * components[0].blocksWide / component.blocksWide;
                for (std::size_t k = 0; k < kJpegElements; ++k) {
                    const auto i = component.first + block * kJpegElements + k;
                    if (before[i] != samples[i])
                        builder.add(y, x);
                }
            }
        }
        return builder.finish();
    }
    const auto& info = after.info();
    MapBuilder builder(info.width, info.height);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (before[i] != samples[i])
            builder.add(i / info.channels / info.width, i / info.channels % info.width);
    }
    return builder.finish();
}

/// Every change is one step.
double psnrOf(const CarrierInfo& info, const HideReport& changes) {
    if (info.kind == CarrierKind::kJpeg || changes.changed == 0)
        return 0;
    const double range = static_cast<double>(info.maximum) - static_cast<double>(info.minimum);
    return 10 * std::log10(range * range * static_cast<double>(changes.samples) /
                           static_cast<double>(changes.changed));
}

std::vector<ReaderSecret> randomReaders(std::size_t count) {
    std::vector<ReaderSecret> readers;
    for (std::size_t i = 0; i < count; ++i)
        readers.emplace_back(StegoKey::from(crypto::randomKey().view()).value());
    return readers;
}

}  // namespace

Visibility visibilityOf(std::uint64_t payloadBytes, const CoverReport& cover, const Traces& before,
                        const Traces& after) {
    constexpr std::uint64_t kFarBeyond = 4;
    const bool flat = std::ranges::find(cover.warnings, CoverWarning::kFlat) != cover.warnings.end();
    const bool risen = after.samplePairs > before.samplePairs + kRise ||
                       after.weightedStego > before.weightedStego + kRise || judge(after) > judge(before);
    auto level = payloadBytes <= cover.safeBytes                ? Visibility::kHard
                 : payloadBytes <= kFarBeyond * cover.safeBytes ? Visibility::kExpert
                                                                : Visibility::kEasy;
    if (flat && level == Visibility::kHard)
        level = Visibility::kExpert;
    return risen ? Visibility::kEasy : level;
}

base::Result<Rehearsal> rehearse(base::FileSystem& files, const base::Path& cover, std::size_t readers,
                                 std::uint64_t payloadBytes, base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<Rehearsal> {
        Rehearsal rehearsal;
        MEDVEIL_ASSIGN(const auto carrier, openCover(files, cover, task));
        MEDVEIL_ASSIGN(rehearsal.cover, inspectCover(*carrier, readers, task));
        if (payloadBytes > rehearsal.cover.fitBytes)
            return base::fail(base::ErrorCode::kCoverTooSmall, "payload");
        const auto before = carrier->samples();
        rehearsal.before = findTraces(*carrier);
        base::Bytes payload(static_cast<std::size_t>(payloadBytes));
        crypto::fillRandom(payload);
        MEDVEIL_ASSIGN(rehearsal.changes, embed(*carrier, randomReaders(readers), payload, task));
        MEDVEIL_TRY(task.checkpoint());
        rehearsal.after = findTraces(*carrier);
        rehearsal.psnr = psnrOf(carrier->info(), rehearsal.changes);
        rehearsal.visibility = visibilityOf(payloadBytes, rehearsal.cover, rehearsal.before, rehearsal.after);
        rehearsal.map = mapOf(before, *carrier);
        return rehearsal;
    });
}

}  // namespace medveil::stego
