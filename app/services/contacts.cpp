#include "app/services/contacts.h"

#include <algorithm>

#include "app/services/cards.h"
#include "app/services/directory.h"
#include "app/services/names.h"
#include "app/services/unit_of_work.h"
#include "core/base/new_file.h"
#include "core/crypto/digest.h"
#include "core/format/text_rules.h"
#include "core/identity/contact_card.h"
#include "core/identity/look_alike.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kIdBeginning = 8;  ///< hexadecimal digits that name somebody
constexpr std::size_t kMostMatches = 50;

base::Result<vault::Contact> load(SessionState& state, std::string_view id) {
    const auto person = personIdFrom(id);
    if (!person)
        return fail(ErrorCode::kUnknownContact);
    MEDVEIL_ASSIGN(auto contact, state.contacts.find(*person));
    if (!contact)
        return fail(ErrorCode::kUnknownContact);
    return std::move(*contact);
}

/// `change` and its line in the log, all or nothing.
template <class Change>
base::Result<void> atOnce(SessionState& state, const Change& change) {
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(change());
    return work.commit();
}

base::Result<std::vector<Person>> everybodyIn(SessionState& state, bool contacts) {
    MEDVEIL_ASSIGN(auto people, everybody(state));
    std::erase_if(people, [contacts](const Person& person) {
        return person.standing == Standing::kMe || (person.standing == Standing::kContact) != contacts;
    });
    return people;
}

/// Who is meant among `people`: nobody, or kUnknownContact for several.
base::Result<const Person*> meant(const std::vector<Person>& people, std::string_view nameOrId) {
    const Person* match = nullptr;
    for (const auto& person : people) {
        if (person.shown == nameOrId || person.id == nameOrId)
            return &person;
        if (person.name != nameOrId && !(nameOrId.size() >= kIdBeginning && person.id.starts_with(nameOrId)))
            continue;
        // Two people of one name: whoever sends must say which.
        if (match != nullptr)
            return fail(ErrorCode::kUnknownContact, "several people have this name: use the id");
        match = &person;
    }
    return match;
}

bool hasWords(std::string_view name, std::string_view facility, std::string_view id, std::string_view words,
              const std::string& skeleton) {
    return identity::nameSkeleton(name).contains(skeleton) ||
           identity::nameSkeleton(facility).contains(skeleton) ||
           (words.size() >= kIdBeginning && id.starts_with(words));
}

/// Takes somebody found on the share among those who wait, where they are not known yet.
base::Result<void> remember(SessionState& state, const format::SignedCard& card) {
    MEDVEIL_ASSIGN(const auto known, findAnybody(state, card.card.person));
    if (known)
        return {};
    return state.contacts.saveStranger({card, vault::Standing::kSeen, state.clock.now(), 0},
                                       Contacts::kMostStrangers);
}

}  // namespace

base::Result<std::vector<Person>> Contacts::all() {
    return everybodyIn(m_session.state(), true);
}

base::Result<std::vector<Person>> Contacts::waiting() {
    return everybodyIn(m_session.state(), false);
}

base::Result<std::vector<Person>> Contacts::choices() {
    MEDVEIL_ASSIGN(auto people, everybody(m_session.state()));
    std::erase_if(people, [](const Person& person) {
        return person.standing == Standing::kMe || person.standing == Standing::kRefused;
    });
    return people;
}

base::Result<std::size_t> Contacts::requests() {
    MEDVEIL_ASSIGN(const auto strangers, m_session.state().contacts.strangers());
    return static_cast<std::size_t>(
        std::ranges::count(strangers, vault::Standing::kAsks, &vault::Stranger::standing));
}

base::Result<std::vector<Person>> Contacts::search(std::string_view words, std::size_t count) {
    MEDVEIL_ASSIGN(auto people, choices());
    const auto wanted = identity::nameSkeleton(words);
    std::erase_if(people, [&](const Person& person) {
        return !hasWords(person.name, person.facility, person.id, words, wanted);
    });
    const auto onShare = searchShare(words, count);
    for (const auto& person : onShare.value_or(std::vector<Person>())) {
        if (std::ranges::find(people, person.id, &Person::id) == people.end())
            people.push_back(person);
    }
    return people;
}

base::Result<std::vector<Person>> Contacts::searchShare(std::string_view words, std::size_t count) {
    auto& state = m_session.state();
    const auto wanted = identity::nameSkeleton(words);
    const auto matches = [&](const format::Card& card) {
        return card.person != state.identity.person() &&
               hasWords(card.name, card.facility, base::toHex(card.person.view()), words, wanted);
    };
    MEDVEIL_ASSIGN(const auto cards, cardsOnShare(state, matches, count));
    MEDVEIL_ASSIGN(auto people, everybody(state));
    for (const auto& card : cards) {
        auto person = personOf(card.card);
        if (std::ranges::find(people, person.id, &Person::id) != people.end())
            continue;
        person.standing = Standing::kSeen;
        people.push_back(std::move(person));
    }
    tellApart(people);
    std::erase_if(people, [&](const Person& person) {
        return std::ranges::none_of(
            cards, [&](const auto& card) { return base::toHex(card.card.person.view()) == person.id; });
    });
    return people;
}

base::Result<Person> Contacts::find(std::string_view id) {
    MEDVEIL_ASSIGN(const auto people, everybody(m_session.state()));
    const auto found = std::ranges::find(people, id, &Person::id);
    if (found == people.end() || found->standing == Standing::kMe)
        return fail(ErrorCode::kUnknownContact);
    return *found;
}

base::Result<Person> Contacts::resolve(std::string_view nameOrId) {
    auto& state = m_session.state();
    for (const bool contacts : {true, false}) {
        MEDVEIL_ASSIGN(const auto people, everybodyIn(state, contacts));
        MEDVEIL_ASSIGN(const auto* match, meant(people, nameOrId));
        if (match != nullptr)
            return *match;
    }
    if (auto onShare = searchShare(nameOrId, kMostMatches)) {
        MEDVEIL_ASSIGN(const auto* match, meant(*onShare, nameOrId));
        if (match != nullptr) {
            MEDVEIL_ASSIGN(
                const auto cards,
                cardsOnShare(
                    state, [&](const auto& card) { return base::toHex(card.person.view()) == match->id; },
                    1));
            for (const auto& card : cards)
                MEDVEIL_TRY(remember(state, card));
            return find(match->id);
        }
    }
    return fail(ErrorCode::kUnknownContact);
}

base::Result<Person> Contacts::accept(std::string_view id) {
    auto& state = m_session.state();
    const auto person = personIdFrom(id);
    if (!person)
        return fail(ErrorCode::kUnknownContact);
    MEDVEIL_ASSIGN(const auto known, findAnybody(state, *person));
    if (!known) {
        // Found by a search of the share and not remembered.
        MEDVEIL_ASSIGN(const auto cards,
                       cardsOnShare(state, [&](const auto& card) { return card.person == *person; }, 1));
        for (const auto& card : cards)
            MEDVEIL_TRY(remember(state, card));
    }
    MEDVEIL_TRY(atOnce(state, [&] { return acceptInside(state, *person); }));
    return find(id);
}

base::Result<void> Contacts::refuse(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(id));
    MEDVEIL_ASSIGN(auto stranger, state.contacts.findStranger(person));
    if (!stranger)
        return fail(ErrorCode::kUnknownContact);
    stranger->standing = vault::Standing::kRefused;
    return state.contacts.saveStranger(*stranger, kMostStrangers);
}

base::Result<void> Contacts::remove(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::Contact contact, load(state, id));
    const auto& person = contact.card.card.person;
    const auto name = shownName(state, person, contact.card.card.name);
    std::vector<std::string> freed;
    MEDVEIL_TRY(atOnce(state, [&]() -> base::Result<void> {
        MEDVEIL_TRY(state.contacts.remove(person));
        // On the share their card still lies: they are a stranger like any other, until asked for again.
        MEDVEIL_TRY(state.contacts.saveStranger({contact.card, vault::Standing::kSeen, contact.firstSeen, 0},
                                                kMostStrangers));
        MEDVEIL_ASSIGN(const auto queued, state.deliveries.all());
        for (const auto& item : queued) {
            if (item.person != person)
                continue;
            MEDVEIL_ASSIGN(const auto spools, state.deliveries.clear(item.number));
            freed.insert(freed.end(), spools.begin(), spools.end());
        }
        return state.record(access::Action::kPersonRemoved, person.view(), name);
    }));
    for (const auto& spool : freed)
        state.vault.spoolFiles().remove(spool);
    return {};
}

base::Result<std::size_t> Contacts::removeDamaged() {
    auto& state = m_session.state();
    std::vector<vault::DamagedPerson> damaged;
    MEDVEIL_TRY(atOnce(state, [&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(damaged, state.contacts.damaged());
        for (const auto& person : damaged) {
            MEDVEIL_TRY(state.contacts.removeDamaged(person));
            // By name: the person has to be found and compared again.
            const bool named = format::checkName(person.name, format::kNameLimit).has_value();
            MEDVEIL_TRY(
                state.record(access::Action::kDamageRemoved, {},
                             (person.table == vault::PeopleTable::kContacts ? "contact" : "stranger") +
                                 (named ? ' ' + person.name : std::string())));
        }
        return {};
    }));
    // Their cards were looked at already, and are new again.
    state.judgedCards.clear();
    state.cards = {};
    return damaged.size();
}

base::Result<DirectoryReport> Contacts::readDirectory(SyncCause cause) {
    return app::readDirectory(m_session.state(), cause);
}

base::Result<Person> Contacts::addFile(const base::Path& file) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const base::Bytes bytes, base::readWholeFile(state.files, file, format::kCardLimit));
    MEDVEIL_ASSIGN(format::SignedCard card, format::decodeSignedCard(bytes));
    const auto person = card.card.person;
    MEDVEIL_TRY(learnCard(state, std::move(card)));
    if (person == state.identity.person())
        return m_session.me();
    return find(base::toHex(person.view()));
}

base::Result<void> Contacts::exportOwnCard(const base::Path& file) {
    auto& state = m_session.state();
    base::NewFile out(state.files, file);
    MEDVEIL_TRY(out.begin());
    MEDVEIL_TRY(out.write(format::encodeSignedCard(state.identity.card)));
    return out.finish();
}

base::Result<SafetyNumber> Contacts::safetyNumber(std::string_view id) {
    auto& state = m_session.state();
    SafetyNumber number;
    MEDVEIL_ASSIGN(number.person, find(id));
    MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(id));
    MEDVEIL_ASSIGN(const auto contact, findAnybody(state, person));
    if (!contact)
        return fail(ErrorCode::kUnknownContact);
    number.ofChangedCard = contact->changedCard.has_value();
    const auto& card = contact->changedCard ? contact->changedCard->card : contact->card.card;
    number.groups = identity::safetyNumber(state.identity.card.card, card);
    return number;
}

base::Result<void> Contacts::markVerified(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(id));
    return atOnce(state, [&]() -> base::Result<void> {
        // Who compares with somebody has chosen them.
        MEDVEIL_TRY(acceptInside(state, person));
        MEDVEIL_ASSIGN(vault::Contact contact, load(state, id));
        if (contact.changedCard) {
            MEDVEIL_TRY(state.contacts.refuseCard(person, crypto::sha256(contact.card.body)));
            contact.card = std::move(*contact.changedCard);
        }
        contact.changedCard.reset();
        contact.trust = vault::Trust::kVerified;
        contact.verifiedAt = state.clock.now();
        contact.verifiedName = contact.card.card.name;
        contact.verifiedKey = contact.card.card.signing;
        MEDVEIL_TRY(state.contacts.save(contact));
        MEDVEIL_TRY(releaseUnknown(state));
        return state.record(access::Action::kVerified, person.view(),
                            shownName(state, person, contact.card.card.name));
    });
}

base::Result<void> Contacts::keepKnown(std::string_view id) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(vault::Contact contact, load(state, id));
    if (!contact.changedCard)
        return fail(ErrorCode::kInvalidArgument, "there is no second key");
    const auto& person = contact.card.card.person;
    return atOnce(state, [&]() -> base::Result<void> {
        MEDVEIL_TRY(state.contacts.refuseCard(person, crypto::sha256(contact.changedCard->body)));
        contact.changedCard.reset();
        // Vaults that were told of a forged card before forgeries were ignored know only when it was
        // compared.
        if (!contact.verifiedKey && contact.verifiedAt != 0) {
            contact.verifiedKey = contact.card.card.signing;
            contact.verifiedName = contact.card.card.name;
        }
        contact.trust = !contact.verifiedKey ? vault::Trust::kUnverified
                        : *contact.verifiedKey == contact.card.card.signing &&
                                contact.verifiedName == contact.card.card.name
                            ? vault::Trust::kVerified
                            : vault::Trust::kOtherwise;
        MEDVEIL_TRY(state.contacts.save(contact));
        return state.record(access::Action::kKeyKept, person.view(),
                            shownName(state, person, contact.card.card.name));
    });
}

}  // namespace medveil::app
