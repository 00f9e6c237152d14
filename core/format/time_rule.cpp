#include "core/format/time_rule.h"

#include "core/format/cbor.h"

namespace medveil::format {

base::Result<base::Timestamp> timeFrom(CborReader& in) {
    MEDVEIL_ASSIGN(const std::uint64_t time, in.integer(static_cast<std::uint64_t>(kLatestTime)));
    return static_cast<base::Timestamp>(time);
}

base::Result<void> checkTime(base::Timestamp time) {
    if (time < 0 || time > kLatestTime)
        return base::fail(base::ErrorCode::kInvalidArgument, "a time before 1970 or after 2200-01-01");
    return {};
}

}  // namespace medveil::format
