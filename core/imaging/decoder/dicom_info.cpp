#include "core/imaging/decoder/dicom_info.h"

#include <algorithm>
#include <cstdio>

#include <dcmtk/dcmdata/dcuid.h>

#include "core/imaging/decoder/dicom_greys.h"
#include "core/imaging/decoder/dicom_palette.h"
#include "core/imaging/decoder/dicom_pixels.h"
#include "core/imaging/decoder/functional_groups.h"
#include "core/imaging/decoder/masked_dicom.h"
#include "core/imaging/model/mark.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostElements = 5000;
constexpr std::size_t kLongestValue = 256;  ///< bytes of a value in the metadata view

template <class Value>
Value numberOf(DcmItem& item, const DcmTagKey& tag, Value otherwise) {
    Uint16 value = 0;
    return item.findAndGetUint16(tag, value).good() ? Value{value} : otherwise;
}

/// How high a pixel is, of its width: 1 where nobody says.
double pixelHeightOf(DcmDataset& dataset, const ImageInfo& info) {
    constexpr double kMostStretched = 16;
    auto sides = numbersOf(&dataset, DCM_PixelAspectRatio, 2);
    if (info.rowSpacing && info.columnSpacing)
        sides = {*info.rowSpacing, *info.columnSpacing};
    else if (sides.size() != 2)
        sides = numbersOf(&dataset, DCM_NominalScannedPixelSpacing, 2);
    if (sides.size() != 2 || !(sides[0] > 0) || !(sides[1] > 0))
        return 1;
    const double height = sides[0] / sides[1];
    return height >= 1 / kMostStretched && height <= kMostStretched ? height : 1;
}

void readPlace(DcmDataset& dataset, ImageInfo& info) {
    auto spacing =
        numbersOf(itemOfFrame(dataset, 0, DCM_PixelMeasuresSequence, DCM_PixelSpacing), DCM_PixelSpacing, 2);
    if (spacing.size() < 2)
        spacing = numbersOf(&dataset, DCM_ImagerPixelSpacing, 2);
    if (spacing.size() == 2 && spacing[0] > 0 && spacing[1] > 0) {
        info.rowSpacing = spacing[0];
        info.columnSpacing = spacing[1];
    }
    info.position = numbersOf(itemOfFrame(dataset, 0, DCM_PlanePositionSequence, DCM_ImagePositionPatient),
                              DCM_ImagePositionPatient, 3);
    info.orientation =
        numbersOf(itemOfFrame(dataset, 0, DCM_PlaneOrientationSequence, DCM_ImageOrientationPatient),
                  DCM_ImageOrientationPatient, 6);
    if (info.position.size() != 3)
        info.position.clear();
    if (info.orientation.size() != 6)
        info.orientation.clear();
}

void readWords(DcmDataset& dataset, ImageInfo& info) {
    info.modality = textOf(dataset, DCM_Modality);
    info.patientName = textOf(dataset, DCM_PatientName);
    info.patientId = textOf(dataset, DCM_PatientID);
    info.patientIssuer = textOf(dataset, DCM_IssuerOfPatientID);
    info.birthDate = textOf(dataset, DCM_PatientBirthDate);
    info.studyUid = textOf(dataset, DCM_StudyInstanceUID);
    info.seriesUid = textOf(dataset, DCM_SeriesInstanceUID);
    info.instanceUid = textOf(dataset, DCM_SOPInstanceUID);
    info.studyDate = textOf(dataset, DCM_StudyDate);
    info.studyDescription = textOf(dataset, DCM_StudyDescription);
    info.seriesDescription = textOf(dataset, DCM_SeriesDescription);
    info.manufacturer = textOf(dataset, DCM_Manufacturer);
    info.model = textOf(dataset, DCM_ManufacturerModelName);
    Sint32 number = 0;
    if (dataset.findAndGetSint32(DCM_SeriesNumber, number).good())
        info.seriesNumber = number;
    if (dataset.findAndGetSint32(DCM_InstanceNumber, number).good())
        info.instanceNumber = number;
    info.deidentified = textOf(dataset, DCM_PatientIdentityRemoved) == "YES";
    info.burnedIn = textOf(dataset, DCM_BurnedInAnnotation) == "YES";
    info.marked = textOf(dataset, DcmTagKey(0x7fdf, 0x0010)) == kMarkCreator;
    info.masked = isMasked(dataset);
    info.sealedInside = info.masked && dataset.tagExists(DcmTagKey(0x7fdd, 0x1002));
}

/// PS3.3, C.8.5.5.1: both ends are inside.
void readRegions(DcmDataset& dataset, ImageInfo& info) {
    constexpr signed long kMostAreas = 64;
    DcmItem* item = nullptr;
    for (signed long i = 0;
         i < kMostAreas && dataset.findAndGetSequenceItem(DCM_SequenceOfUltrasoundRegions, item, i).good();
         ++i) {
        Uint32 left = 0;
        Uint32 top = 0;
        Uint32 right = 0;
        Uint32 bottom = 0;
        const bool whole = item->findAndGetUint32(DCM_RegionLocationMinX0, left).good() &&
                           item->findAndGetUint32(DCM_RegionLocationMinY0, top).good() &&
                           item->findAndGetUint32(DCM_RegionLocationMaxX1, right).good() &&
                           item->findAndGetUint32(DCM_RegionLocationMaxY1, bottom).good();
        if (whole && left <= right && top <= bottom && right < info.columns && bottom < info.rows)
            info.regions.push_back({left, top, right + 1, bottom + 1});
    }
}

base::Result<void> readSamples(DcmDataset& dataset, ImageInfo& info) {
    const auto allocated = numberOf<std::uint32_t>(dataset, DCM_BitsAllocated, 8);
    const bool withSign = numberOf<std::uint32_t>(dataset, DCM_PixelRepresentation, 0) != 0;
    info.bits = numberOf<std::uint32_t>(dataset, DCM_BitsStored, allocated);
    if (dataset.tagExists(DCM_FloatPixelData))
        info.type = SampleType::kF32;
    else if (dataset.tagExists(DCM_DoubleFloatPixelData))
        info.type = SampleType::kF64;
    else if (allocated <= 8)
        info.type = withSign ? SampleType::kS8 : SampleType::kU8;
    else if (allocated <= 16)
        info.type = withSign ? SampleType::kS16 : SampleType::kU16;
    else if (allocated == 32)
        info.type = withSign ? SampleType::kS32 : SampleType::kU32;
    else
        return fail(ErrorCode::kImageUnsupported,
                    "DICOM of " + std::to_string(allocated) + " bits for a sample");
    if (info.bits < 1 || info.bits > 8 * bytesOf(info.type))
        info.bits = static_cast<std::uint32_t>(8 * bytesOf(info.type));
    const auto colours = textOf(dataset, DCM_PhotometricInterpretation);
    // YBR_PARTIAL becomes RGB when it is unpacked.
    if (info.channels == 3)
        info.colours = colours.starts_with("YBR_FULL") ? Colours::kYbr : Colours::kRgb;
    else if (colours == "PALETTE COLOR")
        info.colours = Colours::kPalette;
    return {};
}

std::string cut(std::string text) {
    // Not within a character of UTF-8.
    if (text.size() > kLongestValue) {
        std::size_t end = kLongestValue;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
            --end;
        text.resize(end);
        text += "…";
    }
    return text;
}

std::string valueOf(DcmElement& element) {
    if (element.getLengthField() > 64 * kLongestValue)
        return std::to_string(element.getLengthField()) + " bytes";
    OFString value;
    if (element.getOFStringArray(value).bad())
        return {};
    return cut(value.c_str());
}

void list(DcmItem& item, std::uint32_t depth, std::vector<Element>& out) {
    constexpr std::uint32_t kDeepest = 16;
    DcmObject* next = nullptr;
    while ((next = item.nextInContainer(next)) != nullptr && out.size() < kMostElements) {
        auto* const element = dynamic_cast<DcmElement*>(next);
        if (element == nullptr)
            continue;
        DcmTag tag(element->getTag());
        Element line;
        line.depth = depth;
        std::array<char, 16> text{};
        std::snprintf(text.data(), text.size(), "(%04X,%04X)", tag.getGroup(), tag.getElement());
        line.tag = text.data();
        line.vr = tag.getVRName();
        line.name = tag.getTagName();
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(element);
        if (sequence == nullptr || tag == DCM_PixelData) {
            line.value = tag == DCM_PixelData ? std::string() : valueOf(*element);
            out.push_back(std::move(line));
            continue;
        }
        line.value = std::to_string(sequence->card());
        out.push_back(std::move(line));
        for (unsigned long i = 0; i < sequence->card() && depth < kDeepest && out.size() < kMostElements; ++i)
            list(*sequence->getItem(i), depth + 1, out);
    }
}

}  // namespace

namespace {
/// DCMTK 3.6.7 has no names for these.
std::string nameOfSyntax(const OFString& uid) {
    constexpr std::pair<std::string_view, const char*> kNames[] = {
        {"1.2.840.10008.1.2.4.110", "JPEG XL, lossless"},
        {"1.2.840.10008.1.2.4.111", "JPEG XL, recompressed JPEG"},
        {"1.2.840.10008.1.2.4.112", "JPEG XL"},
    };
    for (const auto& [known, name] : kNames) {
        if (known == std::string_view(uid.c_str()))
            return name;
    }
    return dcmFindNameOfUID(uid.c_str(), uid.c_str());
}

/// `said`: (0028,2110), 00 for never and 01 for at some time; often it is not there.
bool mayHaveLost(Compression compression, const std::string& said) {
    return said == "01" || compression == Compression::kWithLoss ||
           (compression == Compression::kEither && said != "00");
}
}  // namespace

base::Result<ImageInfo> readInfo(DcmFileFormat& format) {
    DcmDataset& dataset = *format.getDataset();
    // Names in any character set become UTF-8; one that DCMTK cannot convert is shown as it stands.
    (void)dataset.convertToUTF8();
    ImageInfo info;
    info.kind = ImageKind::kDicom;
    OFString objectClass;
    (void)format.getMetaInfo()->findAndGetOFString(DCM_MediaStorageSOPClassUID, objectClass);
    if (objectClass.empty())
        (void)dataset.findAndGetOFString(DCM_SOPClassUID, objectClass);
    info.objectClass = dcmFindNameOfUID(objectClass.c_str(), objectClass.c_str());
    OFString syntax;
    (void)format.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, syntax);
    info.syntax = nameOfSyntax(syntax);
    info.lossy = mayHaveLost(compressionOf(format), textOf(dataset, DCM_LossyImageCompression));
    const bool hasPixels = dataset.tagExists(DCM_PixelData) || dataset.tagExists(DCM_FloatPixelData) ||
                           dataset.tagExists(DCM_DoubleFloatPixelData);
    if (!hasPixels)
        return fail(ErrorCode::kImageUnsupported,
                    "it holds no image" + (info.objectClass.empty() ? "" : ", but " + info.objectClass));
    info.rows = numberOf<std::uint32_t>(dataset, DCM_Rows, 0);
    info.columns = numberOf<std::uint32_t>(dataset, DCM_Columns, 0);
    info.channels = numberOf<std::uint32_t>(dataset, DCM_SamplesPerPixel, 1);
    Sint32 frames = 1;
    if (dataset.tagExistsWithValue(DCM_NumberOfFrames) &&
        (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).bad() || frames < 1))
        frames = 1;
    info.frames = static_cast<std::uint32_t>(frames);
    if (info.rows == 0 || info.columns == 0)
        return fail(ErrorCode::kImageDamaged, "DICOM without rows or columns");
    if (info.channels != 1 && info.channels != 3)
        return fail(ErrorCode::kImageUnsupported, "DICOM of " + std::to_string(info.channels) + " channels");
    MEDVEIL_TRY(readSamples(dataset, info));
    readWords(dataset, info);
    readPlace(dataset, info);
    info.pixelHeight = pixelHeightOf(dataset, info);
    info.greys = readGreys(dataset, info, 0).greys;
    readRegions(dataset, info);
    if (info.colours == Colours::kPalette)
        readPalette(dataset, info);
    return info;
}

std::vector<Element> listElements(DcmFileFormat& format) {
    std::vector<Element> elements;
    list(*format.getMetaInfo(), 0, elements);
    list(*format.getDataset(), 0, elements);
    return elements;
}

}  // namespace medveil::imaging
