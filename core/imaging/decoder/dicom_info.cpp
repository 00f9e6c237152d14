#include "core/imaging/decoder/dicom_info.h"

#include <algorithm>
#include <cstdio>

#include <dcmtk/dcmdata/dcuid.h>

#include "core/imaging/decoder/dicom_pixels.h"
#include "core/imaging/decoder/masked_dicom.h"
#include "core/imaging/model/mark.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostElements = 5000;
constexpr std::size_t kLongestValue = 256;  ///< bytes of a value in the metadata view
constexpr std::size_t kMostPaletteEntries = 65536;

/// From the data set, or from the functional groups of an enhanced object (shared, else of the first frame).
DcmItem* itemWith(DcmDataset& dataset, const DcmTagKey& sequence, const DcmTagKey& tag) {
    if (dataset.tagExistsWithValue(tag))
        return &dataset;
    for (const auto& groups : {DCM_SharedFunctionalGroupsSequence, DCM_PerFrameFunctionalGroupsSequence}) {
        DcmItem* group = nullptr;
        DcmItem* item = nullptr;
        if (dataset.findAndGetSequenceItem(groups, group, 0).good() &&
            group->findAndGetSequenceItem(sequence, item, 0).good() && item->tagExistsWithValue(tag))
            return item;
    }
    return nullptr;
}

std::vector<double> numbersOf(DcmItem* item, const DcmTagKey& tag, unsigned long limit) {
    std::vector<double> numbers;
    Float64 value = 0;
    for (unsigned long i = 0; item != nullptr && i < limit && item->findAndGetFloat64(tag, value, i).good();
         ++i)
        numbers.push_back(value);
    return numbers;
}

template <class Value>
Value numberOf(DcmItem& item, const DcmTagKey& tag, Value otherwise) {
    Uint16 value = 0;
    return item.findAndGetUint16(tag, value).good() ? Value{value} : otherwise;
}

void readWindows(DcmDataset& dataset, ImageInfo& info) {
    constexpr unsigned long kMostWindows = 16;
    auto* item = itemWith(dataset, DCM_FrameVOILUTSequence, DCM_WindowCenter);
    const auto centres = numbersOf(item, DCM_WindowCenter, kMostWindows);
    const auto widths = numbersOf(item, DCM_WindowWidth, kMostWindows);
    for (std::size_t i = 0; i < std::min(centres.size(), widths.size()); ++i) {
        OFString name;
        (void)item->findAndGetOFString(DCM_WindowCenterWidthExplanation, name, static_cast<unsigned long>(i));
        if (widths[i] > 0)
            info.windows.push_back({centres[i], widths[i], std::string(name.c_str())});
    }
}

void readPlace(DcmDataset& dataset, ImageInfo& info) {
    auto spacing =
        numbersOf(itemWith(dataset, DCM_PixelMeasuresSequence, DCM_PixelSpacing), DCM_PixelSpacing, 2);
    if (spacing.size() < 2)
        spacing = numbersOf(&dataset, DCM_ImagerPixelSpacing, 2);
    if (spacing.size() == 2 && spacing[0] > 0 && spacing[1] > 0) {
        info.rowSpacing = spacing[0];
        info.columnSpacing = spacing[1];
    }
    info.position = numbersOf(itemWith(dataset, DCM_PlanePositionSequence, DCM_ImagePositionPatient),
                              DCM_ImagePositionPatient, 3);
    info.orientation = numbersOf(itemWith(dataset, DCM_PlaneOrientationSequence, DCM_ImageOrientationPatient),
                                 DCM_ImageOrientationPatient, 6);
    if (info.position.size() != 3)
        info.position.clear();
    if (info.orientation.size() != 6)
        info.orientation.clear();
}

void readRescale(DcmDataset& dataset, ImageInfo& info) {
    auto* item = itemWith(dataset, DCM_PixelValueTransformationSequence, DCM_RescaleSlope);
    if (item == nullptr)
        return;
    const auto slope = numbersOf(item, DCM_RescaleSlope, 1);
    const auto intercept = numbersOf(item, DCM_RescaleIntercept, 1);
    if (slope.empty() || intercept.empty() || slope[0] == 0)
        return;
    info.slope = slope[0];
    info.intercept = intercept[0];
    info.unit = textOf(*item, DCM_RescaleType);
    // CT says HU even where it is silent (PS3.3, C.8.2.1.1.2).
    if (info.unit.empty() && info.modality == "CT")
        info.unit = "HU";
    if (info.unit == "US")
        info.unit.clear();  // "unspecified"
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

/// PS3.3, C.7.6.3.1.5; segmented tables are left out.
void readPalette(DcmDataset& dataset, ImageInfo& info) {
    std::vector<std::uint16_t> palette;
    Uint16 count = 0;
    Uint16 first = 0;
    Uint16 bits = 16;
    if (dataset.findAndGetUint16(DCM_RedPaletteColorLookupTableDescriptor, count, 0).bad())
        return;
    (void)dataset.findAndGetUint16(DCM_RedPaletteColorLookupTableDescriptor, first, 1);
    (void)dataset.findAndGetUint16(DCM_RedPaletteColorLookupTableDescriptor, bits, 2);
    const std::size_t entries = count == 0 ? kMostPaletteEntries : count;
    for (const auto& tag : {DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData,
                            DCM_BluePaletteColorLookupTableData}) {
        const Uint16* words = nullptr;
        unsigned long size = 0;
        if (dataset.findAndGetUint16Array(tag, words, &size).bad() || words == nullptr)
            return;
        // Tables of 8 bits may stand two in a word.
        const bool packed = bits == 8 && size * 2 <= entries + 1;
        if ((packed ? size * 2 : size) < entries)
            return;
        for (std::size_t i = 0; i < entries; ++i) {
            const unsigned value = packed ? words[i / 2] >> (8 * (i % 2)) & 0xffU : words[i];
            palette.push_back(static_cast<std::uint16_t>(bits == 8 ? (value & 0xffU) * 257 : value));
        }
    }
    info.palette = std::move(palette);
    info.paletteFirst = info.type == SampleType::kS8 || info.type == SampleType::kS16
                            ? static_cast<std::int16_t>(first)
                            : std::int32_t{first};
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
    info.darkIsHigh = colours == "MONOCHROME1";
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
    info.syntax = dcmFindNameOfUID(syntax.c_str(), syntax.c_str());
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
    readRescale(dataset, info);
    readWindows(dataset, info);
    readPlace(dataset, info);
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
