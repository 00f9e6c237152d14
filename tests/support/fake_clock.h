// A clock that stands until a test moves it. One thread, or reads only.
#pragma once

#include "core/base/clock.h"

namespace medveil::test {

class FakeClock final : public base::Clock {
  public:
    explicit FakeClock(base::Timestamp start = 1'800'000'000'000) : m_now(start) {}
    base::Timestamp now() const override { return m_now; }
    base::Timestamp monotonic() const override { return m_monotonic; }
    /// Time passes.
    void advance(base::Timestamp by) {
        m_now += by;
        m_monotonic += by;
    }
    /// Somebody sets the clock; no time passes.
    void set(base::Timestamp to) { m_now = to; }

  private:
    base::Timestamp m_now;
    base::Timestamp m_monotonic = 1'000'000;
};

}  // namespace medveil::test
