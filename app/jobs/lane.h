// Work off the window's thread, one piece after the other: a lane per open vault. Owned by the window, lives
// on its thread.
//
// run() returns at once; `work` runs on the lane's thread, and `done` gets its result on the window's thread
// exactly once, unless `owner` died meanwhile. cancelAll() asks running and waiting work to stop; the
// destructor does so and waits.
#pragma once

#include <QObject>
#include <QPointer>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "core/base/task_context.h"

namespace medveil::app {

class Lane : public QObject {
    Q_OBJECT

  public:
    explicit Lane(QObject* parent = nullptr);
    ~Lane() override;

    template <class Work, class Done>
    void run(QObject* owner, Work work, Done done) {
        enqueue([this, guard = QPointer<QObject>(owner), work = std::move(work),
                 done = std::move(done)](base::TaskContext& task) mutable {
            // std::function wants copyable captures; results need not be.
            auto result = std::make_shared<decltype(work(task))>(work(task));
            deliver([guard = std::move(guard), result = std::move(result), done = std::move(done)]() mutable {
                if (guard)
                    done(std::move(*result));
            });
        });
    }

    void cancelAll();
    bool isBusy() const { return m_pending.load() > 0; }

  Q_SIGNALS:
    /// At most 30 times a second. `total` 0: not known.
    void progressed(int stage, qint64 done, qint64 total);
    void busyChanged(bool busy);

  private:
    class Task;
    using Job = std::function<void(base::TaskContext&)>;
    void enqueue(Job job);
    void loop();
    /// Hands a result to the window's thread: through our own lock, Qt's event only wakes that thread.
    void deliver(std::function<void()> result);
    Q_INVOKABLE void takeResults();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    struct Waiting {
        std::shared_ptr<Job> job;
        unsigned generation;  ///< when it was queued
    };
    std::deque<Waiting> m_jobs;
    std::deque<std::function<void()>> m_results;
    std::atomic<int> m_pending{0};
    std::atomic<unsigned> m_generation{0};  ///< work begun under an older number has been cancelled
    bool m_ending = false;
    std::thread m_thread;
};

}  // namespace medveil::app
