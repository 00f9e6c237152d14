// The time, behind an interface so that tests own it. Implementations are safe to use from any thread.
#pragma once

#include <cstdint>

namespace medveil::base {

/// Milliseconds since 1970-01-01T00:00:00Z.
using Timestamp = std::int64_t;

inline constexpr Timestamp kSecond = 1000;
inline constexpr Timestamp kMinute = 60 * kSecond;
inline constexpr Timestamp kHour = 60 * kMinute;
inline constexpr Timestamp kDay = 24 * kHour;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
    /// Milliseconds since some moment in the past: only ever forwards, whatever anybody sets the clock to,
    /// and counting the time a machine sleeps. For pauses; it means nothing in another session.
    virtual Timestamp monotonic() const;
};

class SystemClock final : public Clock {
  public:
    Timestamp now() const override;
};

}  // namespace medveil::base
