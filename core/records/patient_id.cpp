#include "core/records/patient_id.h"

#include "core/base/text_fold.h"

namespace medveil::records {

PatientId patientId(std::string_view authority, std::string_view value) {
    return {base::composed(authority), base::composed(value)};
}

Agreement compareIds(const PatientId& one, const PatientId& other) {
    const auto a = patientId(one.authority, one.value);
    const auto b = patientId(other.authority, other.value);
    if (a.value.empty() || b.value.empty())
        return Agreement::kUnknown;
    if (a.value != b.value)
        return Agreement::kDifferent;
    if (a.authority == b.authority)
        return Agreement::kSame;
    return a.authority.empty() || b.authority.empty() ? Agreement::kUnknown : Agreement::kDifferent;
}

}  // namespace medveil::records
