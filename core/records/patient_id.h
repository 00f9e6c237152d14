// A patient's number, with who gave it out: two hospitals give the same number to two people. Values; pure
// functions.
#pragma once

#include <string>
#include <string_view>

namespace medveil::records {

/// What comparing two things about a patient says.
enum class Agreement : std::uint8_t {
    kSame,
    kDifferent,
    kUnknown  ///< nothing to compare, or not enough to say
};

/// DICOM: Issuer of Patient ID (0010,0021) and Patient ID (0010,0020). FHIR: Identifier.system and .value.
/// Without an authority it is this hospital's, or nobody has said whose.
struct PatientId {
    std::string authority;
    std::string value;
    friend bool operator==(const PatientId&, const PatientId&) = default;
};

/// Composed, without spaces around: as numbers are stored and looked up.
PatientId patientId(std::string_view authority, std::string_view value);

/// The whole number, case included: 2004 is not 20044, and 007 is not 7. Two stated authorities have to be
/// the same; where one is silent, equal values are kUnknown: a name has to say the rest. kUnknown, too, where
/// a value is empty.
Agreement compareIds(const PatientId& one, const PatientId& other);

}  // namespace medveil::records
