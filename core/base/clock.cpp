#include "core/base/clock.h"

#include <chrono>
#include <ctime>

namespace medveil::base {

Timestamp Clock::monotonic() const {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return Timestamp{time.tv_sec} * kSecond + time.tv_nsec / 1'000'000;
}

Timestamp SystemClock::now() const {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace medveil::base
