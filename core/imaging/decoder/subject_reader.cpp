#include "core/imaging/decoder/subject_reader.h"

#include <algorithm>

#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/decoder/fhir_xml.h"
#include "core/records/fhir_subject.h"

namespace medveil::imaging {

namespace {

base::Result<std::vector<records::Subject>> read(base::ByteView file) {
    DcmFileFormat format;
    const auto whole = readDicom(format, file, Deflated::kInflate);
    auto& dataset = *format.getDataset();
    (void)dataset.convertToUTF8();
    records::Subject subject;
    const records::PatientId id{textOf(dataset, DCM_IssuerOfPatientID), textOf(dataset, DCM_PatientID)};
    if (!id.value.empty())
        subject.ids.push_back(id);
    if (auto name = textOf(dataset, DCM_PatientName); !name.empty())
        subject.names.push_back(std::move(name));
    subject.birthDate = textOf(dataset, DCM_PatientBirthDate);
    subject.studyUid = textOf(dataset, DCM_StudyInstanceUID);
    // What was read before the damage holds; that nothing was read says nothing.
    const bool named = !subject.ids.empty() || !subject.names.empty();
    if (!whole && !named)
        return base::fail(whole.error());
    // Any bytes may pass for elements of a data set: they are about nobody only if they are an image's.
    if (!named && !dataset.tagExists(DCM_SOPClassUID))
        return base::fail(base::ErrorCode::kImageDamaged, "DICOM: neither a patient nor a kind of image");
    return std::vector{std::move(subject)};
}

/// PS3.10, 7.1: DICOM has its mark behind a preamble that may look like anything.
bool isMarkedDicom(base::ByteView file) {
    constexpr std::size_t kMarkAt = 128;
    return file.size() >= kMarkAt + 4 && base::asText(file.subspan(kMarkAt, 4)) == "DICM";
}

}  // namespace

base::Result<std::vector<records::Subject>> subjectsOf(base::ByteView file) {
    constexpr std::size_t kBeginning = 4096;
    if (!isMarkedDicom(file)) {
        const auto content = records::withoutBlanks(file);
        const auto beginning = content.first(std::min(content.size(), kBeginning));
        if (records::mayBeXml(beginning))
            return subjectsOfFhirXml(content);
        if (records::mayBeFhir(beginning))
            return records::subjectsOfFhir(content);
        if (content.empty())
            return std::vector<records::Subject>();
    }
    return withDcmtk([&] { return read(file); });
}

}  // namespace medveil::imaging
