// Small DICOM files of patients. The test links DCMTK.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/base/file_system.h"

namespace medveil::test {

inline constexpr int kSide = 64;

/// A slice of a CT: every value is ten times its column, and its own number in the last row.
inline base::Path writeSlice(const base::Path& folder, int number, const std::string& patient = "Rossi^Amal",
                             const std::string& id = "MRN-7") {
    DcmFileFormat format;
    auto& dataset = *format.getDataset();
    const auto text = [&dataset](const DcmTagKey& tag, const std::string& value) {
        (void)dataset.putAndInsertString(tag, value.c_str());
    };
    const auto word = [&dataset](const DcmTagKey& tag, int value) {
        (void)dataset.putAndInsertUint16(tag, static_cast<Uint16>(value));
    };
    text(DCM_SOPClassUID, UID_CTImageStorage);
    text(DCM_SOPInstanceUID, "1.2.3." + std::to_string(number));
    text(DCM_StudyInstanceUID, "1.2.3");
    text(DCM_SeriesInstanceUID, "1.2.3.4");
    text(DCM_InstanceNumber, std::to_string(number));
    text(DCM_PatientName, patient);
    text(DCM_PatientID, id);
    text(DCM_Modality, "CT");
    text(DCM_Manufacturer, "Acme");
    text(DCM_ManufacturerModelName, "Ring 7");
    text(DCM_PixelSpacing, "0.5\\0.5");
    text(DCM_RescaleSlope, "1");
    text(DCM_RescaleIntercept, "-1024");
    text(DCM_WindowCenter, "40");
    text(DCM_WindowWidth, "400");
    text(DCM_PhotometricInterpretation, "MONOCHROME2");
    word(DCM_SamplesPerPixel, 1);
    word(DCM_Rows, kSide);
    word(DCM_Columns, kSide);
    word(DCM_BitsAllocated, 16);
    word(DCM_BitsStored, 12);
    word(DCM_HighBit, 11);
    word(DCM_PixelRepresentation, 0);
    std::vector<Uint16> pixels;
    for (int i = 0; i < kSide * kSide; ++i)
        pixels.push_back(static_cast<Uint16>(i / kSide == kSide - 1 ? number : 10 * (i % kSide)));
    (void)dataset.putAndInsertUint16Array(DCM_PixelData, pixels.data(),
                                          static_cast<unsigned long>(pixels.size()));
    const auto path = folder / ("slice-" + std::to_string(number) + ".dcm");
    (void)format.saveFile(path.c_str(), EXS_LittleEndianExplicit);
    return path;
}

}  // namespace medveil::test
