// The people one can send to. Borrows the session; its lane.
#pragma once

#include <array>

#include "app/services/session.h"

namespace medveil::app {

struct SafetyNumber {
    Person person;
    std::array<std::string, 12> groups;  ///< the same twelve on both machines
    bool ofChangedCard = false;  ///< the number of the card that turned up, not of the one known so far
};

class Contacts {
  public:
    explicit Contacts(Session& session) : m_session(session) {}

    base::Result<std::vector<Person>> all();
    base::Result<Person> find(std::string_view id);
    /// By id, or by a name that only one person has. kUnknownContact.
    base::Result<Person> resolve(std::string_view nameOrId);

    /// Reads the share's directory; returns how many people are new or changed.
    base::Result<std::size_t> readDirectory();
    /// A .card file that came in any other way. kNotVouchedFor, kMalformed.
    base::Result<Person> addFile(const base::Path& file);
    /// This person's own card, for a file.
    base::Result<void> exportOwnCard(const base::Path& file);

    base::Result<SafetyNumber> safetyNumber(std::string_view id);
    /// The person compared the number: trusts the card that was shown (the changed one, where there is one).
    base::Result<void> markVerified(std::string_view id);

  private:
    base::Result<bool> learn(base::ByteView file);
    Session& m_session;
};

}  // namespace medveil::app
