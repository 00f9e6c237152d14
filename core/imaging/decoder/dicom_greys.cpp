#include "core/imaging/decoder/dicom_greys.h"

#include <algorithm>
#include <cmath>

#include "core/imaging/decoder/functional_groups.h"

namespace medveil::imaging {

namespace {

constexpr unsigned long kMostWindows = 16;
constexpr signed long kMostTables = 16;
constexpr signed long kMostMappings = 16;
constexpr std::size_t kMostEntries = 65536;

/// PS3.3, C.11.1.1.1 and C.11.2.1.1: how many entries, input of the first, bits of each. The second is signed
/// where the values are, whatever its VR says.
std::optional<LookupTable> readTable(DcmItem& item, bool ofSigned) {
    DcmElement* element = nullptr;
    if (item.findAndGetElement(DCM_LUTDescriptor, element).bad() || element == nullptr)
        return std::nullopt;
    const auto number = [&](unsigned long place) -> std::int32_t {
        Uint16 word = 0;
        Sint16 other = 0;
        if (item.findAndGetUint16(DCM_LUTDescriptor, word, place).good())
            return word;
        return item.findAndGetSint16(DCM_LUTDescriptor, other, place).good() ? other : -1;
    };
    const auto said = static_cast<std::size_t>(number(0) & 0xffff);
    const auto count = said == 0 ? kMostEntries : said;
    LookupTable table;
    table.first = number(1);
    if (ofSigned)
        table.first = static_cast<std::int16_t>(table.first);
    table.bits = static_cast<std::uint32_t>(std::max(0, number(2)));
    const Uint16* words = nullptr;
    unsigned long size = 0;
    if (table.bits < 1 || table.bits > 16 || item.findAndGetUint16Array(DCM_LUTData, words, &size).bad() ||
        words == nullptr)
        return std::nullopt;
    // Entries of 8 bits may stand two in a word.
    const bool packed = table.bits <= 8 && size * 2 <= count + 1;
    if ((packed ? size * 2 : size) < count)
        return std::nullopt;
    for (std::size_t i = 0; i < count; ++i)
        table.entries.push_back(packed ? static_cast<std::uint16_t>(words[i / 2] >> (8 * (i % 2)) & 0xffU)
                                       : words[i]);
    // Some say fewer bits than they use.
    const auto highest = *std::ranges::max_element(table.entries);
    while (table.bits < 16 && highest >> table.bits != 0)
        ++table.bits;
    return table;
}

std::string unitOf(const std::string& said, const ImageInfo& info) {
    // CT says HU even where it is silent (PS3.3, C.8.2.1.1.2); US is "unspecified".
    if (said.empty() && info.modality == "CT")
        return "HU";
    return said == "US" ? std::string() : said;
}

class Reader {
  public:
    Reader(DcmDataset& dataset, const ImageInfo& info, std::uint32_t frame)
        : m_dataset(dataset), m_info(info), m_frame(frame) {}

    GreysRead read() {
        readModality();
        readTables();
        readWindows();
        readPadding();
        readRealWorld();
        const auto shape = textOf(m_dataset, DCM_PresentationLUTShape);
        m_read.greys.darkIsHigh = textOf(m_dataset, DCM_PhotometricInterpretation) == "MONOCHROME1" ||
                                  (m_info.channels == 1 && shape == "INVERSE");
        return std::move(m_read);
    }

  private:
    void warn(Caution caution) {
        if (std::ranges::find(m_read.cautions, caution) == m_read.cautions.end())
            m_read.cautions.push_back(caution);
    }

    void readModality() {
        auto& greys = m_read.greys;
        DcmItem* item = nullptr;
        if (m_dataset.findAndGetSequenceItem(DCM_ModalityLUTSequence, item, 0).good()) {
            if (auto table = readTable(*item, isSigned(m_info.type))) {
                greys.modality = std::move(*table);
                greys.unit = unitOf(textOf(*item, DCM_ModalityLUTType), m_info);
                return;
            }
            warn(Caution::kValuesDamaged);
        }
        item = itemOfFrame(m_dataset, m_frame, DCM_PixelValueTransformationSequence, DCM_RescaleSlope);
        if (item == nullptr)
            return;
        const auto slope = numbersOf(item, DCM_RescaleSlope, 1);
        const auto intercept = numbersOf(item, DCM_RescaleIntercept, 1);
        if (slope.empty() || intercept.empty() || slope[0] == 0 || !std::isfinite(slope[0]) ||
            !std::isfinite(intercept[0]))
            return warn(Caution::kValuesDamaged);
        greys.slope = slope[0];
        greys.intercept = intercept[0];
        greys.unit = unitOf(textOf(*item, DCM_RescaleType), m_info);
    }

    /// Whether values may be below zero: the input of a table is then signed.
    bool hasNegativeValues() const {
        const auto& greys = m_read.greys;
        if (!greys.modality.empty())
            return false;
        const double lowest = isSigned(m_info.type) ? -std::ldexp(1.0, static_cast<int>(m_info.bits) - 1) : 0;
        const double highest = std::ldexp(1.0, static_cast<int>(m_info.bits)) - 1;
        return std::min(greys.valueOf(lowest), greys.valueOf(highest)) < 0;
    }

    /// PS3.3, C.11.2: they come before windows, as they say more.
    void readTables() {
        auto* const holder = itemOfFrame(m_dataset, m_frame, DCM_FrameVOILUTSequence, DCM_VOILUTSequence);
        DcmItem* item = nullptr;
        for (signed long i = 0; holder != nullptr && i < kMostTables &&
                                holder->findAndGetSequenceItem(DCM_VOILUTSequence, item, i).good();
             ++i) {
            auto table = readTable(*item, hasNegativeValues());
            if (!table) {
                warn(Caution::kWindowDamaged);
                continue;
            }
            const auto count = static_cast<double>(table->entries.size());
            Window window{table->first + count / 2, count, textOf(*item, DCM_LUTExplanation),
                          WindowShape::kTable, static_cast<std::uint32_t>(m_read.greys.tables.size())};
            m_read.greys.tables.push_back(std::move(*table));
            m_read.greys.windows.push_back(std::move(window));
        }
    }

    void readWindows() {
        auto* const item = itemOfFrame(m_dataset, m_frame, DCM_FrameVOILUTSequence, DCM_WindowCenter);
        if (item == nullptr)
            return;
        const auto centres = numbersOf(item, DCM_WindowCenter, kMostWindows);
        const auto widths = numbersOf(item, DCM_WindowWidth, kMostWindows);
        auto function = textOf(*item, DCM_VOILUTFunction);
        const auto shape = function == "SIGMOID"        ? WindowShape::kSigmoid
                           : function == "LINEAR_EXACT" ? WindowShape::kLinearExact
                                                        : WindowShape::kLinear;
        if (centres.size() != widths.size())
            warn(Caution::kWindowDamaged);
        for (std::size_t i = 0; i < std::min(centres.size(), widths.size()); ++i) {
            OFString name;
            (void)item->findAndGetOFString(DCM_WindowCenterWidthExplanation, name,
                                           static_cast<unsigned long>(i));
            if (widths[i] > 0 && std::isfinite(widths[i]) && std::isfinite(centres[i]))
                m_read.greys.windows.push_back({centres[i], widths[i], std::string(name.c_str()), shape, 0});
            else
                warn(Caution::kWindowDamaged);
        }
    }

    /// A stored value of US or SS, whichever was written, as the samples have it.
    std::optional<double> stored(DcmItem& item, const DcmTagKey& tag) const {
        Uint16 word = 0;
        Sint16 other = 0;
        if (item.findAndGetSint16(tag, other).good())
            word = static_cast<Uint16>(other);
        else if (item.findAndGetUint16(tag, word).bad())
            return std::nullopt;
        return isSigned(m_info.type) ? static_cast<double>(static_cast<std::int16_t>(word)) : word;
    }

    void readPadding() {
        const auto one = stored(m_dataset, DCM_PixelPaddingValue);
        if (!one || m_info.channels != 1)
            return;
        const auto other = stored(m_dataset, DCM_PixelPaddingRangeLimit).value_or(*one);
        m_read.greys.padding = Padding{std::min(*one, other), std::max(*one, other)};
    }

    void readRealWorld() {
        auto* const holder = holderOfFrame(m_dataset, m_frame, DCM_RealWorldValueMappingSequence);
        DcmItem* item = nullptr;
        for (signed long i = 0;
             holder != nullptr && i < kMostMappings &&
             holder->findAndGetSequenceItem(DCM_RealWorldValueMappingSequence, item, i).good();
             ++i)
            addMapping(*item);
    }

    void addMapping(DcmItem& item) {
        RealWorld mapping;
        auto first = stored(item, DCM_RealWorldValueFirstValueMapped);
        auto last = stored(item, DCM_RealWorldValueLastValueMapped);
        Float64 number = 0;
        if (item.findAndGetFloat64(DCM_DoubleFloatRealWorldValueFirstValueMapped, number).good())
            first = number;
        if (item.findAndGetFloat64(DCM_DoubleFloatRealWorldValueLastValueMapped, number).good())
            last = number;
        if (!first || !last || *first > *last)
            return;
        mapping.first = *first;
        mapping.last = *last;
        mapping.entries = numbersOf(&item, DCM_RealWorldValueLUTData, kMostEntries);
        const auto slope = numbersOf(&item, DCM_RealWorldValueSlope, 1);
        const auto intercept = numbersOf(&item, DCM_RealWorldValueIntercept, 1);
        if (mapping.entries.empty() && (slope.empty() || intercept.empty()))
            return;
        if (mapping.entries.empty()) {
            mapping.slope = slope[0];
            mapping.intercept = intercept[0];
        }
        DcmItem* unit = nullptr;
        if (item.findAndGetSequenceItem(DCM_MeasurementUnitsCodeSequence, unit, 0).good())
            mapping.unit = textOf(*unit, DCM_CodeValue);
        m_read.greys.realWorld.push_back(std::move(mapping));
    }

    DcmDataset& m_dataset;
    const ImageInfo& m_info;
    std::uint32_t m_frame;
    GreysRead m_read;
};

}  // namespace

GreysRead readGreys(DcmDataset& dataset, const ImageInfo& info, std::uint32_t frame) {
    return Reader(dataset, info, frame).read();
}

}  // namespace medveil::imaging
