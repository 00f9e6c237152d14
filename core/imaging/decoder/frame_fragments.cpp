#include "core/imaging/decoder/frame_fragments.h"

#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/decoder/codestream.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kItemHead = 8;

/// Empty unless each offset is where a fragment begins.
std::vector<unsigned long> byTable(base::ByteView table, const std::vector<std::uint64_t>& begins,
                                   std::size_t frames) {
    if (table.size() != 4 * frames)
        return {};
    std::vector<unsigned long> found;
    for (std::size_t i = 0; i < frames; ++i) {
        const auto* const at = table.data() + 4 * i;
        const std::uint64_t offset = std::uint64_t{at[0]} | std::uint64_t{at[1]} << 8 |
                                     std::uint64_t{at[2]} << 16 | std::uint64_t{at[3]} << 24;
        const auto place = std::ranges::lower_bound(begins, offset);
        if (place == begins.end() || *place != offset)
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

base::Result<std::vector<unsigned long>> framesIn(DcmPixelSequence& sequence, std::size_t frames) {
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
    if (auto told = byTable(table, begins, frames); !told.empty())
        return told;
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
