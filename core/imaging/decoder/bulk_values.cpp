#include "core/imaging/decoder/bulk_values.h"

#include <array>
#include <memory>

#include "core/imaging/decoder/icc_profile.h"

namespace medveil::imaging {

namespace {

struct Table {
    DcmTagKey descriptor;
    DcmTagKey data;
};

class BulkCleaner {
  public:
    BulkCleaner(std::vector<DeidentifyAction>& report, Outcomes& outcomes)
        : m_report(report), m_outcomes(outcomes) {}

    base::Result<void> clean(DcmItem& item, const ElementPath& around) {
        MEDVEIL_TRY(cleanProfile(item, around));
        const std::array<Table, 4> tables = {
            {{DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData},
             {DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData},
             {DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData},
             {DCM_LUTDescriptor, DCM_LUTData}}};
        for (const auto& table : tables)
            MEDVEIL_TRY(cut(item, table.data, entriesOf(item, table.descriptor) * 2, around));
        MEDVEIL_TRY(cut(item, DCM_WaveformData, waveformSize(item), around));
        for (unsigned long i = 0; i < item.card(); ++i) {
            auto* const element = item.getElement(i);
            auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(element);
            if (sequence == nullptr || element->getTag() == DCM_PixelData)
                continue;
            const auto path = pathOf(around, element->getTag());
            for (unsigned long k = 0; k < sequence->card(); ++k)
                MEDVEIL_TRY(clean(*sequence->getItem(k), itemPathOf(path, k)));
        }
        return {};
    }

  private:
    static std::unexpected<base::Error> failed() {
        return base::fail(base::ErrorCode::kInternal, "a long value that cannot be changed");
    }

    /// 0 stands for 65536.
    static std::uint64_t entriesOf(DcmItem& item, const DcmTagKey& descriptor) {
        Uint16 count = 0;
        Sint16 withSign = 0;
        if (item.findAndGetUint16(descriptor, count).good())
            return count == 0 ? 65536 : count;
        if (item.findAndGetSint16(descriptor, withSign).good())
            return withSign == 0 ? 65536 : static_cast<Uint16>(withSign);
        return 0;
    }

    static std::uint64_t waveformSize(DcmItem& item) {
        Uint16 channels = 0;
        Uint32 samples = 0;
        Uint16 bits = 0;
        if (item.findAndGetUint16(DCM_NumberOfWaveformChannels, channels).bad() ||
            item.findAndGetUint32(DCM_NumberOfWaveformSamples, samples).bad() ||
            item.findAndGetUint16(DCM_WaveformBitsAllocated, bits).bad())
            return 0;
        return std::uint64_t{channels} * samples * (bits / 8U);
    }

    base::Result<void> cleanProfile(DcmItem& item, const ElementPath& around) {
        DcmElement* element = nullptr;
        const Uint8* bytes = nullptr;
        unsigned long count = 0;
        if (!item.tagExistsWithValue(DCM_ICCProfile))
            return {};
        if (item.findAndGetElement(DCM_ICCProfile, element).bad() ||
            item.findAndGetUint8Array(DCM_ICCProfile, bytes, &count).bad() || bytes == nullptr)
            return failed();
        const auto made = cleanIccProfile({bytes, count});
        const auto path = pathOf(around, DCM_ICCProfile);
        m_report.push_back({path, "ICCProfile", made ? "replaced" : "removed"});
        if (!made) {
            m_outcomes[path] = {Outcome::Kind::kGone, {}};
            return item.findAndDeleteElement(DCM_ICCProfile).good() ? base::Result<void>() : failed();
        }
        if (element->putUint8Array(made->data(), static_cast<unsigned long>(made->size())).bad())
            return failed();
        m_outcomes[path] = {Outcome::Kind::kValue, wholeText(*element)};
        return {};
    }

    /// Nothing is known of a value whose size is 0.
    base::Result<void> cut(DcmItem& item, const DcmTagKey& tag, std::uint64_t size,
                           const ElementPath& around) {
        DcmElement* element = nullptr;
        if (size == 0 || !item.tagExistsWithValue(tag) || item.findAndGetElement(tag, element).bad())
            return {};
        const auto even = static_cast<Uint32>(size + size % 2);
        if (element->getLengthField() <= even)
            return {};
        base::Bytes kept(even);
        if (element->getPartialValue(kept.data(), 0, even, nullptr, EBO_LittleEndian).bad())
            return failed();
        if (size % 2 != 0)
            kept.back() = 0;
        const bool isBytes = element->getVR() == EVR_OB || element->getVR() == EVR_UN;
        const auto* const words = reinterpret_cast<const Uint16*>(kept.data());
        const auto put = isBytes ? element->putUint8Array(kept.data(), even)
                         : element->getVR() == EVR_SS
                             ? element->putSint16Array(reinterpret_cast<const Sint16*>(words), even / 2)
                             : element->putUint16Array(words, even / 2);
        if (put.bad())
            return failed();
        m_report.push_back({pathOf(around, tag), DcmTag(tag).getTagName(), "cut to its values"});
        return {};
    }

    std::vector<DeidentifyAction>& m_report;
    Outcomes& m_outcomes;
};

}  // namespace

base::Result<void> cleanBulkValues(DcmItem& dataset, std::vector<DeidentifyAction>& report,
                                   Outcomes& outcomes) {
    return BulkCleaner(report, outcomes).clean(dataset, {});
}

}  // namespace medveil::imaging
