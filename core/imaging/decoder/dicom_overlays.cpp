#include "core/imaging/decoder/dicom_overlays.h"

#include <algorithm>

namespace medveil::imaging {

namespace {

constexpr Uint16 kFirstGroup = 0x6000;
constexpr Uint16 kLastGroup = 0x601e;

std::uint32_t numberOf(DcmDataset& dataset, const DcmTagKey& tag, std::uint32_t otherwise) {
    Uint16 value = 0;
    return dataset.findAndGetUint16(tag, value).good() ? value : otherwise;
}

}  // namespace

std::optional<Overlays::Plane> Overlays::readPlane(DcmDataset& dataset, Uint16 group, const ImageInfo& info,
                                                   const StoredBits& bits) {
    const auto tag = [group](Uint16 element) { return DcmTagKey(group, element); };
    Plane plane;
    plane.rows = numberOf(dataset, tag(0x0010), 0);
    plane.columns = numberOf(dataset, tag(0x0011), 0);
    Sint16 row = 1;
    Sint16 column = 1;
    (void)dataset.findAndGetSint16(tag(0x0050), row, 0);
    (void)dataset.findAndGetSint16(tag(0x0050), column, 1);
    plane.top = row - 1;
    plane.left = column - 1;
    const auto first = numberOf(dataset, tag(0x0051), 1);
    plane.firstFrame = first == 0 ? 0 : first - 1;
    Sint32 frames = 1;
    // One that says nothing of frames is drawn over all of them.
    plane.overAll = dataset.findAndGetSint32(tag(0x0015), frames).bad() && !dataset.tagExists(tag(0x0051));
    plane.frames = static_cast<std::uint32_t>(std::max<Sint32>(frames, 1));
    DcmElement* data = nullptr;
    if (dataset.findAndGetElement(tag(0x3000), data).bad() || data == nullptr) {
        const auto bit = numberOf(dataset, tag(0x0102), 0);
        const auto allocated = numberOf(dataset, tag(0x0100), 1);
        const bool ofValue = bit <= bits.highBit && bit + bits.stored > bits.highBit;
        if (info.channels != 1 || allocated != 8 * bytesOf(info.type) || bit >= allocated || ofValue)
            return std::nullopt;
        plane.bit = bit;
        // Where it lies in the samples it is as large as they are, and has as many frames.
        plane.rows = info.rows;
        plane.columns = info.columns;
        plane.top = plane.left = 0;
        plane.firstFrame = 0;
        plane.frames = info.frames;
        return plane;
    }
    Uint8* bytes = nullptr;
    Uint16* words = nullptr;
    const std::size_t size = data->getLengthField();
    if (data->getUint16Array(words).good() && words != nullptr)
        for (std::size_t i = 0; i < size; ++i)
            plane.bits.push_back(static_cast<base::Byte>(words[i / 2] >> (8 * (i % 2))));
    else if (data->getUint8Array(bytes).good() && bytes != nullptr)
        plane.bits.assign(bytes, bytes + size);
    const auto pixels = std::uint64_t{plane.rows} * plane.columns * plane.frames;
    if (pixels == 0 || pixels > std::uint64_t{plane.bits.size()} * 8)
        return std::nullopt;
    return plane;
}

Overlays Overlays::read(DcmDataset& dataset, const ImageInfo& info, const StoredBits& bits) {
    Overlays overlays;
    overlays.m_rows = info.rows;
    overlays.m_columns = info.columns;
    overlays.m_sampleBytes = bytesOf(info.type);
    for (Uint16 group = kFirstGroup; group <= kLastGroup; group = static_cast<Uint16>(group + 2)) {
        if (!dataset.tagExists(DcmTagKey(group, 0x0010)) && !dataset.tagExists(DcmTagKey(group, 0x3000)))
            continue;
        if (auto plane = readPlane(dataset, group, info, bits))
            overlays.m_planes.push_back(std::move(*plane));
        else
            overlays.m_damaged = true;
    }
    return overlays;
}

void Overlays::draw(const Plane& plane, std::uint32_t frame, base::ByteView words, base::Bytes& out) const {
    const auto isSet = [&](std::uint64_t place) {
        if (plane.bit)
            return (words[static_cast<std::size_t>(place) * m_sampleBytes + *plane.bit / 8] >>
                        (*plane.bit % 8) &
                    1U) != 0;
        const auto number = plane.overAll ? 0 : frame - plane.firstFrame;
        const auto at = place + std::uint64_t{number} * plane.rows * plane.columns;
        return (plane.bits[static_cast<std::size_t>(at / 8)] >> (at % 8) & 1U) != 0;
    };
    for (std::uint32_t y = 0; y < plane.rows; ++y) {
        for (std::uint32_t x = 0; x < plane.columns; ++x) {
            const std::int64_t row = std::int64_t{y} + plane.top;
            const std::int64_t column = std::int64_t{x} + plane.left;
            if (row < 0 || column < 0 || row >= m_rows || column >= m_columns ||
                !isSet(std::uint64_t{y} * plane.columns + x))
                continue;
            out[static_cast<std::size_t>(row) * m_columns + static_cast<std::size_t>(column)] = 1;
        }
    }
}

base::Bytes Overlays::over(std::uint32_t frame, base::ByteView words) const {
    base::Bytes out;
    for (const auto& plane : m_planes) {
        if (!plane.overAll && (frame < plane.firstFrame || frame - plane.firstFrame >= plane.frames))
            continue;
        if (plane.bit && words.size() < std::size_t{m_rows} * m_columns * m_sampleBytes)
            continue;
        out.resize(std::size_t{m_rows} * m_columns);
        draw(plane, frame, words, out);
    }
    if (std::ranges::none_of(out, [](base::Byte pixel) { return pixel != 0; }))
        out.clear();
    return out;
}

}  // namespace medveil::imaging
