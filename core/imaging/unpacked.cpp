#include "core/imaging/unpacked.h"

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include "core/imaging/dicom_file.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

bool isWithoutLoss(E_TransferSyntax syntax) {
    return syntax == EXS_RLELossless || syntax == EXS_JPEGProcess14 || syntax == EXS_JPEGProcess14SV1 ||
           syntax == EXS_JPEGLSLossless;
}

void registerDecoders() {
    static const bool kRegistered = [] {
        DcmRLEDecoderRegistration::registerCodecs();
        DJDecoderRegistration::registerCodecs(EDC_never);
        DJLSDecoderRegistration::registerCodecs();
        return true;
    }();
    (void)kRegistered;
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

}  // namespace

base::Result<base::Bytes> unpacked(base::Bytes file) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file));
    DcmDataset& dataset = *format.getDataset();
    const DcmXfer syntax(dataset.getOriginalXfer());
    if (!syntax.isEncapsulated())
        return file;
    if (!isWithoutLoss(syntax.getXfer()))
        return fail(ErrorCode::kImageUnsupported, "DICOM compressed with loss, or as JPEG 2000");
    if (unpackedBytes(dataset) > kLargestUnpacked)
        return fail(ErrorCode::kTooLarge, "DICOM");
    registerDecoders();
    if (dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad() ||
        !dataset.canWriteXfer(EXS_LittleEndianExplicit))
        return fail(ErrorCode::kImageDamaged, "DICOM whose pixels cannot be unpacked");
    dataset.removeAllButCurrentRepresentations();
    return writeDicom(format, EXS_LittleEndianExplicit, 2 * kLargestUnpacked);
}

}  // namespace medveil::imaging
