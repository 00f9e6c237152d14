#include "app/services/patients.h"

#include "app/services/cards.h"
#include "app/services/names.h"
#include "app/services/patient_register.h"
#include "app/services/unit_of_work.h"
#include "core/format/text_rules.h"
#include "core/records/person_name.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kReasonLimit = 300;  ///< bytes: both names and the number stand beside it in the log

base::Result<KnownPatient> withWeight(SessionState& state, vault::RegisteredPatient row) {
    KnownPatient known;
    MEDVEIL_ASSIGN(known.weight, weightOf(state, row.namedBy));
    if (row.namedBy && known.weight != NameWeight::kOwn) {
        const auto contact = state.contacts.find(*row.namedBy);
        // Their row is damaged: what they were is not known, so nobody outweighs them meanwhile.
        if (!contact && contact.error().code == ErrorCode::kContactsDamaged)
            known.weight = NameWeight::kVerified;
        else if (!contact)
            return fail(contact.error());
        else if (*contact)
            known.saidBy = shownName(state, *row.namedBy, (*contact)->card.card.name);
    }
    // Somebody named the patient, and what their word weighs cannot be told: only this person's outweighs it.
    if (row.damaged)
        known.weight = NameWeight::kVerified;
    known.row = std::move(row);
    return known;
}

PatientRow rowFrom(const KnownPatient& known) {
    const auto& row = known.row;
    return {row.authority,
            row.id,
            row.name,
            known.saidBy,
            known.weight < NameWeight::kVerified || row.damaged,
            row.damaged,
            row.received,
            row.sent};
}

}  // namespace

base::Result<NameWeight> weightOf(SessionState& state, const std::optional<format::PersonId>& person) {
    if (!person)
        return NameWeight::kNobody;
    if (*person == state.identity.person())
        return NameWeight::kOwn;
    MEDVEIL_ASSIGN(const auto contact, readableContact(state, *person));
    if (!contact)
        return NameWeight::kNobody;
    return contact->trust == vault::Trust::kVerified ? NameWeight::kVerified : NameWeight::kUnverified;
}

base::Result<std::optional<KnownPatient>> knownPatient(SessionState& state, std::string_view authority,
                                                       std::string_view id) {
    MEDVEIL_ASSIGN(auto row, state.patients.find(authority, id));
    if (!row)
        return std::optional<KnownPatient>();
    MEDVEIL_ASSIGN(KnownPatient known, withWeight(state, std::move(*row)));
    return std::optional(std::move(known));
}

base::Result<void> learnPatient(SessionState& state, const format::PatientRef& patient,
                                const std::optional<format::PersonId>& by) {
    if (!patient.present)
        return {};
    MEDVEIL_ASSIGN(const auto known, knownPatient(state, patient.authority, patient.id));
    MEDVEIL_ASSIGN(const NameWeight weight, weightOf(state, by));
    if (known && weight <= known->weight)
        return {};
    const bool same =
        known && records::compareNames(known->row.name, patient.name) == records::Agreement::kSame;
    vault::RegisteredPatient row;
    row.authority = patient.authority;
    row.id = patient.id;
    row.name = same ? known->row.name : patient.name;
    row.namedBy = by;
    row.since = known ? known->row.since : state.clock.now();
    return state.patients.save(row);
}

base::Result<std::vector<PatientRow>> Patients::list(std::string_view text, std::size_t count) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(auto rows, state.patients.list(text, count));
    std::vector<PatientRow> patients;
    for (auto& row : rows) {
        MEDVEIL_ASSIGN(const KnownPatient known, withWeight(state, std::move(row)));
        patients.push_back(rowFrom(known));
    }
    return patients;
}

base::Result<PatientRow> Patients::find(std::string_view authority, std::string_view id) {
    MEDVEIL_ASSIGN(const auto known, knownPatient(m_session.state(), authority, id));
    if (!known)
        return fail(ErrorCode::kNotFound, "patient");
    return rowFrom(*known);
}

base::Result<void> Patients::correct(const Patient& patient, const std::string& name,
                                     const std::string& reason) {
    auto& state = m_session.state();
    MEDVEIL_TRY(format::checkName(name, format::kNameLimit));
    if (reason.find_first_not_of(' ') == std::string::npos)
        return fail(ErrorCode::kInvalidArgument, "a correction needs a reason");
    MEDVEIL_TRY(format::checkLine(reason, kReasonLimit));
    MEDVEIL_ASSIGN(const auto known, knownPatient(state, patient.authority, patient.id));
    if (!known)
        return fail(ErrorCode::kNotFound, "patient");
    if (known->row.name == name && known->weight == NameWeight::kOwn)
        return fail(ErrorCode::kInvalidArgument, "the patient has this name already");
    auto corrected = known->row;
    corrected.name = name;
    corrected.namedBy = state.identity.person();
    corrected.damaged = false;
    const auto note = patient.id + (patient.authority.empty() ? "" : " (" + patient.authority + ")") +
                      ": \"" + known->row.name + "\" -> \"" + name + "\": " + reason;
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(state.patients.save(corrected));
    MEDVEIL_TRY(state.record(access::Action::kPatientCorrected, {}, note));
    return work.commit();
}

}  // namespace medveil::app
