// Carries what is queued to the share and brings in what lies there. Borrows the session; its lane. Every
// step can be cut off and is taken up again: nothing is lost, doubled or half visible.
#pragma once

#include "app/services/session.h"

namespace medveil::app {

struct SyncReport {
    std::size_t published = 0;
    std::size_t received = 0;
    std::size_t receipts = 0;
    std::size_t held = 0;  ///< files that cannot be opened now: unknown sender, not for this person, damaged
    std::size_t newPeople = 0;               ///< found on the share; they wait until this person accepts them
    std::size_t requests = 0;                ///< of those who wait, how many have written
    std::vector<std::string> changedPeople;  ///< contacts with another name or key than before
    base::ErrorCode problem{};               ///< what the last failure was; 0 when all of it worked
    bool more = false;                       ///< the budget of this look ended first: the next one goes on
    std::vector<WaitingMessage> waiting;
};

class Sync {
  public:
    explicit Sync(Session& session) : m_session(session) {}
    /// kShareOffline, kShareForeign: nothing was touched. A full share is a problem in the report, not an
    /// error.
    /// A poll keeps to a budget of time, bytes and files and honours pauses; a person's look tries
    /// everything.
    base::Result<SyncReport> run(base::TaskContext& task, SyncCause cause = SyncCause::kPerson);

  private:
    Session& m_session;
};

}  // namespace medveil::app
