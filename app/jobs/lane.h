// Work off the window's thread, one piece after the other. Owned by the window, lives on its thread.
//
// run() returns at once; `work` runs on the lane's thread, and `done` gets its result on the window's thread
// exactly once, unless `owner` died meanwhile. cancelAll() asks running and waiting work to stop; finish()
// does so too, takes no more work and says ended() once all of it is over. The destructor finishes and waits
// a moment, but never for ever: work that hangs in the system is left to its thread. So `work` owns what it
// uses.
#pragma once

#include <QObject>
#include <QPointer>
#include <chrono>
#include <functional>
#include <memory>

#include "app/jobs/turn.h"
#include "core/base/task_context.h"

namespace medveil::app {

class Lane : public QObject {
    Q_OBJECT

  public:
    explicit Lane(QObject* parent = nullptr);
    ~Lane() override;

    template <class Work, class Done>
    void run(QObject* owner, Work work, Done done) {
        enqueue([guard = QPointer<QObject>(owner), work = std::move(work),
                 done = std::move(done)](base::TaskContext& task) mutable -> std::function<void()> {
            // std::function wants copyable captures; results need not be.
            auto result = std::make_shared<decltype(work(task))>(work(task));
            return [guard = std::move(guard), result = std::move(result), done = std::move(done)]() mutable {
                if (guard)
                    done(std::move(*result));
            };
        });
    }

    void cancelAll();
    bool isBusy() const;
    void finish();
    bool hasEnded() const { return waitUntilEnded(std::chrono::milliseconds(0)); }
    /// False when something was still running at the end of that time. Any thread.
    bool waitUntilEnded(std::chrono::milliseconds time) const;

    /// Waits for lanes that are gone but whose threads still work; false when some do not end. For the end of
    /// the program.
    static bool waitForAll(std::chrono::milliseconds time);

  Q_SIGNALS:
    /// At most 30 times a second. `total` 0: not known.
    void progressed(int stage, qint64 done, qint64 total);
    void busyChanged(bool busy);
    void ended();

  protected:
    /// A lane of several that share a session: each piece of work waits for its turn.
    Lane(std::shared_ptr<Turn> turn, Urgency urgency, QObject* parent);
    /// Runs last, after everything that waits, without a turn of its own.
    void finish(std::function<void()> last);
    /// Waits until all is over; also after the lane is gone.
    std::function<void()> waiter() const;

  private:
    struct Core;
    class Task;
    /// Answers what is to be done with its result on the window's thread.
    using Job = std::function<std::function<void()>(base::TaskContext&)>;
    void enqueue(Job job);
    Q_INVOKABLE void takeResults();

    std::shared_ptr<Core> m_core;  ///< shared with the thread, which may outlive the lane
};

/// One piece of work on a lane of its own, which goes with it, or with `owner`.
template <class Work, class Done>
void runBeside(QObject* owner, Work work, Done done) {
    auto* lane = new Lane(owner);
    lane->run(owner, std::move(work), [lane, done = std::move(done)](auto result) mutable {
        lane->deleteLater();
        done(std::move(result));
    });
}

}  // namespace medveil::app
