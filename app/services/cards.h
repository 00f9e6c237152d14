// The cards of the people a session knows, as sealing and opening want them: internal to app/services.
#pragma once

#include "app/services/session_state.h"
#include "core/message/open.h"

namespace medveil::app {

/// A contact, or somebody who waits outside, as the contact they would become.
base::Result<std::optional<vault::Contact>> findAnybody(SessionState& state, const format::PersonId& person);

/// A contact, to show or to weigh what they said: nobody where the vault's row of them is damaged.
base::Result<std::optional<vault::Contact>> readableContact(SessionState& state,
                                                            const format::PersonId& person);

/// kUnknownContact, kKeyChanged; kInvalidArgument for nobody. People who wait outside may be written to: see
/// acceptInside.
base::Result<std::vector<format::Card>> recipientCards(SessionState& state,
                                                       const std::vector<std::string>& ids);

/// Makes a contact of somebody who waits outside, says so in the log and releases what waits for it; nothing
/// for others. Part of the caller's transaction: whom a person writes to, that person has chosen.
base::Result<void> acceptInside(SessionState& state, const format::PersonId& person);

/// What was set aside because its sender was not known, or not by this key, is looked at again.
base::Result<void> releaseUnknown(SessionState& state);

/// This person's own card, and the contacts' as they are known now.
message::SenderLookup senderLookup(SessionState& state);

}  // namespace medveil::app
