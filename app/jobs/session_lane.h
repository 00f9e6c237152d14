// An open session and the two lanes it lives on: whatever the window asks of a vault goes through here. Owned
// by the window. Work that a person waits for has the first; what talks to the share has the second, and
// lends the session to the first while it waits for the share. So no piece of share work holds a transaction
// over a call to the share, and it takes nothing for unchanged after one.
#pragma once

#include <memory>

#include "app/jobs/lane.h"
#include "app/services/session.h"

namespace medveil::app {

class SessionLane final : public Lane {
  public:
    explicit SessionLane(QObject* parent = nullptr) : SessionLane(std::make_shared<Turn>(), parent) {}
    /// Locks, and waits a moment for it.
    ~SessionLane() override {
        lock();
        (void)waitUntilEnded(kPatience);
    }

    void adopt(std::unique_ptr<Session> session) { *m_session = std::move(session); }

    /// Locks: all work is told to stop, what is queued still runs, then the session is closed and ended()
    /// said. Nothing waits for the share.
    void lock() {
        m_share.finish();
        finish([holder = m_session, turn = m_turn, share = m_share.end()] {
            share();
            turn->take(Urgency::kPerson);
            holder->reset();
            turn->give();
        });
    }

    /// `work` is called as work(Session&, TaskContext&); see Lane::run.
    template <class Work, class Done>
    void ask(QObject* owner, Work work, Done done) {
        run(owner, withSession(std::move(work)), std::move(done));
    }
    /// For work that talks to the share.
    template <class Work, class Done>
    void askShare(QObject* owner, Work work, Done done) {
        m_share.run(owner, withSession(std::move(work)), std::move(done));
    }

    Lane& shareLane() { return m_share; }
    void cancelAll() {
        Lane::cancelAll();
        m_share.cancelAll();
    }
    bool isBusy() const { return Lane::isBusy() || m_share.isBusy(); }

  private:
    /// Part of "the program ends within two seconds".
    static constexpr std::chrono::milliseconds kPatience{1'500};

    class ShareLane final : public Lane {
      public:
        explicit ShareLane(std::shared_ptr<Turn> turn)
            : Lane(std::move(turn), Urgency::kBackground, nullptr) {}
        /// Waits until its work is over, also after the lane is gone.
        std::function<void()> end() const { return waiter(); }
    };

    SessionLane(std::shared_ptr<Turn> turn, QObject* parent)
        : Lane(turn, Urgency::kPerson, parent), m_turn(turn), m_share(std::move(turn)) {}

    template <class Work>
    auto withSession(Work work) {
        return [holder = m_session, work = std::move(work)](base::TaskContext& task) mutable {
            return work(**holder, task);
        };
    }

    std::shared_ptr<std::unique_ptr<Session>> m_session = std::make_shared<std::unique_ptr<Session>>();
    std::shared_ptr<Turn> m_turn;
    ShareLane m_share;
};

}  // namespace medveil::app
