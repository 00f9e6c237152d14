// An open session and the lane it lives on: whatever the window asks of a vault goes through here. Owned by
// the window.
#pragma once

#include <memory>

#include "app/jobs/lane.h"
#include "app/services/session.h"

namespace medveil::app {

class SessionLane final : public Lane {
  public:
    using Lane::Lane;
    /// Locks: the session is closed on its lane before the thread ends.
    ~SessionLane() override {
        cancelAll();
        run(
            nullptr,
            [holder = m_session](base::TaskContext&) {
                holder->reset();
                return 0;
            },
            [](int) {});
    }

    void adopt(std::unique_ptr<Session> session) { *m_session = std::move(session); }

    /// `work` is called as work(Session&, TaskContext&); see Lane::run.
    template <class Work, class Done>
    void ask(QObject* owner, Work work, Done done) {
        run(
            owner,
            [holder = m_session, work = std::move(work)](base::TaskContext& task) mutable {
                return work(**holder, task);
            },
            std::move(done));
    }

  private:
    std::shared_ptr<std::unique_ptr<Session>> m_session = std::make_shared<std::unique_ptr<Session>>();
};

}  // namespace medveil::app
