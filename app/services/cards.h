// The cards of the people a session knows, as sealing and opening want them: internal to app/services.
#pragma once

#include "app/services/session_state.h"
#include "core/message/open.h"

namespace medveil::app {

/// kUnknownContact, kKeyChanged; kInvalidArgument for nobody.
base::Result<std::vector<format::Card>> recipientCards(SessionState& state,
                                                       const std::vector<std::string>& ids);

/// This person's own card, and the contacts' as they are known now.
message::SenderLookup senderLookup(SessionState& state);

}  // namespace medveil::app
