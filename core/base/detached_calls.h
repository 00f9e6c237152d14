// Calls that may never come back: a dead server holds a thread inside the system for ever. DetachedCalls runs
// them on threads that nobody joins, and waits only as long as the caller has patience and was not cancelled;
// the thread is then left to itself. Owned by whoever talks to the outside, one for each outside; any thread.
//
// A call owns all it touches (shared_ptr, copies), never a reference into its caller's frame: it may end long
// after its caller, or never. It holds no key.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "core/base/result.h"

namespace medveil::base {

/// What a thread that waits does meanwhile for others. Whoever runs work on a thread may set one for it; the
/// thread's own.
class Waiting {
  public:
    virtual ~Waiting() = default;
    virtual bool cancelled() const = 0;
    /// Others may use what this thread had to itself, until resume() has it back.
    virtual void pause() {}
    virtual void resume() {}

    static Waiting* ofThisThread();

    class Lent;

    class Scope {
      public:
        explicit Scope(Waiting& waiting);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        Waiting* m_before;
    };
};

/// For long work that uses nothing of what this thread had to itself: others may, as long as this lives.
class Waiting::Lent final : public Waiting {
  public:
    Lent() : m_under(ofThisThread()), m_scope(*this) {
        if (m_under != nullptr)
            m_under->pause();
    }
    ~Lent() override {
        if (m_under != nullptr)
            m_under->resume();
    }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    bool cancelled() const override { return m_under != nullptr && m_under->cancelled(); }

  private:
    Waiting* m_under;
    Scope m_scope;  ///< what waits within pauses nothing twice
};

/// What DetachedCalls::run says of a call that did not come back: nothing about what was asked for.
inline bool isUnanswered(const Error& error) {
    return error.code == ErrorCode::kShareOffline || error.code == ErrorCode::kCancelled;
}

class DetachedCalls {
  public:
    /// Threads of one outside that may hang at a time. Above it calls are refused at once.
    static constexpr int kMostStuck = 4;

    DetachedCalls();
    ~DetachedCalls();
    DetachedCalls(const DetachedCalls&) = delete;
    DetachedCalls& operator=(const DetachedCalls&) = delete;

    /// What `call` answers. kCancelled when the waiting thread is told to stop, kShareOffline when `patience`
    /// ends or too many calls hang already.
    template <class Call>
    auto run(Call call, std::chrono::milliseconds patience) -> std::invoke_result_t<Call&> {
        using Answer = std::invoke_result_t<Call&>;
        auto answer = std::make_shared<std::optional<Answer>>();
        // std::function wants copyable captures; calls need not be.
        auto owned = std::make_shared<Call>(std::move(call));
        std::function<void()> work = [answer, owned = std::move(owned)]() mutable {
            answer->emplace((*owned)());
            owned.reset();
        };
        const auto end = await(std::move(work), patience);
        if (!end)
            return fail(end.error());
        return std::move(**answer);
    }

    /// Runs `call` and waits for nothing: for closing what is no longer needed.
    void post(std::function<void()> call);

    /// Calls that hang and that nobody waits for any more.
    int stuck() const;

  private:
    struct Worker;
    struct Pool;
    Result<void> await(std::function<void()> call, std::chrono::milliseconds patience);

    std::shared_ptr<Pool> m_pool;
};

}  // namespace medveil::base
