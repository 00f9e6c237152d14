#include "core/imaging/decoder/deidentify.h"

#include <algorithm>
#include <array>

#include "core/base/text_fold.h"
#include "core/imaging/decoder/bulk_values.h"
#include "core/imaging/decoder/clean_pixels.h"
#include "core/imaging/decoder/copy_check.h"
#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/decoder/element_cleaner.h"
#include "core/imaging/decoder/lossy_history.h"
#include "core/imaging/decoder/masked_dicom.h"
#include "core/imaging/decoder/release_refusal.h"
#include "core/imaging/decoder/unknown_vrs.h"
#include "core/imaging/decoder/utf8_text.h"
#include "core/imaging/model/mark.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

using keep::kDates;
using keep::kDevice;
using keep::kInstitution;
using keep::kPatient;
using keep::kShiftedDates;
using keep::kUids;

/// PS3.16, CID 7050: what was done.
bool putMethodCodes(DcmDataset& dataset, std::uint32_t options, bool hasContent) {
    constexpr std::uint32_t kContent = 1U << 31;
    constexpr std::array<std::tuple<std::uint32_t, const char*, const char*>, 8> kCodes = {
        {{0, "113100", "Basic Application Confidentiality Profile"},
         {kContent, "113104", "Clean Structured Content Option"},
         {kDates, "113106", "Retain Longitudinal Temporal Information Full Dates Option"},
         {kShiftedDates, "113107", "Retain Longitudinal Temporal Information Modified Dates Option"},
         {kPatient, "113108", "Retain Patient Characteristics Option"},
         {kDevice, "113109", "Retain Device Identity Option"},
         {kUids, "113110", "Retain UIDs Option"},
         {kInstitution, "113112", "Retain Institution Identity Option"}}};
    const auto chosen = options | (hasContent ? kContent : 0);
    signed long place = 0;
    for (const auto& [option, code, meaning] : kCodes) {
        DcmItem* item = nullptr;
        if (option != 0 && (chosen & option) == 0)
            continue;
        if (dataset.findOrCreateSequenceItem(DCM_DeidentificationMethodCodeSequence, item, place++).bad() ||
            item->putAndInsertString(DCM_CodeValue, code).bad() ||
            item->putAndInsertString(DCM_CodingSchemeDesignator, "DCM").bad() ||
            item->putAndInsertString(DCM_CodeMeaning, meaning).bad())
            return false;
    }
    return true;
}

/// What somebody recorded of an earlier de-identification: ours takes its place.
base::Result<void> dropOldRecord(DcmDataset& dataset) {
    for (const auto& tag :
         {DCM_PatientIdentityRemoved, DCM_DeidentificationMethod, DCM_DeidentificationMethodCodeSequence,
          DCM_LongitudinalTemporalInformationModified}) {
        if (dataset.tagExists(tag) && dataset.findAndDeleteElement(tag).bad())
            return fail(ErrorCode::kInternal, "an old record that cannot be removed");
    }
    return {};
}

/// PS3.15, E.1.1.
base::Result<void> record(DcmDataset& dataset, const DeidentifyPlan& plan) {
    const auto put = [&dataset](const DcmTagKey& tag, const char* value) {
        return dataset.putAndInsertString(tag, value).good();
    };
    const char* const dates = (plan.options & kDates) != 0          ? "UNMODIFIED"
                              : (plan.options & kShiftedDates) != 0 ? "MODIFIED"
                                                                    : "REMOVED";
    // Only an image has pixels that may name somebody.
    const bool looked = plan.pixelsChecked && dataset.tagExists(DCM_PixelData);
    const bool done = put(DCM_PatientIdentityRemoved, "YES") &&
                      put(DCM_DeidentificationMethod,
                          looked ? "Medveil, PS3.15 2024e table E.1-1; pixels checked by a person"
                                 : "Medveil, PS3.15 2024e table E.1-1") &&
                      putMethodCodes(dataset, plan.options, dataset.tagExists(DCM_ContentSequence)) &&
                      put(DCM_LongitudinalTemporalInformationModified, dates) &&
                      (!looked || put(DCM_BurnedInAnnotation, "NO"));
    if (!done)
        return fail(ErrorCode::kInternal, "what was done cannot be written");
    return {};
}

bool isOfHead(DcmDataset& dataset) {
    const auto part =
        base::folded(textOf(dataset, DCM_BodyPartExamined) + " " + textOf(dataset, DCM_StudyDescription) +
                     " " + textOf(dataset, DCM_SeriesDescription) + " " + textOf(dataset, DCM_ProtocolName));
    return std::ranges::any_of(std::array{"head", "brain", "skull", "face", "neuro"},
                               [&](const char* word) { return part.find(word) != std::string::npos; });
}

std::vector<std::string> warningsFor(DcmDataset& dataset, const DeidentifyPlan& plan) {
    std::vector<std::string> warnings;
    const auto modality = textOf(dataset, DCM_Modality);
    // What is drawn over an image may be writing.
    const bool drawn = dataset.tagExists(DCM_PixelData) || dataset.tagExists(DCM_GraphicAnnotationSequence);
    if (drawn && !plan.pixelsChecked)
        warnings.emplace_back(textOf(dataset, DCM_BurnedInAnnotation) == "YES" ? "pixels-name-somebody"
                                                                               : "pixels-not-checked");
    if (isOfHead(dataset) && (modality == "CT" || modality == "MR" || modality == "PT"))
        warnings.emplace_back("face-can-be-rebuilt");
    if (dataset.tagExists(DCM_ContentSequence) || modality == "SR" || modality == "DOC")
        warnings.emplace_back("document");
    return warnings;
}

PatientTraits traitsOf(DcmDataset& dataset) {
    return {textOf(dataset, DCM_PatientID), textOf(dataset, DCM_PatientName),
            textOf(dataset, DCM_PatientBirthDate), textOf(dataset, DCM_StudyInstanceUID),
            textOf(dataset, DCM_SOPInstanceUID)};
}

/// The file's head is made anew: it names the machine that sent it.
base::Result<base::Bytes> written(DcmFileFormat& format) {
    const DcmXfer syntax(format.getDataset()->getOriginalXfer());
    if (format.getMetaInfo()->clear().bad())
        return fail(ErrorCode::kInternal, "head of the file");
    const bool deflated = syntax.getStreamCompression() != ESC_none;
    MEDVEIL_ASSIGN(base::Bytes file,
                   writeDicom(format, deflated ? EXS_LittleEndianExplicit : syntax.getXfer(), kLargestDicom));
    std::fill_n(file.begin(), std::min<std::size_t>(128, file.size()), base::Byte{0});
    return file;
}

base::Result<Deidentified> clean(base::ByteView file, const DeidentifyPlan& plan) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file, Deflated::kInflate, UnknownVrs::kAsWritten));
    DcmDataset& dataset = *format.getDataset();
    if (textOf(dataset, DcmTagKey(0x7fdf, 0x0010)) == kMarkCreator)
        return fail(ErrorCode::kImageUnsupported, "it carries hidden data: restore it first");
    MEDVEIL_TRY(checkReleasable(format));
    MEDVEIL_TRY(readUnknownVrs(dataset));
    MEDVEIL_TRY(checkReleasable(format));
    MEDVEIL_TRY(toUtf8(dataset));
    const bool masked = isMasked(dataset);
    MEDVEIL_TRY(sayLossy(format));
    Deidentified result;
    result.warnings = warningsFor(dataset, plan);
    const Pseudonyms pseudonyms(plan.key, identityOf(traitsOf(dataset)));
    const TextSweep sweep(dataset, plan.options);
    ElementCleaner cleaner(plan, pseudonyms, sweep, result.actions);
    MEDVEIL_TRY(dropOldRecord(dataset));
    MEDVEIL_TRY(cleaner.clean(dataset));
    auto outcomes = cleaner.outcomes();
    MEDVEIL_TRY(cleanBulkValues(dataset, result.actions, outcomes));
    MEDVEIL_TRY(cleanPixels(format));
    MEDVEIL_TRY(record(dataset, plan));
    // That regions are covered is said on, whoever the image is of; an original inside went with all else
    // that is private.
    if (masked) {
        putMaskedMark(dataset);
        if (!isMasked(dataset))
            return fail(ErrorCode::kInternal, "the mark of a mask cannot be written");
    }
    MEDVEIL_ASSIGN(result.file, written(format));
    MEDVEIL_TRY(checkCopy(result.file, outcomes, plan.options));
    return result;
}

}  // namespace

base::Result<Deidentified> deidentify(base::ByteView file, const DeidentifyPlan& plan) {
    return withDcmtk([&] { return clean(file, plan); });
}

}  // namespace medveil::imaging
