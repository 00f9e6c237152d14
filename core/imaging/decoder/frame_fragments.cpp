#include "core/imaging/decoder/frame_fragments.h"

#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/decoder/codestream.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kItemHead = 8;

std::vector<std::uint64_t> offsetsIn(base::ByteView table) {
    std::vector<std::uint64_t> offsets;
    for (std::size_t at = 0; at + 4 <= table.size(); at += 4)
        offsets.push_back(std::uint64_t{table[at]} | std::uint64_t{table[at + 1]} << 8 |
                          std::uint64_t{table[at + 2]} << 16 | std::uint64_t{table[at + 3]} << 24);
    return offsets;
}

/// Empty unless each offset is where a fragment begins.
std::vector<unsigned long> byTable(const std::vector<std::uint64_t>& offsets,
                                   const std::vector<std::uint64_t>& begins, std::size_t frames) {
    if (offsets.size() != frames)
        return {};
    std::vector<unsigned long> found;
    for (std::size_t i = 0; i < frames; ++i) {
        const auto place = std::ranges::lower_bound(begins, offsets[i]);
        if (place == begins.end() || *place != offsets[i])
            return {};
        found.push_back(static_cast<unsigned long>(place - begins.begin()) + 1);
        if (i == 0 ? found[0] != 1 : found[i] <= found[i - 1])
            return {};
    }
    found.push_back(begins.size() + 1);
    return found;
}

}  // namespace

base::Result<base::Bytes> fragmentOf(DcmPixelSequence& sequence, unsigned long place) {
    DcmPixelItem* item = nullptr;
    Uint8* bytes = nullptr;
    if (sequence.getItem(item, place).bad())
        return fail(ErrorCode::kImageDamaged, "DICOM fragments");
    if (item->getLengthField() == 0)
        return base::Bytes();
    if (item->getUint8Array(bytes).bad() || bytes == nullptr)
        return fail(ErrorCode::kImageDamaged, "DICOM fragments");
    base::Bytes copy(bytes, bytes + item->getLengthField());
    (void)item->compact();
    return copy;
}

std::vector<std::uint64_t> extendedOffsetsOf(DcmDataset& dataset) {
    const DcmTagKey table(0x7fe0, 0x0001);
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(table, element).bad() || element == nullptr)
        return {};
    constexpr std::uint32_t kLongest = 64U << 20;
    const auto length = element->getLengthField();
    if (length == 0 || length % 8 != 0 || length > kLongest)
        return {};
    std::vector<std::uint64_t> offsets(length / 8);
    if (element->getPartialValue(offsets.data(), 0, length, nullptr, EBO_LittleEndian).bad())
        return {};
    return offsets;
}

base::Result<std::vector<unsigned long>> framesIn(DcmPixelSequence& sequence, std::size_t frames,
                                                  const std::vector<std::uint64_t>& extended) {
    const auto count = sequence.card();
    if (count < 2 || frames == 0 || frames > count - 1)
        return fail(ErrorCode::kImageUnsupported, "DICOM with fewer compressed frames than it says");
    if (frames == 1)
        return std::vector<unsigned long>{1, count};
    std::vector<std::uint64_t> begins;
    std::uint64_t at = 0;
    for (unsigned long i = 1; i < count; ++i) {
        DcmPixelItem* item = nullptr;
        if (sequence.getItem(item, i).bad())
            return fail(ErrorCode::kImageDamaged, "DICOM fragments");
        begins.push_back(at);
        at += kItemHead + item->getLengthField();
    }
    MEDVEIL_ASSIGN(const base::Bytes table, fragmentOf(sequence, 0));
    for (const auto& offsets : {extended, offsetsIn(table)}) {
        if (auto told = byTable(offsets, begins, frames); !told.empty())
            return told;
    }
    std::vector<unsigned long> found;
    if (frames == count - 1) {
        for (unsigned long i = 1; i <= count; ++i)
            found.push_back(i);
        return found;
    }
    for (unsigned long i = 1; i < count && found.size() <= frames; ++i) {
        MEDVEIL_ASSIGN(const base::Bytes fragment, fragmentOf(sequence, i));
        if (beginsCodestream(fragment))
            found.push_back(i);
    }
    if (found.size() == frames)
        found.push_back(count);
    if (found.size() == frames + 1 && found[0] == 1)
        return found;
    // RLE has no mark of its own, but its frames are one fragment each (PS3.5, A.4.2).
    found.clear();
    for (unsigned long i = 1; i <= frames + 1; ++i)
        found.push_back(i);
    return found;
}

}  // namespace medveil::imaging
