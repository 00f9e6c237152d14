// Which name a patient's number has here, and whose word that is: internal to app/services.
#pragma once

#include "app/services/session_state.h"
#include "core/format/manifest.h"

namespace medveil::app {

/// From weak to strong: a weaker word neither replaces a stronger one nor holds it back. Who said it is kept;
/// how much that weighs is asked now, so a person who was compared later counts as such.
enum class NameWeight : std::uint8_t { kNobody, kUnverified, kVerified, kOwn };

struct KnownPatient {
    vault::RegisteredPatient row;
    NameWeight weight = NameWeight::kNobody;
    std::string saidBy;  ///< empty: this person, or nobody
};

base::Result<std::optional<KnownPatient>> knownPatient(SessionState& state, std::string_view authority,
                                                       std::string_view id);
base::Result<NameWeight> weightOf(SessionState& state, const std::optional<format::PersonId>& person);

/// A name in a message of `by`; none where nobody stands for it, as in a letter that was sent in spite of a
/// mismatch. Inside the caller's transaction.
base::Result<void> learnPatient(SessionState& state, const format::PatientRef& patient,
                                const std::optional<format::PersonId>& by);

}  // namespace medveil::app
