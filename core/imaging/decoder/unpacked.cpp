#include <dcmtk/dcmdata/dccodec.h>

#include "core/imaging/decoder/dicom_decoder.h"
#include "core/imaging/decoder/dicom_pixels.h"
#include "core/imaging/decoder/raw_pixels.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint64_t kLargestUnpacked = 768ULL * 1024 * 1024;  ///< bytes of pixels

/// What the header says the pixels are when unpacked; that much memory will be taken.
std::uint64_t unpackedBytes(DcmDataset& dataset) {
    Uint16 rows = 0;
    Uint16 columns = 0;
    Uint16 samples = 1;
    Uint16 bits = 8;
    Sint32 frames = 1;
    (void)dataset.findAndGetUint16(DCM_Rows, rows);
    (void)dataset.findAndGetUint16(DCM_Columns, columns);
    (void)dataset.findAndGetUint16(DCM_SamplesPerPixel, samples);
    (void)dataset.findAndGetUint16(DCM_BitsAllocated, bits);
    if (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).bad() || frames < 1)
        frames = 1;
    return std::uint64_t{rows} * columns * samples * ((bits + 7U) / 8) * static_cast<std::uint64_t>(frames);
}

/// All of red, then all of green, then all of blue.
bool isInPlanes(DcmDataset& dataset) {
    Uint16 planes = 0;
    Uint16 samples = 1;
    (void)dataset.findAndGetUint16(DCM_PlanarConfiguration, planes);
    (void)dataset.findAndGetUint16(DCM_SamplesPerPixel, samples);
    return planes == 1 && samples == 3;
}

/// DCMTK unpacks a codestream of another size than the data set says, and what comes out is no picture.
base::Result<void> checkFrames(base::ByteView file) {
    MEDVEIL_ASSIGN(const auto decoder, openDicomDecoder(file));
    for (std::uint32_t number = 0; number < decoder->info().frames; ++number)
        MEDVEIL_TRY(decoder->frame(number));
    return {};
}

base::Result<void> unpackPixels(DcmDataset& dataset, base::ByteView file) {
    MEDVEIL_TRY(checkFrames(file));
    if (dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad() ||
        !dataset.canWriteXfer(EXS_LittleEndianExplicit))
        return fail(ErrorCode::kImageDamaged, "DICOM whose pixels cannot be unpacked");
    dataset.removeAllButCurrentRepresentations();
    return {};
}

base::Result<void> replacePixels(DcmDataset& dataset, base::ByteView file) {
    MEDVEIL_ASSIGN(const auto decoder, openDicomDecoder(file));
    const auto& info = decoder->info();
    MEDVEIL_ASSIGN(Frame all, decoder->frame(0));
    all.samples.reserve(all.samples.size() * info.frames);
    for (std::uint32_t number = 1; number < info.frames; ++number) {
        MEDVEIL_ASSIGN(const Frame frame, decoder->frame(number));
        all.samples.insert(all.samples.end(), frame.samples.begin(), frame.samples.end());
    }
    return putFrames(dataset, info, all);
}

base::Result<base::Bytes> unpackWith(base::ByteView file) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file));
    DcmDataset& dataset = *format.getDataset();
    const auto compression = compressionOf(format);
    if (compression == Compression::kNone && !isInPlanes(dataset))
        return base::Bytes();
    if (compression != Compression::kNone && compression != Compression::kWithoutLoss)
        return fail(ErrorCode::kImageUnsupported, "DICOM compressed with loss");
    if (unpackedBytes(dataset) > kLargestUnpacked)
        return fail(ErrorCode::kTooLarge, "DICOM");
    // Planes, JPEG 2000 and deflated frames are read by ours, what DCMTK has a codec for by it.
    const bool byDcmtk = DcmCodecList::canChangeCoding(dataset.getOriginalXfer(), EXS_LittleEndianExplicit);
    MEDVEIL_TRY(byDcmtk ? unpackPixels(dataset, file) : replacePixels(dataset, file));
    return writeDicom(format, EXS_LittleEndianExplicit, kLargestDicom);
}

}  // namespace

base::Result<base::Bytes> unpack(base::ByteView file) {
    return withDcmtk([&] { return unpackWith(file); });
}

}  // namespace medveil::imaging
