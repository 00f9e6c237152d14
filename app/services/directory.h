// The cards on the share: who is new, who has another name or key, what is junk. Internal to app/services.
// Borrows the session state; its lane.
#pragma once

#include <functional>

#include "app/services/contacts.h"
#include "app/services/session_state.h"

namespace medveil::app {

/// Looks at every card once in a session, a bounded piece of them at a poll. Contacts follow their chain;
/// others are remembered as strangers, within bounds; junk costs one line of the log a day. One transaction.
base::Result<DirectoryReport> readDirectory(SessionState& state, SyncCause cause);

/// One card that a person chose to add. kNotVouchedFor for a card that no chain leads to.
base::Result<void> learnCard(SessionState& state, format::SignedCard card);

/// Every person on the share by their newest card that holds, for whom `wanted` says so. At most `count`.
base::Result<std::vector<format::SignedCard>> cardsOnShare(
    SessionState& state, const std::function<bool(const format::Card&)>& wanted, std::size_t count);

}  // namespace medveil::app
