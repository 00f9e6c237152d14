#include "core/imaging/masked_dicom.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcuid.h>

#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/imaging/dicom_file.h"
#include "core/imaging/mark.h"
#include "core/imaging/masked_file.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

const DcmTagKey kCreatorTag(0x7fdd, 0x0010);
const DcmTagKey kTextTag(0x7fdd, 0x1001);
const DcmTagKey kSealedTag(0x7fdd, 0x1002);
constexpr std::size_t kPixelHead = 12;  ///< tag, VR, length of the pixel data's element

/// What may hold pixels a second time: previews, overlays, curves, whatever is private, and what vouches for
/// or hides the old content.
bool mayRepeatPixels(const DcmElement& element) {
    const auto tag = element.getTag();
    const auto group = tag.getGroup();
    return group % 2 == 1 || group >= 0x7f00 || (group >= 0x5000 && group <= 0x50ff) ||
           (group >= 0x6000 && group <= 0x60ff) || group == 0x4ffe || tag == DCM_IconImageSequence ||
           tag == DCM_EncryptedAttributesSequence || tag == DCM_SmallestImagePixelValue ||
           tag == DCM_LargestImagePixelValue || tag == DCM_SmallestPixelValueInSeries ||
           tag == DCM_LargestPixelValueInSeries || element.getVR() == EVR_UN;
}

void removeCopies(DcmItem& item) {
    std::vector<DcmElement*> elements;
    for (unsigned long i = 0; i < item.card(); ++i)
        elements.push_back(item.getElement(i));
    for (auto* element : elements) {
        if (mayRepeatPixels(*element)) {
            (void)item.findAndDeleteElement(element->getTag());
            continue;
        }
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(element);
        for (unsigned long i = 0; sequence != nullptr && i < sequence->card(); ++i)
            removeCopies(*sequence->getItem(i));
    }
}

const char* wordsFor(const ImageInfo& info, const Frame& frame) {
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
    return info.darkIsHigh ? "MONOCHROME1" : "MONOCHROME2";
}

std::string randomUid() {
    std::array<base::Byte, 16> bytes{};
    crypto::fillRandom(bytes);
    return uidFrom(bytes);
}

/// The same for all images of a series: masked copies must not stand between the originals.
std::string seriesUidFor(const std::string& original) {
    const auto digest = crypto::sha256(base::asBytes("medveil/v1/masked-series/" + original));
    std::array<base::Byte, 16> bytes{};
    std::copy_n(digest.view().begin(), bytes.size(), bytes.begin());
    return uidFrom(bytes);
}

/// PS3.3, C.7.6.1.1.2: an image derived from another is another.
void describe(DcmFileFormat& format) {
    DcmDataset& dataset = *format.getDataset();
    OFString kind;
    (void)dataset.findAndGetOFStringArray(DCM_ImageType, kind);
    std::string type(kind.c_str());
    const auto first = type.find('\\');
    type = "DERIVED" + (first == std::string::npos ? std::string("\\SECONDARY") : type.substr(first));
    (void)dataset.putAndInsertString(DCM_ImageType, type.c_str());
    (void)dataset.putAndInsertString(DCM_DerivationDescription, std::string(kMaskedText).c_str());
    const auto uid = randomUid();
    (void)dataset.putAndInsertString(DCM_SOPInstanceUID, uid.c_str());
    OFString series;
    (void)dataset.findAndGetOFString(DCM_SeriesInstanceUID, series);
    (void)dataset.putAndInsertString(DCM_SeriesInstanceUID, seriesUidFor(series.c_str()).c_str());
    (void)format.getMetaInfo()->putAndInsertString(DCM_MediaStorageSOPInstanceUID, uid.c_str());
    putMaskedMark(dataset);
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
    (void)dataset.putAndInsertString(DCM_PhotometricInterpretation, wordsFor(info, all));
    if (all.channels == 3)
        set(DCM_PlanarConfiguration, 0);
    else
        (void)dataset.findAndDeleteElement(DCM_PlanarConfiguration);
}

base::Result<void> putPixels(DcmDataset& dataset, const Frame& all) {
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

base::Result<WrittenImage> write(base::ByteView file, const ImageInfo& info, const Frame& all) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file, Deflated::kInflate));
    DcmDataset& dataset = *format.getDataset();
    removeCopies(dataset);
    describePixels(dataset, info, all);
    describe(format);
    MEDVEIL_TRY(putPixels(dataset, all));
    WrittenImage written;
    MEDVEIL_ASSIGN(written.file, writeDicom(format, EXS_LittleEndianExplicit, kLargestDicom));
    constexpr std::size_t kPreamble = 128;
    std::fill_n(written.file.begin(), std::min(kPreamble, written.file.size()), base::Byte{0});
    // The pixels are the last element.
    const auto pixels = all.samples.size() + all.samples.size() % 2 + kPixelHead;
    constexpr std::array<base::Byte, 4> kPixelTag{0xe0, 0x7f, 0x10, 0x00};
    if (written.file.size() < pixels || !std::equal(kPixelTag.begin(), kPixelTag.end(),
                                                    written.file.end() - static_cast<std::ptrdiff_t>(pixels)))
        return fail(ErrorCode::kInternal, "order of elements");
    written.sealAt = written.file.size() - pixels;
    return written;
}

base::Result<base::Bytes> sealedPart(base::ByteView file) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file));
    const Uint8* bytes = nullptr;
    unsigned long count = 0;
    if (format.getDataset()->findAndGetUint8Array(kSealedTag, bytes, &count).bad() || bytes == nullptr)
        return base::Bytes();
    return base::Bytes(bytes, bytes + count);
}

}  // namespace

bool isMasked(DcmItem& dataset) {
    OFString creator;
    return dataset.findAndGetOFString(kCreatorTag, creator).good() &&
           creator == OFString(std::string(kMaskedCreator).c_str());
}

void putMaskedMark(DcmItem& dataset) {
    (void)dataset.putAndInsertString(DcmTag(kCreatorTag, EVR_LO), std::string(kMaskedCreator).c_str());
    (void)dataset.putAndInsertString(DcmTag(kTextTag, EVR_LT), std::string(kMaskedText).c_str());
}

base::Result<WrittenImage> writeMaskedDicom(base::ByteView file, const ImageInfo& info, const Frame& all) {
    return withDcmtk([&] { return write(file, info, all); });
}

base::Result<base::Bytes> sealedPartOfDicom(base::ByteView file) {
    return withDcmtk([&] { return sealedPart(file); });
}

base::Result<bool> isPackedWithLoss(base::ByteView file) {
    return withDcmtk([&]() -> base::Result<bool> {
        DcmFileFormat format;
        MEDVEIL_TRY(readDicom(format, file, Deflated::kInflate));
        OFString uid;
        (void)format.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid);
        const DcmXfer syntax(uid.c_str());
        const auto name = syntax.getXfer();
        // Of JPEG 2000 only two syntaxes promise to be lossless; DCMTK does not know them all.
        const std::string_view text(uid.c_str());
        const bool promised = name == EXS_RLELossless || name == EXS_JPEGProcess14 ||
                              name == EXS_JPEGProcess14SV1 || name == EXS_JPEGLSLossless ||
                              text == "1.2.840.10008.1.2.4.90" || text == "1.2.840.10008.1.2.4.201" ||
                              text == "1.2.840.10008.1.2.4.202" || text == "1.2.840.10008.1.2.8.1";
        return !promised && (name == EXS_Unknown || syntax.isEncapsulated());
    });
}

}  // namespace medveil::imaging
