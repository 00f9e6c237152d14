#include "core/imaging/dicom_file.h"
#include "core/imaging/raw_pixels.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint64_t kLargestUnpacked = 768ULL * 1024 * 1024;  ///< bytes of pixels

bool isWithoutLoss(E_TransferSyntax syntax) {
    return syntax == EXS_RLELossless || syntax == EXS_JPEGProcess14 || syntax == EXS_JPEGProcess14SV1 ||
           syntax == EXS_JPEGLSLossless;
}

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

base::Result<base::Bytes> unpackWith(base::ByteView file) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file));
    DcmDataset& dataset = *format.getDataset();
    const DcmXfer syntax(dataset.getOriginalXfer());
    if (!syntax.isEncapsulated())
        return base::Bytes();
    if (!isWithoutLoss(syntax.getXfer()))
        return fail(ErrorCode::kImageUnsupported, "DICOM compressed with loss, or as JPEG 2000");
    if (unpackedBytes(dataset) > kLargestUnpacked)
        return fail(ErrorCode::kTooLarge, "DICOM");
    if (dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad() ||
        !dataset.canWriteXfer(EXS_LittleEndianExplicit))
        return fail(ErrorCode::kImageDamaged, "DICOM whose pixels cannot be unpacked");
    dataset.removeAllButCurrentRepresentations();
    return writeDicom(format, EXS_LittleEndianExplicit, kLargestDicom);
}

}  // namespace

base::Result<base::Bytes> unpack(base::ByteView file) {
    return withDcmtk([&] { return unpackWith(file); });
}

}  // namespace medveil::imaging
