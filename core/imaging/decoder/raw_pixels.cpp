#include "core/imaging/decoder/raw_pixels.h"

#include <algorithm>
#include <array>

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

std::unexpected<base::Error> unsupported(const char* reason) {
    return fail(ErrorCode::kImageUnsupported, reason);
}

base::Result<std::uint32_t> number(DcmDataset& dataset, const DcmTagKey& tag, std::uint32_t otherwise) {
    Uint16 value = 0;
    if (dataset.findAndGetUint16(tag, value).good())
        return value;
    if (otherwise == UINT32_MAX)
        return unsupported("DICOM without a picture");
    return otherwise;
}

constexpr std::uint32_t kNeeded = UINT32_MAX;

base::Result<void> readShape(DcmDataset& dataset, RawPixels& raw) {
    MEDVEIL_ASSIGN(raw.columns, number(dataset, DCM_Columns, kNeeded));
    MEDVEIL_ASSIGN(raw.rows, number(dataset, DCM_Rows, kNeeded));
    MEDVEIL_ASSIGN(raw.samples, number(dataset, DCM_SamplesPerPixel, 1));
    MEDVEIL_ASSIGN(raw.bitsAllocated, number(dataset, DCM_BitsAllocated, kNeeded));
    MEDVEIL_ASSIGN(raw.bitsStored, number(dataset, DCM_BitsStored, raw.bitsAllocated));
    MEDVEIL_ASSIGN(const std::uint32_t highBit, number(dataset, DCM_HighBit, raw.bitsStored - 1));
    MEDVEIL_ASSIGN(const std::uint32_t sign, number(dataset, DCM_PixelRepresentation, 0));
    MEDVEIL_ASSIGN(const std::uint32_t planes, number(dataset, DCM_PlanarConfiguration, 0));
    Sint32 frames = 1;
    if (dataset.tagExistsWithValue(DCM_NumberOfFrames) &&
        (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).bad() || frames < 1))
        return fail(ErrorCode::kImageDamaged, "DICOM number of frames");
    raw.frames = static_cast<std::uint32_t>(frames);
    raw.withSign = sign != 0;
    if (raw.columns == 0 || raw.rows == 0)
        return fail(ErrorCode::kImageDamaged, "DICOM without rows or columns");
    if (raw.bitsAllocated != 8 && raw.bitsAllocated != 16)
        return unsupported("DICOM that has neither 8 nor 16 bits for a sample");
    if (raw.bitsStored < 1 || raw.bitsStored > raw.bitsAllocated || highBit + 1 != raw.bitsStored)
        return unsupported("DICOM with samples in unusual bits");
    if (raw.samples != 1 && raw.samples != 3)
        return unsupported("DICOM with unusual channels");
    OFString colours;
    if (dataset.findAndGetOFString(DCM_PhotometricInterpretation, colours).good() &&
        colours == "PALETTE COLOR")
        return unsupported("DICOM with a palette: neighbouring values are not neighbouring colours");
    if (raw.samples == 3 && planes != 0)
        return unsupported("DICOM in planes");
    return {};
}

/// The element's head in front of `size` bytes that end at `end`: its first byte.
base::Result<std::size_t> findHead(base::ByteView file, std::size_t pixelsAt, std::size_t size,
                                   const RawPixels& raw) {
    constexpr std::array<base::Byte, 4> kTag = {0xe0, 0x7f, 0x10, 0x00};
    constexpr std::array<base::Byte, 4> kBigTag = {0x7f, 0xe0, 0x00, 0x10};
    const std::size_t head = raw.explicitVr ? 12 : 8;
    if (pixelsAt < head)
        return fail(ErrorCode::kImageDamaged, "DICOM pixel data");
    const auto begin = file.subspan(pixelsAt - head, head);
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
        length |= std::size_t{begin[head - 4 + i]} << (8 * (raw.bigEndian ? 3 - i : i));
    if (!std::ranges::equal(begin.first(4), raw.bigEndian ? kBigTag : kTag) || length != size)
        return fail(ErrorCode::kImageDamaged, "DICOM pixel data");
    return pixelsAt - head;
}

/// The element's value as DCMTK read it, words in this machine's order.
base::Result<base::ByteView> valueOf(DcmElement& element, const RawPixels& raw) {
    Uint8* bytes = nullptr;
    Uint16* words = nullptr;
    if (element.getUint16Array(words).good() && words != nullptr)
        return base::ByteView(reinterpret_cast<const base::Byte*>(words), raw.size);
    if (element.getUint8Array(bytes).good() && bytes != nullptr)
        return base::ByteView(bytes, raw.size);
    return fail(ErrorCode::kImageDamaged, "DICOM pixel data");
}

bool isSameValue(base::ByteView inFile, base::ByteView read, const RawPixels& raw) {
    if (!raw.bigEndian || std::ranges::equal(inFile, read))
        return std::ranges::equal(inFile, read);
    for (std::size_t i = 0; i + 1 < inFile.size(); i += 2) {
        if (inFile[i] != read[i + 1] || inFile[i + 1] != read[i])
            return false;
    }
    return true;
}

/// Old files say the group's length in an element of its own, 4 bytes, in front of the pixels.
std::size_t groupBegin(base::ByteView file, std::size_t head, const RawPixels& raw) {
    constexpr std::array<base::Byte, 8> kExplicit = {0xe0, 0x7f, 0, 0, 'U', 'L', 4, 0};
    constexpr std::array<base::Byte, 8> kBig = {0x7f, 0xe0, 0, 0, 'U', 'L', 0, 4};
    constexpr std::array<base::Byte, 8> kImplicit = {0xe0, 0x7f, 0, 0, 4, 0, 0, 0};
    constexpr std::size_t kSize = 12;
    const auto& length = raw.bigEndian ? kBig : raw.explicitVr ? kExplicit : kImplicit;
    if (head < kSize || !std::ranges::equal(file.subspan(head - kSize, 8), length))
        return head;
    return head - kSize;
}

bool hasPrivateGroup(DcmDataset& dataset, Uint16 group) {
    for (unsigned long i = 0; i < dataset.card(); ++i) {
        if (dataset.getElement(i)->getGTag() == group)
            return true;
    }
    return false;
}

base::Result<RawPixels> find(base::ByteView file) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file));
    DcmDataset& dataset = *format.getDataset();
    const DcmXfer syntax(dataset.getOriginalXfer());
    if (syntax.isEncapsulated() || syntax.getStreamCompression() != ESC_none)
        return unsupported("DICOM that is compressed");
    RawPixels raw;
    raw.bigEndian = !syntax.isLittleEndian();
    raw.explicitVr = syntax.isExplicitVR();
    raw.hasGroupBefore = hasPrivateGroup(dataset, 0x7fdf);
    MEDVEIL_TRY(readShape(dataset, raw));
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element == nullptr)
        return unsupported("DICOM without a picture");
    raw.size = element->getLengthField();
    // Bytes in words with the big end first stand in each other's place.
    if (raw.bigEndian && raw.bitsAllocated == 8 && element->getVR() == EVR_OW)
        return unsupported("DICOM of 8 bits in words with the big end first");
    const auto needed =
        std::uint64_t{raw.columns} * raw.rows * raw.frames * raw.samples * (raw.bitsAllocated / 8);
    if (needed > raw.size || raw.size > file.size())
        return fail(ErrorCode::kImageDamaged, "DICOM with fewer pixels than it says");
    MEDVEIL_ASSIGN(const base::ByteView pixels, valueOf(*element, raw));
    // What stands behind the pixels is little: the element is looked for from the end.
    for (std::size_t at = file.size() - raw.size + 1; at-- > 0;) {
        const auto head = findHead(file, at, raw.size, raw);
        if (!head || !isSameValue(file.subspan(at, raw.size), pixels, raw))
            continue;
        raw.groupAt = groupBegin(file, *head, raw);
        raw.pixelsAt = at;
        return raw;
    }
    return fail(ErrorCode::kImageDamaged, "DICOM pixel data");
}

}  // namespace

base::Result<RawPixels> locateRawPixels(base::ByteView file) {
    return withDcmtk([&] { return find(file); });
}

}  // namespace medveil::imaging
