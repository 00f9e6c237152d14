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
    std::size_t newPeople = 0;
    base::ErrorCode problem{};  ///< why something is still waiting; 0 when nothing is
};

class Sync {
  public:
    explicit Sync(Session& session) : m_session(session) {}
    /// kShareOffline, kShareForeign: nothing was touched. A full share is a problem in the report, not an
    /// error.
    base::Result<SyncReport> run(base::TaskContext& task);

  private:
    base::Result<void> publish(SyncReport& report, base::TaskContext& task);
    base::Result<void> receive(SyncReport& report, base::TaskContext& task);
    Session& m_session;
};

}  // namespace medveil::app
