#include "core/imaging/decoder/lossy_history.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/decoder/dicom_pixels.h"

namespace medveil::imaging {

namespace {

/// PS3.3, C.7.6.1.1.5.1; empty for what has no defined term.
std::string_view methodOf(std::string_view syntax) {
    constexpr std::string_view kFamily = "1.2.840.10008.1.2.4.";
    if (!syntax.starts_with(kFamily))
        return {};
    const auto process = syntax.substr(kFamily.size());
    if (process.size() == 2 && process < "80")
        return "ISO_10918_1";
    if (process == "80" || process == "81")
        return "ISO_14495_1";
    if (process.size() == 2)
        return "ISO_15444_1";
    return process == "203" ? "ISO_15444_15" : process == "112" ? "ISO_18181_1" : std::string_view();
}

/// Bytes of the compressed frames, without their items' heads.
std::uint64_t packedSize(DcmDataset& dataset) {
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad())
        return 0;
    auto* const pixels = dynamic_cast<DcmPixelData*>(element);
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    DcmPixelSequence* sequence = nullptr;
    if (pixels == nullptr)
        return 0;
    pixels->getOriginalRepresentationKey(syntax, parameter);
    if (pixels->getEncapsulatedRepresentation(syntax, parameter, sequence).bad() || sequence == nullptr)
        return 0;
    std::uint64_t size = 0;
    DcmPixelItem* item = nullptr;
    for (unsigned long i = 1; i < sequence->card() && sequence->getItem(item, i).good(); ++i)
        size += item->getLengthField();
    return size;
}

std::string ratioOf(DcmDataset& dataset) {
    const auto number = [&dataset](const DcmTagKey& tag, std::uint64_t otherwise) {
        Uint16 value = 0;
        return dataset.findAndGetUint16(tag, value).good() ? std::uint64_t{value} : otherwise;
    };
    Sint32 frames = 1;
    if (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).bad() || frames < 1)
        frames = 1;
    const auto bits = number(DCM_Rows, 0) * number(DCM_Columns, 0) * number(DCM_SamplesPerPixel, 1) *
                      number(DCM_BitsAllocated, 8) * static_cast<std::uint64_t>(frames);
    const auto packed = packedSize(dataset);
    if (packed == 0 || bits == 0)
        return {};
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%.2f",
                  static_cast<double>(bits) / 8 / static_cast<double>(packed));
    return text.data();
}

}  // namespace

base::Result<void> sayLossy(DcmFileFormat& format) {
    DcmDataset& dataset = *format.getDataset();
    const auto said = textOf(dataset, DCM_LossyImageCompression);
    const auto compression = compressionOf(format);
    const bool loses =
        compression == Compression::kWithLoss || (compression == Compression::kEither && said != "00");
    if (!loses || !dataset.tagExists(DCM_PixelData))
        return {};
    OFString uid;
    (void)format.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid);
    if (uid.empty())
        uid = DcmXfer(dataset.getOriginalXfer()).getXferID();
    const auto put = [&dataset](const DcmTagKey& tag, const std::string& value) {
        return value.empty() || dataset.tagExistsWithValue(tag) ||
               dataset.putAndInsertString(tag, value.c_str()).good();
    };
    // One that says "never" of what loses is wrong.
    const bool done = dataset.putAndInsertString(DCM_LossyImageCompression, "01").good() &&
                      put(DCM_LossyImageCompressionRatio, ratioOf(dataset)) &&
                      put(DCM_LossyImageCompressionMethod, std::string(methodOf(uid.c_str())));
    if (!done)
        return base::fail(base::ErrorCode::kInternal, "Lossy Image Compression");
    return {};
}

}  // namespace medveil::imaging
