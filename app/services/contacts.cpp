#include "app/services/contacts.h"

#include <algorithm>

#include "app/services/session_state.h"
#include "core/identity/contact_card.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {
/// What was set aside because its sender was not known, or not by this key, is looked at again.
base::Result<void> releaseHeld(SessionState& state) {
    for (const auto reason :
         {ErrorCode::kUnknownContact, ErrorCode::kNothingFound, ErrorCode::kSenderUnverified})
        MEDVEIL_TRY(state.deliveries.releaseHeld(static_cast<std::uint64_t>(reason)));
    return {};
}

base::Result<vault::Contact> load(SessionState& state, std::string_view id) {
    const auto person = personIdFrom(id);
    if (!person)
        return fail(ErrorCode::kUnknownContact);
    MEDVEIL_ASSIGN(auto contact, state.contacts.find(*person));
    if (!contact)
        return fail(ErrorCode::kUnknownContact);
    return std::move(*contact);
}
}  // namespace

base::Result<std::vector<Person>> Contacts::all() {
    MEDVEIL_ASSIGN(const auto contacts, m_session.state().contacts.all());
    std::vector<Person> people;
    for (const auto& contact : contacts)
        people.push_back(personOf(contact));
    return people;
}

base::Result<Person> Contacts::find(std::string_view id) {
    MEDVEIL_ASSIGN(const vault::Contact contact, load(m_session.state(), id));
    return personOf(contact);
}

base::Result<Person> Contacts::resolve(std::string_view nameOrId) {
    if (auto byId = find(nameOrId))
        return byId;
    MEDVEIL_ASSIGN(const auto people, all());
    const Person* match = nullptr;
    for (const auto& person : people) {
        if (person.name != nameOrId && !(nameOrId.size() >= 8 && person.id.starts_with(nameOrId)))
            continue;
        // Two people of one name: whoever sends must say which.
        if (match != nullptr)
            return fail(ErrorCode::kUnknownContact, "several people have this name: use the id");
        match = &person;
    }
    if (match == nullptr)
        return fail(ErrorCode::kUnknownContact);
    return *match;
}

base::Result<bool> Contacts::learn(base::ByteView file) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(format::SignedCard card, format::decodeSignedCard(file));
    MEDVEIL_TRY(identity::verifyCard(card));
    const auto person = card.card.person;
    if (person == state.identity.person())
        return false;
    MEDVEIL_ASSIGN(auto known, state.contacts.find(person));
    if (!known) {
        // Only the first card binds a person's id to a key; a later one is believed after it, by the chain of
        // signatures.
        if (card.card.epoch != 0)
            return fail(ErrorCode::kNotVouchedFor, "a later card of somebody unknown");
        vault::Contact contact;
        contact.card = std::move(card);
        contact.firstSeen = state.clock.now();
        const auto name = contact.card.card.name;
        MEDVEIL_TRY(state.contacts.save(contact));
        MEDVEIL_TRY(state.record(access::Action::kKeySeen, person.view(), name));
        MEDVEIL_TRY(releaseHeld(state));
        return true;
    }
    MEDVEIL_ASSIGN(const identity::CardChange change, identity::compareCards(known->card, card));
    if (change == identity::CardChange::kSame)
        return false;
    if (change == identity::CardChange::kUpdated) {
        known->card = std::move(card);
        MEDVEIL_TRY(state.contacts.save(*known));
        MEDVEIL_TRY(state.record(access::Action::kKeySeen, person.view(), known->card.card.name));
        MEDVEIL_TRY(releaseHeld(state));
        return true;
    }
    if (known->changedCard && known->changedCard->body == card.body)
        return false;
    known->changedCard = std::move(card);
    known->trust = vault::Trust::kChanged;
    MEDVEIL_TRY(state.contacts.save(*known));
    MEDVEIL_TRY(state.record(access::Action::kKeyChanged, person.view(), known->card.card.name,
                             ErrorCode::kKeyChanged));
    return true;
}

base::Result<std::size_t> Contacts::readDirectory() {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    MEDVEIL_TRY(share.check(pinned));
    MEDVEIL_ASSIGN(auto cards, share.readCards());
    // A person's cards in the order they were made, so that each is judged by the one before.
    const auto made = [](const base::Bytes& file) {
        const auto card = format::decodeSignedCard(file);
        return card ? std::pair(card->card.epoch, card->card.created)
                    : std::pair(std::uint64_t{0}, base::Timestamp{0});
    };
    std::ranges::stable_sort(cards, {}, made);
    std::size_t fresh = 0;
    for (const auto& card : cards) {
        // A forged or damaged card changes nothing about the people already known.
        if (const auto learned = learn(card); learned && *learned)
            ++fresh;
    }
    return fresh;
}

base::Result<Person> Contacts::addFile(const base::Path& file) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const base::Bytes bytes, base::readWholeFile(state.files, file, format::kCardLimit));
    MEDVEIL_ASSIGN(const format::SignedCard card, format::decodeSignedCard(bytes));
    MEDVEIL_TRY(learn(bytes));
    if (card.card.person == state.identity.person())
        return m_session.me();
    return find(base::toHex(card.card.person.view()));
}

base::Result<void> Contacts::exportOwnCard(const base::Path& file) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const auto out, state.files.createExclusive(file));
    MEDVEIL_TRY(out->write(format::encodeSignedCard(state.identity.card)));
    MEDVEIL_TRY(out->sync());
    return out->close();
}

base::Result<SafetyNumber> Contacts::safetyNumber(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::Contact contact, load(state, id));
    SafetyNumber number;
    number.person = personOf(contact);
    number.ofChangedCard = contact.changedCard.has_value();
    const auto& card = contact.changedCard ? contact.changedCard->card : contact.card.card;
    number.groups = identity::safetyNumber(state.identity.card.card, card);
    return number;
}

base::Result<void> Contacts::markVerified(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(vault::Contact contact, load(state, id));
    if (contact.changedCard)
        contact.card = std::move(*contact.changedCard);
    contact.changedCard.reset();
    contact.trust = vault::Trust::kVerified;
    contact.verifiedAt = state.clock.now();
    MEDVEIL_TRY(state.contacts.save(contact));
    MEDVEIL_TRY(releaseHeld(state));
    return state.record(access::Action::kVerified, contact.card.card.person.view(), contact.card.card.name);
}

}  // namespace medveil::app
