#include "app/services/names.h"

#include <algorithm>
#include <tuple>

#include "core/identity/contact_card.h"
#include "core/identity/look_alike.h"

namespace medveil::app {

namespace {

std::string firstWords(const std::string& words, std::size_t count) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < count && end != std::string::npos; ++i)
        end = words.find(' ', end == 0 ? 0 : end + 1);
    return words.substr(0, end);
}

bool allDiffer(const std::vector<Person*>& group) {
    std::vector<std::string> seen;
    for (const auto* person : group)
        seen.push_back(identity::nameSkeleton(person->shown));
    std::ranges::sort(seen);
    return std::ranges::adjacent_find(seen) == seen.end();
}

/// Who may say that a name is theirs: oneself, whoever was compared, contacts, and of equals who came first.
auto claim(const Person& person) {
    return std::tuple(person.standing == Standing::kMe, person.trust == Trust::kVerified,
                      person.standing == Standing::kContact, -person.firstSeen);
}

void tellApartGroup(const std::vector<Person*>& group) {
    for (auto* person : group) {
        if (!person->facility.empty())
            person->shown = person->name + ", " + person->facility;
    }
    for (std::size_t words = 2; words <= identity::kMostKeyWords && !allDiffer(group); ++words) {
        for (auto* person : group)
            person->shown = person->name + (person->facility.empty() ? "" : ", " + person->facility) + " (" +
                            firstWords(person->words, words) + ")";
    }
    const auto* first =
        *std::ranges::max_element(group, {}, [](const Person* person) { return claim(*person); });
    for (auto* person : group) {
        if (person->name != first->name)
            person->looksLike = first->shown;
    }
}

bool isKnown(const Person& person) {
    return person.standing == Standing::kMe || person.standing == Standing::kContact ||
           person.trust == Trust::kVerified;
}

/// A name that has all words of a known person's, in any order and with whatever around them, is taken for
/// that person's by who reads fast: "Anna Berg [verified]", "Berg, Anna". It also meets "Anna Maria Berg"
/// beside "Anna Berg", who may well be two people. That is wanted: they are mixed up as easily, the warning
/// names both, and comparing the safety number ends it. It goes one way only, to the person who is known
/// less; "Anna Bergmann" has another word, and a name of one word is met only where a sign parts it from what
/// follows ("Lab [verified]"), or every other Anna would be flagged.
void flagContained(std::vector<Person>& people) {
    struct Known {
        const Person* person;
        std::vector<std::string> words;
    };
    // By one word, so that thousands of strangers are compared with a few people each.
    std::multimap<std::string, Known> known;
    for (const auto& person : people) {
        auto words = isKnown(person) ? identity::nameWords(person.name) : std::vector<std::string>();
        if (!words.empty())
            known.emplace(words.front(), Known{&person, words});
    }
    for (auto& person : people) {
        if (!person.looksLike.empty() || person.standing == Standing::kMe || person.trust == Trust::kVerified)
            continue;
        const auto words = identity::nameWords(person.name);
        const auto meets = [&](const Known& other) {
            if (other.person->name == person.name || claim(person) >= claim(*other.person))
                return false;
            return other.words.size() == 1 ? identity::firstNameWords(person.name) == other.words
                                           : std::ranges::includes(words, other.words);
        };
        for (const auto& word : words) {
            const auto [first, last] = known.equal_range(word);
            const auto found =
                std::find_if(first, last, [&](const auto& each) { return meets(each.second); });
            if (found == last)
                continue;
            person.looksLike = found->second.person->shown;
            break;
        }
    }
}

}  // namespace

void tellApart(std::vector<Person>& people) {
    std::map<std::string, std::vector<Person*>> bySkeleton;
    for (auto& person : people) {
        person.shown = person.name;
        person.looksLike.clear();
        bySkeleton[identity::nameSkeleton(person.name)].push_back(&person);
    }
    for (auto& [skeleton, group] : bySkeleton) {
        if (group.size() > 1)
            tellApartGroup(group);
    }
    flagContained(people);
}

base::Result<std::vector<Person>> everybody(SessionState& state) {
    MEDVEIL_ASSIGN(const auto contacts, state.contacts.all());
    MEDVEIL_ASSIGN(const auto strangers, state.contacts.strangers());
    std::vector<Person> people;
    people.reserve(contacts.size() + strangers.size() + 1);
    people.push_back(personOf(state.identity.card.card));
    people.back().standing = Standing::kMe;
    for (const auto& contact : contacts)
        people.push_back(personOf(contact));
    for (const auto& stranger : strangers)
        people.push_back(personOf(stranger));
    tellApart(people);
    return people;
}

namespace {
/// Shown names of those whose name alone does not tell: nearly nobody. Worked out again after every change.
const std::map<format::PersonId, std::string>& sharedNames(SessionState& state) {
    if (state.shownNames && state.shownNames->revision == state.contacts.revision())
        return state.shownNames->names;
    SessionState::ShownNames fresh{state.contacts.revision(), {}};
    const auto people = everybody(state);
    for (const auto& one : people.value_or(std::vector<Person>())) {
        const auto id = personIdFrom(one.id);
        if (id && one.shown != one.name)
            fresh.names.emplace(*id, one.shown);
    }
    state.shownNames = std::move(fresh);
    return state.shownNames->names;
}
}  // namespace

std::string shownName(SessionState& state, const format::PersonId& person, const std::string& name) {
    const auto& names = sharedNames(state);
    const auto found = names.find(person);
    const bool stillCalledSo = found != names.end() && (found->second.starts_with(name + ",") ||
                                                        found->second.starts_with(name + " ("));
    return stillCalledSo ? found->second : name;
}

bool anyNameIsShared(SessionState& state) {
    return !sharedNames(state).empty();
}

}  // namespace medveil::app
