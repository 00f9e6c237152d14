#include "core/imaging/decoder/dicom_pixels.h"

#include <algorithm>
#include <array>

#include <dcmtk/dcmdata/dcpixel.h>

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

// DCMTK does not know them all; UIDs of PS3.6, A.
constexpr std::array<std::string_view, 5> kNotPacked{"1.2.840.10008.1.2", "1.2.840.10008.1.2.1",
                                                     "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2",
                                                     "1.2.840.113619.5.2"};
constexpr std::array<std::string_view, 10> kPackedWithoutLoss{
    "1.2.840.10008.1.2.5",      // RLE
    "1.2.840.10008.1.2.4.57",   // JPEG, process 14
    "1.2.840.10008.1.2.4.70",   // the same, first-order prediction
    "1.2.840.10008.1.2.4.80",   // JPEG-LS
    "1.2.840.10008.1.2.4.90",   // JPEG 2000
    "1.2.840.10008.1.2.4.92",   // the same, part 2
    "1.2.840.10008.1.2.4.201",  // HTJ2K
    "1.2.840.10008.1.2.4.202",  // the same, for reading ahead
    "1.2.840.10008.1.2.4.110",  // JPEG XL
    "1.2.840.10008.1.2.8.1",    // frames deflated one by one
};
constexpr std::array<std::string_view, 4> kPackedEitherWay{
    "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.93", "1.2.840.10008.1.2.4.203", "1.2.840.10008.1.2.4.112"};

/// Grey stays the way round that the file says; what else it says of its looks goes with that.
const char* wordsFor(DcmDataset& dataset, const Frame& frame) {
    switch (frame.colours) {
        case Colours::kPalette:
            return "PALETTE COLOR";
        case Colours::kRgb:
            return "RGB";
        case Colours::kYbr:
            return "YBR_FULL";
        case Colours::kGrey:
            break;
    }
    return textOf(dataset, DCM_PhotometricInterpretation) == "MONOCHROME1" ? "MONOCHROME1" : "MONOCHROME2";
}

void describePixels(DcmDataset& dataset, const ImageInfo& info, const Frame& all) {
    const auto set = [&dataset](const DcmTagKey& tag, std::size_t value) {
        (void)dataset.putAndInsertUint16(tag, static_cast<Uint16>(value));
    };
    const auto allocated = 8 * bytesOf(all.type);
    const auto stored = info.bits == 1 ? allocated : info.bits;
    set(DCM_SamplesPerPixel, all.channels);
    set(DCM_BitsAllocated, allocated);
    set(DCM_BitsStored, stored);
    set(DCM_HighBit, stored - 1);
    (void)dataset.putAndInsertString(DCM_PhotometricInterpretation, wordsFor(dataset, all));
    if (all.channels == 3)
        set(DCM_PlanarConfiguration, 0);
    else
        (void)dataset.findAndDeleteElement(DCM_PlanarConfiguration);
}

}  // namespace

base::Result<void> putFrames(DcmDataset& dataset, const ImageInfo& info, const Frame& all) {
    describePixels(dataset, info, all);
    auto pixels = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OW));
    base::Bytes even;
    base::ByteView samples = all.samples;
    if (samples.size() % 2 != 0) {
        even.assign(samples.begin(), samples.end());
        even.push_back(0);
        samples = even;
    }
    const bool bytes = bytesOf(all.type) == 1;
    if (bytes)
        pixels->setVR(EVR_OB);
    // Samples of 32 bits stand in two words, the lower one first, as they do in memory.
    const auto put = bytes ? pixels->putUint8Array(samples.data(), static_cast<unsigned long>(samples.size()))
                           : pixels->putUint16Array(reinterpret_cast<const Uint16*>(samples.data()),
                                                    static_cast<unsigned long>(samples.size() / 2));
    if (put.bad() || dataset.insert(pixels.get(), true).bad())
        return fail(ErrorCode::kImageDamaged, "DICOM that cannot be written");
    (void)pixels.release();
    return {};
}

Compression compressionOf(std::string_view uid) {
    if (std::ranges::find(kNotPacked, uid) != kNotPacked.end())
        return Compression::kNone;
    if (std::ranges::find(kPackedWithoutLoss, uid) != kPackedWithoutLoss.end())
        return Compression::kWithoutLoss;
    if (std::ranges::find(kPackedEitherWay, uid) != kPackedEitherWay.end())
        return Compression::kEither;
    return Compression::kWithLoss;
}

Compression compressionOf(DcmFileFormat& format) {
    OFString uid;
    (void)format.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid);
    if (uid.empty())  // a data set alone, without the head of a file
        uid = DcmXfer(format.getDataset()->getOriginalXfer()).getXferID();
    return compressionOf(std::string_view(uid.c_str()));
}

}  // namespace medveil::imaging
