#include "app/services/directory.h"

#include <algorithm>
#include <charconv>

#include "app/services/cards.h"
#include "app/services/names.h"
#include "app/services/unit_of_work.h"
#include "core/crypto/digest.h"
#include "core/identity/contact_card.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;
using identity::CardChange;

namespace {

constexpr base::Timestamp kTimeOfPoll = 2 * base::kSecond;
constexpr base::Timestamp kTimeOfPerson = base::kMinute;
constexpr std::size_t kMostJudged = 20'000;  ///< about 2 MB of this session's memory

struct Found {
    crypto::Digest digest;
    format::SignedCard card;
};

/// A person's cards in the order they were made, so that each is judged by the one before.
void inOrder(std::vector<Found>& cards) {
    std::ranges::stable_sort(cards, {}, [](const Found& found) {
        return std::pair(found.card.card.epoch, found.card.card.created);
    });
}

base::Result<format::SignedCard> readCard(base::ByteView file) {
    MEDVEIL_ASSIGN(auto card, format::decodeSignedCard(file));
    MEDVEIL_TRY(identity::verifyCard(card));
    return card;
}

base::Result<std::vector<base::Bytes>> filesOnShare(SessionState& state, share::CardMemory& memory,
                                                    SyncCause cause) {
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    MEDVEIL_TRY(share.check(pinned));
    const auto time = cause == SyncCause::kPoll ? kTimeOfPoll : kTimeOfPerson;
    share::CardBudget budget;
    budget.now = state.clock.monotonic();
    budget.everything = cause == SyncCause::kPerson;
    budget.stop = [&state, until = budget.now + time] { return state.clock.monotonic() > until; };
    MEDVEIL_ASSIGN(share::CardHarvest harvest, share.readCards(memory, budget));
    return std::move(harvest.cards);
}

/// Where "verified" stands after a card changed: it belongs to one key and one name.
vault::Trust trustAfter(const vault::Contact& contact) {
    if (!contact.verifiedKey)
        return vault::Trust::kUnverified;
    return contact.verifiedName == contact.card.card.name && *contact.verifiedKey == contact.card.card.signing
               ? vault::Trust::kVerified
               : vault::Trust::kOtherwise;
}

/// One reading of the directory, inside one transaction.
class Reading {
  public:
    Reading(SessionState& state, std::size_t mostNew) : m_state(state), m_mostNew(mostNew) {}

    base::Result<void> take(const Found& found) {
        const auto& person = found.card.card.person;
        if (person == m_state.identity.person()) {
            judged(found);
            return takeOwn(found.card);
        }
        const auto taken = takeOther(found);
        // Their row stays as it is; the others' cards are read.
        return !taken && taken.error().code == ErrorCode::kContactsDamaged ? base::Result<void>() : taken;
    }

    /// The lines of the log: one a person, however many cards they put up.
    base::Result<void> finish() {
        for (const auto& [person, before] : m_before) {
            MEDVEIL_ASSIGN(const auto now, m_state.contacts.find(person));
            if (!now)
                continue;
            const auto& name = now->card.card.name;
            const auto old = shownName(m_state, person, before.card.name);
            if (name == before.card.name && now->card.card.signing == before.card.signing) {
                MEDVEIL_TRY(m_state.record(access::Action::kKeySeen, person.view(), old));
                continue;
            }
            m_report.changed.push_back(name == before.card.name ? old : old + " → " + name);
            MEDVEIL_TRY(
                m_state.record(access::Action::kPersonChanged, person.view(), m_report.changed.back()));
        }
        return m_before.empty() ? base::Result<void>() : releaseUnknown(m_state);
    }

    void junk(const crypto::Digest& digest) {
        ++m_report.junk;
        if (m_state.judgedCards.size() < kMostJudged)
            m_state.judgedCards.emplace(digest, format::PersonId{});
    }
    const DirectoryReport& report() const { return m_report; }

  private:
    void judged(const Found& found) {
        if (m_state.judgedCards.size() < kMostJudged)
            m_state.judgedCards.emplace(found.digest, found.card.card.person);
    }
    /// A card that was no use before may follow the one that is known now.
    void judgeAnew(const format::PersonId& person) {
        std::erase_if(m_state.judgedCards, [&](const auto& one) { return one.second == person; });
    }

    /// A card that another device of this person made: both end up with one that names all devices.
    base::Result<void> takeOwn(const format::SignedCard& other) {
        auto& own = m_state.identity.card;
        if (other.card.signing != own.card.signing || other.card.epoch != own.card.epoch ||
            other.body == own.body)
            return {};
        auto merged = own.card;
        for (const auto& device : other.card.devices) {
            if (std::ranges::find(merged.devices, device) == merged.devices.end() &&
                merged.devices.size() < format::kMostDevices)
                merged.devices.push_back(device);
        }
        if (merged.devices.size() == own.card.devices.size())
            return {};
        merged.created = std::max(own.card.created, other.card.created) + 1;
        const auto before = own;
        own = identity::signCard(std::move(merged), m_state.identity.signing, nullptr);
        own.previous = before.previous;
        auto stored = m_state.storeIdentity();
        if (!stored)
            own = before;
        return stored;
    }

    base::Result<void> takeOther(const Found& found) {
        const auto& person = found.card.card.person;
        MEDVEIL_ASSIGN(auto contact, m_state.contacts.find(person));
        if (contact)
            return takeContact(std::move(*contact), found);
        MEDVEIL_ASSIGN(auto stranger, m_state.contacts.findStranger(person));
        return stranger ? takeStranger(std::move(*stranger), found) : takeNew(found);
    }

    base::Result<void> takeContact(vault::Contact contact, const Found& found) {
        const auto& person = found.card.card.person;
        judged(found);
        MEDVEIL_ASSIGN(const CardChange change,
                       identity::compareCards(contact.card, found.card, contact.keyBefore));
        switch (change) {
            case CardChange::kSame:
                return {};
            case CardChange::kUnproven:
                ++m_report.junk;
                return {};
            case CardChange::kUpdated:
                m_before.try_emplace(person, contact.card);
                if (contact.card.card.signing != found.card.card.signing)
                    contact.keyBefore = contact.card.card.signing;
                contact.card = found.card;
                if (contact.trust != vault::Trust::kChanged)
                    contact.trust = trustAfter(contact);
                judgeAnew(person);
                return m_state.contacts.save(contact);
            case CardChange::kReplaced:
                return takeSecondKey(std::move(contact), found);
        }
        return {};
    }

    base::Result<void> takeSecondKey(vault::Contact contact, const Found& found) {
        const auto& person = found.card.card.person;
        MEDVEIL_ASSIGN(const bool refused,
                       m_state.contacts.cardRefused(person, crypto::sha256(found.card.body)));
        // The first one asks; whoever can make one can make a thousand.
        if (refused || contact.trust == vault::Trust::kChanged)
            return {};
        contact.changedCard = found.card;
        contact.trust = vault::Trust::kChanged;
        MEDVEIL_TRY(m_state.contacts.save(contact));
        const auto name = shownName(m_state, person, contact.card.card.name);
        m_report.changed.push_back(name);
        return m_state.record(access::Action::kKeyChanged, person.view(), name, ErrorCode::kKeyChanged);
    }

    base::Result<void> takeStranger(vault::Stranger stranger, const Found& found) {
        judged(found);
        MEDVEIL_ASSIGN(const CardChange change, identity::compareCards(stranger.card, found.card));
        if (change != CardChange::kUpdated) {
            m_report.junk += change == CardChange::kUnproven;
            return {};
        }
        stranger.card = found.card;
        judgeAnew(found.card.card.person);
        return m_state.contacts.saveStranger(stranger, Contacts::kMostStrangers);
    }

    base::Result<void> takeNew(const Found& found) {
        // Only the first card binds a person's id to a key; a later one is believed after it, by the chain of
        // signatures.
        if (found.card.card.epoch != 0) {
            judged(found);
            return {};
        }
        if (m_report.newPeople == m_mostNew)
            return {};
        judged(found);
        ++m_report.newPeople;
        return m_state.contacts.saveStranger({found.card, vault::Standing::kSeen, m_state.clock.now(), 0},
                                             Contacts::kMostStrangers);
    }

    SessionState& m_state;
    std::size_t m_mostNew;
    DirectoryReport m_report;
    std::map<format::PersonId, format::SignedCard> m_before;
};

/// One line a day, whatever lies there.
base::Result<void> noteJunk(SessionState& state, std::size_t count) {
    if (count == 0)
        return {};
    MEDVEIL_ASSIGN(const std::string noted, state.settings.text("junk-cards-noted", "0"));
    base::Timestamp last = 0;
    std::from_chars(noted.data(), noted.data() + noted.size(), last);
    const auto now = state.clock.now();
    if (now >= last && now - last < base::kDay)
        return {};
    MEDVEIL_TRY(state.settings.setText("junk-cards-noted", std::to_string(now)));
    return state.record(access::Action::kFailed, {},
                        std::to_string(count) + " cards on the share that nobody vouches for",
                        ErrorCode::kNotVouchedFor);
}

base::Result<DirectoryReport> read(SessionState& state, const std::vector<base::Bytes>& files) {
    Reading reading(state, Contacts::kStrangersPerPoll);
    std::vector<Found> fresh;
    for (const auto& file : files) {
        const auto digest = crypto::sha256(file);
        if (state.judgedCards.contains(digest))
            continue;
        // A forged or damaged card changes nothing about the people already known.
        if (auto card = readCard(file))
            fresh.push_back({digest, std::move(*card)});
        else
            reading.junk(digest);
    }
    if (fresh.empty() && reading.report().junk == 0)
        return reading.report();
    inOrder(fresh);
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    for (const auto& found : fresh)
        MEDVEIL_TRY(reading.take(found));
    MEDVEIL_TRY(reading.finish());
    MEDVEIL_TRY(noteJunk(state, reading.report().junk));
    MEDVEIL_TRY(work.commit());
    return reading.report();
}

}  // namespace

base::Result<DirectoryReport> readDirectory(SessionState& state, SyncCause cause) {
    MEDVEIL_ASSIGN(const auto files, filesOnShare(state, state.cards, cause));
    auto report = read(state, files);
    if (!report) {
        // What was judged was not kept.
        state.judgedCards.clear();
    }
    return report;
}

base::Result<void> learnCard(SessionState& state, format::SignedCard card) {
    MEDVEIL_TRY(identity::verifyCard(card));
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    Reading reading(state, 1);
    const bool first = card.card.epoch == 0;
    const auto person = card.card.person;
    const auto digest = crypto::sha256(format::encodeSignedCard(card));
    MEDVEIL_TRY(reading.take({digest, std::move(card)}));
    MEDVEIL_TRY(reading.finish());
    MEDVEIL_ASSIGN(const auto known, findAnybody(state, person));
    if (reading.report().junk != 0 || (!known && !first))
        return fail(ErrorCode::kNotVouchedFor, "a card without a chain to the one known");
    MEDVEIL_TRY(acceptInside(state, person));
    return work.commit();
}

base::Result<std::vector<format::SignedCard>> cardsOnShare(
    SessionState& state, const std::function<bool(const format::Card&)>& wanted, std::size_t count) {
    share::CardMemory memory;
    MEDVEIL_ASSIGN(const auto files, filesOnShare(state, memory, SyncCause::kPerson));
    std::vector<Found> cards;
    for (const auto& file : files) {
        if (auto card = readCard(file))
            cards.push_back({{}, std::move(*card)});
    }
    inOrder(cards);
    std::map<format::PersonId, format::SignedCard> newest;
    for (auto& [digest, card] : cards) {
        const auto known = newest.find(card.card.person);
        if (known == newest.end()) {
            if (card.card.epoch == 0)
                newest.emplace(card.card.person, std::move(card));
        } else if (identity::compareCards(known->second, card).value_or(CardChange::kUnproven) ==
                   CardChange::kUpdated) {
            known->second = std::move(card);
        }
    }
    std::vector<format::SignedCard> found;
    for (auto& [person, card] : newest) {
        if (found.size() < count && wanted(card.card))
            found.push_back(std::move(card));
    }
    return found;
}

}  // namespace medveil::app
