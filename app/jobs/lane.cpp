#include "app/jobs/lane.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/detached_calls.h"
#include "core/base/process.h"

namespace medveil::app {

namespace {
/// How long a lane's end may hold the window.
constexpr std::chrono::milliseconds kPatience{200};
}  // namespace

struct Lane::Core {
    struct Waiting {
        std::shared_ptr<Job> job;
        unsigned generation = 0;  ///< when it was queued
    };

    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable ended;
    std::deque<Waiting> jobs;
    std::deque<std::function<void()>> results;
    std::function<void()> last;
    bool ending = false;
    bool hasEnded = false;
    std::atomic<int> pending{0};
    std::atomic<unsigned> generation{0};  ///< work begun under an older number has been cancelled
    std::shared_ptr<Turn> turn;
    Urgency urgency = Urgency::kPerson;

    std::mutex laneMutex;
    Lane* lane = nullptr;  ///< as long as there is one

    void loop();
    template <class Say>
    void tell(Say say) {
        const std::lock_guard lock(laneMutex);
        if (lane != nullptr)
            say(*lane);
    }

    /// Cores of the whole program that may still run.
    static std::mutex& allMutex() {
        static std::mutex mutex;
        return mutex;
    }
    static std::vector<std::weak_ptr<Core>>& all() {
        static std::vector<std::weak_ptr<Core>> cores;
        return cores;
    }
};

/// What one piece of work sees: cancelled when the lane's generation has moved on.
class Lane::Task final : public base::TaskContext, public base::Waiting {
  public:
    Task(Core& core, unsigned generation) : m_core(core), m_generation(generation) {}
    bool cancelled() const override { return m_core.generation != m_generation; }
    void report(const base::Progress& progress) override {
        const auto now = std::chrono::steady_clock::now();
        auto last = m_last.load();
        const bool finished = progress.total != 0 && progress.done == progress.total;
        if (!finished && now.time_since_epoch().count() - last < kInterval)
            return;
        m_last = now.time_since_epoch().count();
        m_core.tell([&](Lane& lane) {
            Q_EMIT lane.progressed(static_cast<int>(progress.stage), static_cast<qint64>(progress.done),
                                   static_cast<qint64>(progress.total));
        });
    }
    // Only background work lends its turn: what a person started may stand in the middle of a transaction.
    void pause() override {
        if (m_core.turn && m_core.urgency == Urgency::kBackground)
            m_core.turn->give();
    }
    void resume() override {
        if (m_core.turn && m_core.urgency == Urgency::kBackground)
            m_core.turn->take(m_core.urgency);
    }

  private:
    static constexpr std::int64_t kInterval = 33'000'000;  // nanoseconds
    Core& m_core;
    unsigned m_generation;
    std::atomic<std::int64_t> m_last{0};
};

void Lane::Core::loop() {
    while (true) {
        Waiting next;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return ending || !jobs.empty(); });
            // What waits is still run when the lane ends: its task says "cancelled" at once, and nothing is
            // forgotten half-way that a later piece was meant to finish.
            if (jobs.empty())
                break;
            next = std::move(jobs.front());
            jobs.pop_front();
        }
        std::function<void()> result;
        {
            Task task(*this, next.generation);
            const base::Waiting::Scope scope(task);
            if (turn)
                turn->take(urgency);
            result = (*next.job)(task);
            next.job.reset();
            if (turn)
                turn->give();
        }
        {
            const std::lock_guard lock(mutex);
            results.push_back(std::move(result));
        }
        // By name: Qt then makes the event itself, and nothing of ours crosses threads outside the lock.
        const bool idle = pending.fetch_sub(1) == 1;
        tell([idle](Lane& each) {
            QMetaObject::invokeMethod(&each, "takeResults", Qt::QueuedConnection);
            if (idle)
                Q_EMIT each.busyChanged(false);
        });
    }
    if (last)
        last();
    last = nullptr;
    // The library keeps the stacks of threads that ended, for others.
    base::wipeStack();
    {
        const std::lock_guard lock(mutex);
        hasEnded = true;
        ended.notify_all();
    }
    tell([](Lane& each) { Q_EMIT each.ended(); });
}

Lane::Lane(QObject* parent) : Lane(nullptr, Urgency::kPerson, parent) {}

Lane::Lane(std::shared_ptr<Turn> turn, Urgency urgency, QObject* parent)
    : QObject(parent), m_core(std::make_shared<Core>()) {
    m_core->turn = std::move(turn);
    m_core->urgency = urgency;
    m_core->lane = this;
    {
        const std::lock_guard lock(Core::allMutex());
        std::erase_if(Core::all(), [](const auto& each) { return each.expired(); });
        Core::all().push_back(m_core);
    }
    std::thread([core = m_core] { core->loop(); }).detach();
}

Lane::~Lane() {
    finish();
    (void)waitUntilEnded(kPatience);
    {
        const std::lock_guard lock(m_core->laneMutex);
        m_core->lane = nullptr;
    }
    std::deque<std::function<void()>> results;
    const std::lock_guard lock(m_core->mutex);
    results.swap(m_core->results);
}

void Lane::enqueue(Job job) {
    {
        const std::lock_guard lock(m_core->mutex);
        if (m_core->ending)
            return;
        m_core->jobs.push_back({std::make_shared<Job>(std::move(job)), m_core->generation});
    }
    if (m_core->pending.fetch_add(1) == 0)
        Q_EMIT busyChanged(true);
    m_core->wake.notify_one();
}

void Lane::takeResults() {
    std::deque<std::function<void()>> results;
    {
        const std::lock_guard lock(m_core->mutex);
        results.swap(m_core->results);
    }
    // A result may bring the window to destroy this lane: nothing of it is touched any more.
    for (auto& result : results)
        result();
}

void Lane::cancelAll() {
    ++m_core->generation;
}

bool Lane::isBusy() const {
    return m_core->pending.load() > 0;
}

void Lane::finish() {
    finish({});
}

void Lane::finish(std::function<void()> last) {
    cancelAll();
    {
        const std::lock_guard lock(m_core->mutex);
        if (std::exchange(m_core->ending, true))
            return;
        m_core->last = std::move(last);
    }
    m_core->wake.notify_all();
}

bool Lane::waitUntilEnded(std::chrono::milliseconds time) const {
    std::unique_lock lock(m_core->mutex);
    return m_core->ended.wait_for(lock, time, [this] { return m_core->hasEnded; });
}

std::function<void()> Lane::waiter() const {
    return [core = m_core] {
        std::unique_lock lock(core->mutex);
        core->ended.wait(lock, [&] { return core->hasEnded; });
    };
}

bool Lane::waitForAll(std::chrono::milliseconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    std::vector<std::shared_ptr<Core>> cores;
    {
        const std::lock_guard lock(Core::allMutex());
        for (const auto& each : Core::all()) {
            if (auto core = each.lock())
                cores.push_back(std::move(core));
        }
    }
    bool all = true;
    for (const auto& core : cores) {
        std::unique_lock lock(core->mutex);
        all &= core->ended.wait_until(lock, deadline, [&] { return core->hasEnded; });
    }
    return all;
}

}  // namespace medveil::app
