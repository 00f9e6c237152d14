// The log of what was done with this vault. Borrows the session; its lane.
#pragma once

#include "app/services/session.h"
#include "core/base/new_file.h"

namespace medveil::app {

class Audit {
  public:
    explicit Audit(Session& session) : m_session(session) {}
    base::Result<std::uint64_t> count();
    /// Newest first; `skip` rows from the end.
    base::Result<std::vector<AuditRow>> newest(std::uint64_t skip, std::size_t count);
    /// kAuditBroken when an entry was altered, cut off or moved.
    base::Result<void> verify();
    /// JSON lines. Logged as an export.
    base::Result<void> exportTo(const base::Path& file, base::IfThere there = base::IfThere::kRefuse);

  private:
    Session& m_session;
};

/// The stable word for an action: "sent", "opened", ...
std::string actionName(std::uint8_t action);

}  // namespace medveil::app
