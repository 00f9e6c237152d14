#include "core/imaging/decoder/dicom_palette.h"

#include <algorithm>
#include <array>

namespace medveil::imaging {

namespace {

using Entries = std::vector<std::uint16_t>;
constexpr std::size_t kMostEntries = 65536;

struct Descriptor {
    std::size_t entries = 0;
    std::int32_t first = 0;
    unsigned bits = 16;
};

std::optional<Descriptor> descriptorOf(DcmDataset& dataset, const DcmTagKey& tag, bool ofSigned) {
    std::array<std::int32_t, 3> numbers{};
    for (unsigned long i = 0; i < numbers.size(); ++i) {
        Uint16 word = 0;
        Sint16 other = 0;
        if (dataset.findAndGetUint16(tag, word, i).good())
            numbers[i] = word;
        else if (dataset.findAndGetSint16(tag, other, i).good())
            numbers[i] = other;
        else
            return std::nullopt;
    }
    Descriptor descriptor;
    const auto said = static_cast<std::size_t>(numbers[0] & 0xffff);
    descriptor.entries = said == 0 ? kMostEntries : said;
    descriptor.first = ofSigned ? static_cast<std::int16_t>(numbers[1]) : numbers[1] & 0xffff;
    descriptor.bits = numbers[2] == 8 ? 8 : 16;
    return descriptor;
}

/// The words of a table, one entry or one part of a segment each.
std::optional<Entries> wordsOf(DcmDataset& dataset, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    Uint16* words = nullptr;
    if (dataset.findAndGetElement(tag, element).bad() || element == nullptr ||
        element->getUint16Array(words).bad() || words == nullptr)
        return std::nullopt;
    return Entries(words, words + element->getLengthField() / sizeof *words);
}

std::optional<Entries> wholeTable(Entries words, const Descriptor& descriptor) {
    // Tables of 8 bits may stand two in a word.
    const bool packed = descriptor.bits == 8 && words.size() * 2 <= descriptor.entries + 1;
    if ((packed ? words.size() * 2 : words.size()) < descriptor.entries)
        return std::nullopt;
    Entries entries;
    for (std::size_t i = 0; i < descriptor.entries; ++i)
        entries.push_back(packed ? static_cast<std::uint16_t>(words[i / 2] >> (8 * (i % 2)) & 0xffU)
                                 : words[i]);
    return entries;
}

/// C.7.9.2: segments, one behind the other.
class Segments {
  public:
    /// `width`: bytes of a part.
    Segments(const Entries& words, std::size_t most, std::size_t width)
        : m_words(words), m_most(most), m_width(width) {}

    std::optional<Entries> expand() {
        for (std::size_t at = 0; at < m_words.size();) {
            // An odd number of bytes is padded.
            if (at + 1 == m_words.size() && m_out.size() == m_most)
                break;
            if (!one(at, true))
                return std::nullopt;
        }
        if (m_out.size() != m_most)
            return std::nullopt;
        return std::move(m_out);
    }

  private:
    /// The segment at `at`, which then is behind it.
    bool one(std::size_t& at, bool mayPoint) {
        if (at + 2 > m_words.size())
            return false;
        const auto kind = m_words[at];
        const auto length = std::size_t{m_words[at + 1]};
        at += 2;
        if (kind == 0)
            return discrete(at, length);
        if (kind == 1)
            return linear(at, length);
        return kind == 2 && mayPoint && indirect(at, length);
    }
    bool discrete(std::size_t& at, std::size_t length) {
        // Every segment adds something, so that the time it takes is bounded.
        if (length == 0 || at + length > m_words.size() || m_out.size() + length > m_most)
            return false;
        m_out.insert(m_out.end(), m_words.begin() + static_cast<std::ptrdiff_t>(at),
                     m_words.begin() + static_cast<std::ptrdiff_t>(at + length));
        at += length;
        return true;
    }
    /// From the entry before to the one that is said, which is the last.
    bool linear(std::size_t& at, std::size_t length) {
        if (at >= m_words.size() || m_out.empty() || length == 0 || m_out.size() + length > m_most)
            return false;
        const double from = m_out.back();
        const double to = m_words[at++];
        for (std::size_t i = 1; i <= length; ++i)
            m_out.push_back(static_cast<std::uint16_t>(
                from + (to - from) * static_cast<double>(i) / static_cast<double>(length) + 0.5));
        return true;
    }
    /// `count` segments again that stand at a number of bytes from the beginning of the table.
    bool indirect(std::size_t& at, std::size_t count) {
        const auto parts = 4 / m_width;
        if (at + parts > m_words.size())
            return false;
        std::uint32_t offset = 0;
        for (std::size_t i = 0; i < parts; ++i)
            offset |= std::uint32_t{m_words[at + i]} << (8 * m_width * i);
        at += parts;
        std::size_t from = offset / m_width;
        for (std::size_t i = 0; i < count; ++i) {
            if (offset % m_width != 0 || !one(from, false))
                return false;
        }
        return true;
    }

    const Entries& m_words;
    std::size_t m_most;
    std::size_t m_width;
    Entries m_out;
};

/// Parts of a segment are as wide as entries, or words all the same.
std::optional<Entries> expandedSegments(const Entries& words, const Descriptor& descriptor) {
    auto entries = Segments(words, descriptor.entries, 2).expand();
    if (entries || descriptor.bits != 8)
        return entries;
    Entries bytes;
    for (const auto word : words) {
        bytes.push_back(word & 0xffU);
        bytes.push_back(static_cast<std::uint16_t>(word >> 8));
    }
    return Segments(bytes, descriptor.entries, 1).expand();
}

std::optional<Entries> tableOf(DcmDataset& dataset, const DcmTagKey& whole, const DcmTagKey& segmented,
                               const Descriptor& descriptor) {
    auto entries = wordsOf(dataset, whole);
    if (entries)
        entries = wholeTable(std::move(*entries), descriptor);
    else if (const auto words = wordsOf(dataset, segmented))
        entries = expandedSegments(*words, descriptor);
    // Some say 8 bits and mean the whole word.
    const bool bytes = entries && std::ranges::all_of(*entries, [](auto entry) { return entry < 256; });
    if (bytes && descriptor.bits == 8) {
        for (auto& entry : *entries)
            entry = static_cast<std::uint16_t>(entry * 257);
    }
    return entries;
}

}  // namespace

void readPalette(DcmDataset& dataset, ImageInfo& info) {
    struct Channel {
        DcmTagKey descriptor, whole, segmented;
    };
    const std::array<Channel, 3> channels{{
        {DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData,
         DCM_SegmentedRedPaletteColorLookupTableData},
        {DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData,
         DCM_SegmentedGreenPaletteColorLookupTableData},
        {DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData,
         DCM_SegmentedBluePaletteColorLookupTableData},
    }};
    const bool ofSigned = info.type == SampleType::kS8 || info.type == SampleType::kS16;
    const auto first = descriptorOf(dataset, channels[0].descriptor, ofSigned);
    std::vector<std::uint16_t> palette;
    for (const auto& channel : channels) {
        const auto descriptor = descriptorOf(dataset, channel.descriptor, ofSigned);
        if (!first || !descriptor || descriptor->entries != first->entries)
            return;
        const auto entries = tableOf(dataset, channel.whole, channel.segmented, *descriptor);
        if (!entries)
            return;
        palette.insert(palette.end(), entries->begin(), entries->end());
    }
    info.palette = std::move(palette);
    info.paletteFirst = first->first;
}

}  // namespace medveil::imaging
