#include "core/imaging/decoder/masked_dicom.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <dcmtk/dcmdata/dcuid.h>

#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/decoder/dicom_pixels.h"
#include "core/imaging/decoder/lossy_history.h"
#include "core/imaging/decoder/masked_file.h"
#include "core/imaging/model/mark.h"

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

base::Result<WrittenImage> write(base::ByteView file, const ImageInfo& info, const Frame& all) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file, Deflated::kInflate));
    DcmDataset& dataset = *format.getDataset();
    MEDVEIL_TRY(sayLossy(format));
    removeCopies(dataset);
    describe(format);
    MEDVEIL_TRY(putFrames(dataset, info, all));
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

}  // namespace medveil::imaging
