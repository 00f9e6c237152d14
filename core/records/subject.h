// Whom a file is about, as the file has it: DICOM's header, a FHIR resource. Values; pure functions.
#pragma once

#include <string>
#include <vector>

#include "core/records/patient_id.h"

namespace medveil::records {

struct Subject {
    std::vector<PatientId> ids;      ///< any of them is the patient's; empty where the file is silent
    std::vector<std::string> names;  ///< likewise; as parseName() takes them
    std::string birthDate;           ///< 19700401 or 1970-04-01
    std::string studyUid;            ///< DICOM

    /// By a name or a number. That a file calls itself de-identified outweighs neither: anybody can write
    /// that.
    bool namesSomebody() const;
};

/// Whether a file with this subject may travel as this patient's without a question. It may when it names
/// nobody. Otherwise one of its numbers has to be the patient's, where it has any, and one of its names,
/// where it has any; a number whose authority only one side states counts where a name agrees.
bool isAbout(const Subject& subject, const PatientId& id, std::string_view name);

/// Of two files: they name the same patient in the same study, by every number, name and date that both have.
/// Where one has neither number nor name, the other says it.
bool sameSubject(const Subject& one, const Subject& other);

/// The same, whatever the study, and of two that name somebody: one of them alone says nothing of the other.
bool samePatient(const Subject& one, const Subject& other);

}  // namespace medveil::records
