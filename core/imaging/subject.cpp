#include "core/imaging/subject.h"

#include "core/imaging/dicom_file.h"

namespace medveil::imaging {

namespace {

base::Result<Subject> read(base::ByteView file) {
    DcmFileFormat format;
    const auto whole = readDicom(format, file, Deflated::kInflate);
    auto& dataset = *format.getDataset();
    (void)dataset.convertToUTF8();
    Subject subject{textOf(dataset, DCM_PatientID), textOf(dataset, DCM_PatientName),
                    textOf(dataset, DCM_PatientIdentityRemoved) == "YES"};
    // What was read before the damage holds; that nothing was read says nothing.
    if (!whole && subject.patientId.empty() && subject.patientName.empty())
        return base::fail(whole.error());
    return subject;
}

}  // namespace

base::Result<Subject> subjectOf(base::ByteView file) {
    return withDcmtk([&] { return read(file); });
}

}  // namespace medveil::imaging
