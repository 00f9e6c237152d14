// What is on its way out: puts due files on the share, looks after them until their receipts come, and says
// what waits and why. Internal to app/services; borrows the session and the share for one run.
#pragma once

#include <set>

#include "app/services/session_state.h"
#include "app/services/sync.h"

namespace medveil::app {

class Outgoing {
  public:
    Outgoing(SessionState& state, share::FolderShare& share, SyncCause cause, SyncReport& report,
             base::TaskContext& task)
        : m_state(state), m_share(share), m_cause(cause), m_report(report), m_task(task) {}

    /// What is not on the share yet, small files first: nothing that arrives is looked at before.
    base::Result<void> publishNew();
    /// That again, since receiving makes receipts, and what waits for a receipt and may have vanished.
    base::Result<void> publishDue();

  private:
    base::Result<void> publish(std::vector<vault::OutboxItem> items);
    base::Result<void> publishOne(vault::OutboxItem item);
    base::Result<void> expire(const vault::OutboxItem& item, base::Timestamp now);
    base::Result<void> clear(const vault::OutboxItem& item);
    bool isDue(const vault::OutboxItem& item) const;
    void pause(vault::OutboxItem& item, base::Timestamp pause);

    SessionState& m_state;
    share::FolderShare& m_share;
    SyncCause m_cause;
    SyncReport& m_report;
    base::TaskContext& m_task;
    std::set<std::int64_t> m_tried;
};

/// The messages of which a file is not on the share yet; one entry for each recipient, who may have the
/// message on another device already.
base::Result<std::vector<WaitingMessage>> waitingMessages(SessionState& state);

}  // namespace medveil::app
