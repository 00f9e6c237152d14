#include "app/services/cards.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

base::Result<std::vector<format::Card>> recipientCards(SessionState& state,
                                                       const std::vector<std::string>& ids) {
    std::vector<format::Card> cards;
    for (const auto& id : ids) {
        MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(id));
        MEDVEIL_ASSIGN(auto contact, state.contacts.find(person));
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

message::SenderLookup senderLookup(SessionState& state) {
    return
        [&state](const format::PersonId& person, std::uint64_t epoch) -> std::optional<format::SignedCard> {
            if (person == state.identity.person())
                return state.identity.card;
            auto contact = state.contacts.find(person);
            if (!contact || !*contact || (*contact)->card.card.epoch != epoch)
                return std::nullopt;
            return (*contact)->card;
        };
}

}  // namespace medveil::app
