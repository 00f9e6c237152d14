#include "core/base/detached_calls.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace medveil::base {

namespace {
using Clock = std::chrono::steady_clock;
/// How often a waiting thread looks whether it was cancelled.
constexpr std::chrono::milliseconds kGlance{15};
/// What a call still gets whose caller was cancelled: enough to tidy up on a share that answers.
constexpr std::chrono::milliseconds kLastPatience{10};

thread_local Waiting* t_waiting = nullptr;
}  // namespace

Waiting* Waiting::ofThisThread() {
    return t_waiting;
}
Waiting::Scope::Scope(Waiting& waiting) : m_before(std::exchange(t_waiting, &waiting)) {}
Waiting::Scope::~Scope() {
    t_waiting = m_before;
}

/// One thread and the call it is given. The thread keeps it alive.
struct DetachedCalls::Worker {
    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable finished;
    std::function<void()> call;
    bool ending = false;
    bool left = false;  ///< nobody waits for its call any more

    void give(std::function<void()> work, bool leave) {
        const std::lock_guard lock(mutex);
        call = std::move(work);
        left = ending = leave;
        wake.notify_all();
    }
    void end() {
        const std::lock_guard lock(mutex);
        ending = true;
        wake.notify_all();
    }
    /// Whether the call was over before the deadline, and before its caller was cancelled. Otherwise it is
    /// left.
    bool await(Clock::time_point deadline, const Waiting* waiting) {
        std::unique_lock lock(mutex);
        while (call && Clock::now() < deadline) {
            finished.wait_until(lock, std::min(deadline, Clock::now() + kGlance), [this] { return !call; });
            if (!call || waiting == nullptr)
                continue;
            lock.unlock();
            const bool cancelled = waiting->cancelled();
            lock.lock();
            if (cancelled)
                deadline = std::min(deadline, Clock::now() + kLastPatience);
        }
        left = ending = static_cast<bool>(call);
        return !left;
    }
    void loop() {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, [this] { return ending || call; });
            if (!call)
                return;
            lock.unlock();
            call();
            lock.lock();
            // What the call owned is gone already: see run().
            call = nullptr;
            finished.notify_all();
        }
    }
};

struct DetachedCalls::Pool {
    std::mutex mutex;
    std::vector<std::shared_ptr<Worker>> idle;
    std::vector<std::weak_ptr<Worker>> left;

    int stuck() {
        const std::lock_guard lock(mutex);
        std::erase_if(left, [](const auto& each) { return each.expired(); });
        return static_cast<int>(left.size());
    }
    std::shared_ptr<Worker> take() {
        if (stuck() >= kMostStuck)
            return nullptr;
        {
            const std::lock_guard lock(mutex);
            if (!idle.empty()) {
                auto worker = std::move(idle.back());
                idle.pop_back();
                return worker;
            }
        }
        auto worker = std::make_shared<Worker>();
        try {
            std::thread([worker] { worker->loop(); }).detach();
        } catch (const std::system_error&) {
            return nullptr;
        }
        return worker;
    }
    void giveBack(std::shared_ptr<Worker> worker, bool over) {
        const std::lock_guard lock(mutex);
        if (over)
            idle.push_back(std::move(worker));
        else
            left.push_back(worker);
    }
};

DetachedCalls::DetachedCalls() : m_pool(std::make_shared<Pool>()) {}

DetachedCalls::~DetachedCalls() {
    for (const auto& worker : m_pool->idle)
        worker->end();
}

int DetachedCalls::stuck() const {
    return m_pool->stuck();
}

Result<void> DetachedCalls::await(std::function<void()> call, std::chrono::milliseconds patience) {
    auto* const waiting = Waiting::ofThisThread();
    // Where a call hangs already there is nothing to tidy up.
    if (waiting != nullptr && waiting->cancelled() && stuck() > 0)
        return fail(ErrorCode::kCancelled);
    auto worker = m_pool->take();
    if (!worker)
        return fail(ErrorCode::kShareOffline, "does not answer");
    worker->give(std::move(call), false);
    if (waiting != nullptr)
        waiting->pause();
    const bool over = worker->await(Clock::now() + patience, waiting);
    m_pool->giveBack(std::move(worker), over);
    if (waiting != nullptr)
        waiting->resume();
    if (over)
        return {};
    if (waiting != nullptr && waiting->cancelled())
        return fail(ErrorCode::kCancelled);
    return fail(ErrorCode::kShareOffline, "does not answer");
}

void DetachedCalls::post(std::function<void()> call) {
    if (const auto worker = m_pool->take()) {
        worker->give(std::move(call), true);
        return;
    }
    // Kept for ever rather than closed here, where it might hang.
    static std::mutex guard;
    static auto& kept = *new std::vector<std::function<void()>>;
    const std::lock_guard lock(guard);
    kept.push_back(std::move(call));
}

}  // namespace medveil::base
