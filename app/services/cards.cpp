#include "app/services/cards.h"

#include "app/services/contacts.h"
#include "app/services/names.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

base::Result<std::optional<vault::Contact>> findAnybody(SessionState& state, const format::PersonId& person) {
    MEDVEIL_ASSIGN(auto contact, state.contacts.find(person));
    if (contact)
        return contact;
    MEDVEIL_ASSIGN(auto stranger, state.contacts.findStranger(person));
    if (!stranger)
        return std::optional<vault::Contact>();
    vault::Contact fresh;
    fresh.card = std::move(stranger->card);
    fresh.firstSeen = stranger->firstSeen;
    return std::optional(std::move(fresh));
}

base::Result<std::vector<format::Card>> recipientCards(SessionState& state,
                                                       const std::vector<std::string>& ids) {
    std::vector<format::Card> cards;
    for (const auto& id : ids) {
        MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(id));
        MEDVEIL_ASSIGN(auto contact, findAnybody(state, person));
        if (!contact)
            return fail(ErrorCode::kUnknownContact);
        if (contact->trust == vault::Trust::kChanged)
            return fail(ErrorCode::kKeyChanged);
        cards.push_back(contact->card.card);
    }
    if (cards.empty())
        return fail(ErrorCode::kInvalidArgument, "no recipient");
    return cards;
}

base::Result<void> acceptInside(SessionState& state, const format::PersonId& person) {
    MEDVEIL_ASSIGN(const auto known, state.contacts.find(person));
    MEDVEIL_ASSIGN(const auto fresh, findAnybody(state, person));
    if (known || !fresh)
        return {};
    const auto name = shownName(state, person, fresh->card.card.name);
    MEDVEIL_TRY(state.contacts.save(*fresh));
    MEDVEIL_TRY(state.contacts.removeStranger(person));
    MEDVEIL_TRY(state.record(access::Action::kAccepted, person.view(), name));
    return releaseUnknown(state);
}

base::Result<void> releaseUnknown(SessionState& state) {
    for (const auto reason :
         {ErrorCode::kUnknownContact, ErrorCode::kNothingFound, ErrorCode::kSenderUnverified})
        MEDVEIL_TRY(state.deliveries.releaseHeld(static_cast<std::uint64_t>(reason)));
    return {};
}

message::SenderLookup senderLookup(SessionState& state) {
    using Known = std::optional<format::SignedCard>;
    return [&state](const format::PersonId& person, std::uint64_t epoch) -> base::Result<Known> {
        if (person == state.identity.person())
            return Known(state.identity.card);
        MEDVEIL_ASSIGN(const auto contact, state.contacts.find(person));
        return contact && contact->card.card.epoch == epoch ? Known(contact->card) : Known();
    };
}

base::Result<std::optional<vault::Contact>> readableContact(SessionState& state,
                                                            const format::PersonId& person) {
    auto contact = state.contacts.find(person);
    if (!contact && contact.error().code == ErrorCode::kContactsDamaged)
        return std::optional<vault::Contact>();
    return contact;
}

}  // namespace medveil::app
