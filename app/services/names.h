// What people are called in lists, pickers, banners and the log: two of one name are told apart, and a name
// that looks like a known one is flagged. Internal to app/services but for the values it fills in. Borrows
// the session state; its lane.
#pragma once

#include "app/services/session_state.h"

namespace medveil::app {

/// Fills in `shown` and `looksLike` of each, seen from all of them: the name alone where it is the only one
/// like it, else with the facility, and where that does not do, with two to six words of the key.
void tellApart(std::vector<Person>& people);

/// This person, the contacts and those who wait outside, told apart.
base::Result<std::vector<Person>> everybody(SessionState& state);

/// The shown name of somebody by `name`: as in every list while that is still what they are called; the name
/// itself otherwise, so that an old message keeps the name it came under.
std::string shownName(SessionState& state, const format::PersonId& person, const std::string& name);

/// Whether shownName differs from the name for anybody at all.
bool anyNameIsShared(SessionState& state);

}  // namespace medveil::app
