#include "app/jobs/lane.h"

#include <chrono>

namespace medveil::app {

/// What one piece of work sees: cancelled when the lane's generation has moved on.
class Lane::Task final : public base::TaskContext {
  public:
    Task(Lane& lane, unsigned generation) : m_lane(lane), m_generation(generation) {}
    bool cancelled() const override { return m_lane.m_generation != m_generation; }
    void report(const base::Progress& progress) override {
        const auto now = std::chrono::steady_clock::now();
        auto last = m_last.load();
        const bool finished = progress.total != 0 && progress.done == progress.total;
        if (!finished && now.time_since_epoch().count() - last < kInterval)
            return;
        m_last = now.time_since_epoch().count();
        Q_EMIT m_lane.progressed(static_cast<int>(progress.stage), static_cast<qint64>(progress.done),
                                 static_cast<qint64>(progress.total));
    }

  private:
    static constexpr std::int64_t kInterval = 33'000'000;  // nanoseconds
    Lane& m_lane;
    unsigned m_generation;
    std::atomic<std::int64_t> m_last{0};
};

Lane::Lane(QObject* parent) : QObject(parent), m_thread([this] { loop(); }) {}

Lane::~Lane() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        ++m_generation;
    }
    m_wake.notify_all();
    m_thread.join();
}

void Lane::enqueue(Job job) {
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({std::make_shared<Job>(std::move(job)), m_generation});
    }
    if (m_pending.fetch_add(1) == 0)
        Q_EMIT busyChanged(true);
    m_wake.notify_one();
}

void Lane::deliver(std::function<void()> result) {
    {
        const std::lock_guard lock(m_mutex);
        m_results.push_back(std::move(result));
    }
    // By name: Qt then makes the event itself, and nothing of ours crosses threads outside the lock.
    QMetaObject::invokeMethod(this, "takeResults", Qt::QueuedConnection);
}

void Lane::takeResults() {
    std::deque<std::function<void()>> results;
    {
        const std::lock_guard lock(m_mutex);
        results.swap(m_results);
    }
    // A result may bring the window to destroy this lane: nothing of it is touched any more.
    for (auto& result : results)
        result();
}

void Lane::cancelAll() {
    ++m_generation;
}

void Lane::loop() {
    while (true) {
        Waiting next{};
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || !m_jobs.empty(); });
            // What waits is still run when the lane ends: its task says "cancelled" at once, and nothing is
            // forgotten half-way that a later piece was meant to finish.
            if (m_jobs.empty())
                return;
            next = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        {
            Task task(*this, next.generation);
            (*next.job)(task);
        }
        next.job.reset();
        if (m_pending.fetch_sub(1) == 1)
            Q_EMIT busyChanged(false);
    }
}

}  // namespace medveil::app
