#include "core/imaging/decoder/fragments.h"

#include <algorithm>

#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/base/byte_reader.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kItemHead = 8;

std::unexpected<base::Error> damaged(const char* what) {
    return fail(ErrorCode::kImageDamaged, what);
}

bool begins(base::ByteView bytes, std::initializer_list<base::Byte> with) {
    return bytes.size() >= with.size() && std::equal(with.begin(), with.end(), bytes.begin());
}

/// What a frame begins with, where no table tells.
enum class FrameMark : std::uint8_t { kNone, kJpeg, kJpeg2000, kRle };

bool beginsFrame(base::ByteView fragment, FrameMark mark) {
    switch (mark) {
        case FrameMark::kJpeg:
            return begins(fragment, {0xff, 0xd8, 0xff});
        case FrameMark::kJpeg2000:
            return begins(fragment, {0xff, 0x4f, 0xff, 0x51}) || begins(fragment, {0, 0, 0, 12, 'j', 'P'});
        case FrameMark::kRle:
            // PS3.5, G.5: up to 15 segments, the first behind the head of 64 bytes.
            return fragment.size() >= 8 && fragment[0] >= 1 && fragment[0] <= 15 && fragment[1] == 0 &&
                   fragment[2] == 0 && fragment[3] == 0 && begins(fragment.subspan(4), {64, 0, 0, 0});
        case FrameMark::kNone:
            break;
    }
    return false;
}

FrameMark markOf(base::ByteView first) {
    for (const auto mark : {FrameMark::kJpeg, FrameMark::kJpeg2000, FrameMark::kRle}) {
        if (beginsFrame(first, mark))
            return mark;
    }
    return FrameMark::kNone;
}

template <std::unsigned_integral Number>
std::vector<std::uint64_t> numbersIn(base::ByteView bytes) {
    std::vector<std::uint64_t> numbers;
    base::ByteReader in(bytes);
    for (auto next = in.integer<Number>(); next; next = in.integer<Number>())
        numbers.push_back(*next);
    return numbers;
}

/// (7FE0,0001); empty where there is none.
std::vector<std::uint64_t> extendedTable(DcmDataset& dataset) {
    DcmElement* element = nullptr;
    Uint8* bytes = nullptr;
    if (dataset.findAndGetElement(DcmTagKey(0x7fe0, 0x0001), element).bad() || element == nullptr)
        return {};
    if (element->getUint8Array(bytes).good() && bytes != nullptr)
        return numbersIn<std::uint64_t>({bytes, element->getLengthField()});
    Uint64* wide = nullptr;
    if (element->getUint64Array(wide).good() && wide != nullptr)
        return {wide, wide + element->getLengthField() / sizeof *wide};
    return {};
}

}  // namespace

std::size_t Fragments::count() const {
    // The first item is the table of offsets.
    const auto items = static_cast<std::size_t>(m_sequence->card());
    return items == 0 ? 0 : items - 1;
}

base::Result<base::Bytes> Fragments::fragment(std::size_t number) const {
    DcmPixelItem* item = nullptr;
    Uint8* bytes = nullptr;
    if (m_sequence->getItem(item, static_cast<unsigned long>(number + 1)).bad())
        return damaged("DICOM fragments");
    if (item->getLengthField() == 0)
        return base::Bytes();
    if (item->getUint8Array(bytes).bad() || bytes == nullptr)
        return damaged("DICOM fragments");
    base::Bytes out(bytes, bytes + item->getLengthField());
    (void)item->compact();
    return out;
}

/// Every offset must be where a fragment begins: what is half right may be another frame's.
bool Fragments::splitAt(const std::vector<std::uint64_t>& offsets, std::uint32_t frames) {
    if (offsets.empty() || offsets.size() != frames || offsets.front() != 0)
        return false;
    std::vector<std::size_t> starts;
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < count(); ++i) {
        DcmPixelItem* item = nullptr;
        if (m_sequence->getItem(item, static_cast<unsigned long>(i + 1)).bad())
            return false;
        if (starts.size() < frames && offsets[starts.size()] == at)
            starts.push_back(i);
        at += kItemHead + item->getLengthField();
    }
    if (starts.size() != frames)
        return false;
    starts.push_back(count());
    m_starts = std::move(starts);
    return true;
}

base::Result<void> Fragments::splitByMark(std::uint32_t frames) {
    MEDVEIL_ASSIGN(const base::Bytes first, fragment(0));
    const auto mark = markOf(first);
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < count(); ++i) {
        MEDVEIL_ASSIGN(const base::Bytes bytes, fragment(i));
        if (beginsFrame(bytes, mark))
            starts.push_back(i);
    }
    if (starts.size() != frames)
        return fail(ErrorCode::kImageDamaged, "DICOM of " + std::to_string(frames) + " frames in " +
                                                  std::to_string(count()) + " fragments, of which " +
                                                  std::to_string(starts.size()) + " begin one");
    starts.push_back(count());
    m_starts = std::move(starts);
    return {};
}

base::Result<Fragments> Fragments::open(DcmDataset& dataset, DcmPixelSequence& sequence,
                                        std::uint32_t frames) {
    Fragments fragments(sequence);
    const auto count = fragments.count();
    if (count < frames)
        return fail(ErrorCode::kImageDamaged,
                    "DICOM with fewer frames than it says: " + std::to_string(count) + " fragments, " +
                        std::to_string(frames) + " frames");
    if (frames == 1) {
        fragments.m_starts = {0, count};
        return fragments;
    }
    DcmPixelItem* table = nullptr;
    Uint8* bytes = nullptr;
    std::vector<std::uint64_t> offsets;
    if (sequence.getItem(table, 0).good() && table->getLengthField() > 0 &&
        table->getUint8Array(bytes).good() && bytes != nullptr)
        offsets = numbersIn<std::uint32_t>({bytes, table->getLengthField()});
    if (fragments.splitAt(extendedTable(dataset), frames) || fragments.splitAt(offsets, frames))
        return fragments;
    if (count == frames) {
        for (std::size_t i = 0; i <= count; ++i)
            fragments.m_starts.push_back(i);
        return fragments;
    }
    MEDVEIL_TRY(fragments.splitByMark(frames));
    return fragments;
}

base::Result<base::Bytes> Fragments::frame(std::uint32_t number) const {
    base::Bytes out;
    for (auto i = m_starts[number]; i < m_starts[number + 1]; ++i) {
        MEDVEIL_ASSIGN(const base::Bytes bytes, fragment(i));
        out.insert(out.end(), bytes.begin(), bytes.end());
    }
    return out;
}

}  // namespace medveil::imaging
