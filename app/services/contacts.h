// The people one can send to, and those who wait outside until this person accepts them. Borrows the session;
// its lane.
#pragma once

#include <array>

#include "app/services/session.h"

namespace medveil::app {

struct SafetyNumber {
    Person person;
    std::array<std::string, 12> groups;  ///< the same twelve on both machines
    bool ofChangedCard = false;  ///< the number of the card that turned up, not of the one known so far
};

/// What reading the share's directory brought.
struct DirectoryReport {
    std::size_t newPeople = 0;  ///< found on the share for the first time
    std::vector<std::string>
        changed;           ///< contacts with another name or key than before, by what they were called
    std::size_t junk = 0;  ///< cards that nobody vouches for, met for the first time in this session
};

class Contacts {
  public:
    /// Those who wait outside and are remembered; more are found by searchShare.
    static constexpr std::size_t kMostStrangers = 200;
    static constexpr std::size_t kStrangersPerPoll = 50;

    explicit Contacts(Session& session) : m_session(session) {}

    /// Everybody this person accepted, told apart.
    base::Result<std::vector<Person>> all();
    /// Those whose cards lie on the share and whom nobody accepted yet: who has written first, then the
    /// newest.
    base::Result<std::vector<Person>> waiting();
    /// Whom one can choose to write to: contacts, then those on the share who were not refused.
    base::Result<std::vector<Person>> choices();
    /// How many of them have written and wait for an answer.
    base::Result<std::size_t> requests();
    /// People on the share, accepted or not, with the words in name, facility or id; reads the share. At most
    /// `count`.
    base::Result<std::vector<Person>> searchShare(std::string_view words, std::size_t count);
    /// Everybody known or on the share with the words in name, facility or id. Without a share: who is known.
    base::Result<std::vector<Person>> search(std::string_view words, std::size_t count);
    /// Contact or stranger.
    base::Result<Person> find(std::string_view id);
    /// By id, by the name shown, or by a name that only one person has; contacts first, then whoever waits,
    /// then the share. kUnknownContact.
    base::Result<Person> resolve(std::string_view nameOrId);

    /// Makes somebody who waits a contact: their mail comes in with the next look at the share.
    base::Result<Person> accept(std::string_view id);
    /// A request that this person does not want to see.
    base::Result<void> refuse(std::string_view id);
    /// No contact any more; what they sent stays, what waits for them is not sent.
    base::Result<void> remove(std::string_view id);
    /// What the vault says about a person and cannot be, for good; how many. Their cards are looked for on
    /// the share again.
    base::Result<std::size_t> removeDamaged();

    /// A poll reads a piece of a large directory, and goes on there the next time.
    base::Result<DirectoryReport> readDirectory(SyncCause cause = SyncCause::kPerson);
    /// A .card file that came in any other way: whoever adds it accepts the person. kNotVouchedFor,
    /// kMalformed.
    base::Result<Person> addFile(const base::Path& file);
    /// This person's own card, for a file.
    base::Result<void> exportOwnCard(const base::Path& file);

    base::Result<SafetyNumber> safetyNumber(std::string_view id);
    /// The person compared the number: trusts the card that was shown (the changed one, where there is one),
    /// under the name it has now.
    base::Result<void> markVerified(std::string_view id);
    /// Of two keys the one known so far; the other is not shown again.
    base::Result<void> keepKnown(std::string_view id);

  private:
    Session& m_session;
};

}  // namespace medveil::app
