#include <cstdint>
#include <memory>

#include "core/imaging/decoder/dicom_greys.h"
#include "core/imaging/decoder/dicom_overlays.h"
#include "core/imaging/decoder/dicom_palette.h"
#include "core/imaging/model/rendering.h"

using namespace medveil;

namespace {

void put(DcmItem& item, const DcmTagKey& tag, DcmEVR vr, base::ByteView bytes) {
    auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(tag, vr));
    const std::vector<Uint16> words = [bytes] {
        std::vector<Uint16> made;
        for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
            made.push_back(static_cast<Uint16>(bytes[i] | bytes[i + 1] << 8));
        return made;
    }();
    (void)element->putUint16Array(words.data(), static_cast<unsigned long>(words.size()));
    (void)item.insert(element.release(), true);
}

void putWords(DcmItem& item, const DcmTagKey& tag, base::ByteView bytes, std::size_t count) {
    for (std::size_t i = 0; i < count && 2 * i + 1 < bytes.size(); ++i)
        (void)item.putAndInsertUint16(tag, static_cast<Uint16>(bytes[2 * i] | bytes[2 * i + 1] << 8),
                                      static_cast<unsigned long>(i));
}

}  // namespace

// Palettes, their segments, tables of values and of shades, and overlays, with any numbers in them: what is
// read of them can be shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kHead = 32;
    if (size < kHead)
        return 0;
    const base::ByteView all(data, size);
    const auto rest = all.subspan(kHead);
    DcmDataset dataset;
    imaging::ImageInfo info;
    info.columns = 4;
    info.rows = 2;
    info.type = (data[0] & 1U) != 0 ? imaging::SampleType::kS16 : imaging::SampleType::kU16;
    info.bits = data[1] % 16 + 1U;
    for (const Uint16 channel : {0, 1, 2}) {
        putWords(dataset, DcmTagKey(0x0028, static_cast<Uint16>(0x1101 + channel)), all.subspan(2, 6), 3);
        put(dataset,
            DcmTagKey(0x0028, static_cast<Uint16>(((data[0] & 2U) != 0 ? 0x1201 : 0x1221) + channel)), EVR_OW,
            rest);
    }
    for (const auto& sequence : {DCM_ModalityLUTSequence, DCM_VOILUTSequence}) {
        if ((data[0] & (sequence == DCM_VOILUTSequence ? 4U : 8U)) == 0)
            continue;
        DcmItem* item = nullptr;
        (void)dataset.findOrCreateSequenceItem(sequence, item);
        putWords(*item, DCM_LUTDescriptor, all.subspan(8, 6), 3);
        put(*item, DCM_LUTData, EVR_OW, rest);
    }
    putWords(dataset, DCM_PixelPaddingValue, all.subspan(14, 2), 1);
    const auto overlay = [](Uint16 element) { return DcmTagKey(0x6000, element); };
    putWords(dataset, overlay(0x0010), all.subspan(16, 2), 1);
    putWords(dataset, overlay(0x0011), all.subspan(18, 2), 1);
    putWords(dataset, overlay(0x0100), all.subspan(20, 2), 1);
    putWords(dataset, overlay(0x0102), all.subspan(22, 2), 1);
    const Sint16 origin[] = {static_cast<Sint16>(data[24] - 128), static_cast<Sint16>(data[25] - 128)};
    (void)dataset.putAndInsertSint16Array(overlay(0x0050), origin, 2);
    if ((data[0] & 16U) != 0)
        put(dataset, overlay(0x3000), EVR_OW, rest);

    imaging::readPalette(dataset, info);
    info.greys = imaging::readGreys(dataset, info, 0).greys;
    imaging::Frame frame{4, 2, 1, info.type, imaging::Colours::kGrey, base::Bytes(16), {}, {}, {}};
    std::copy_n(data, 16, frame.samples.begin());
    const auto overlays = imaging::Overlays::read(dataset, info, {info.type, info.bits, info.bits - 1});
    frame.overlay = overlays.over(0, frame.samples);
    (void)imaging::render(info, frame, {imaging::windowFor(info, frame)});
    frame.colours = imaging::Colours::kPalette;
    (void)imaging::render(info, frame, {});
    return 0;
}
