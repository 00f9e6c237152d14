// The one bound for a time that others read: in messages, receipts and cards. Plain functions, for any
// thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

namespace medveil::format {

class CborReader;

/// 2200-01-01, in milliseconds since 1970, itself allowed: nobody's clock says more, and what claims to be of
/// later would stay at the top of every list.
inline constexpr base::Timestamp kLatestTime = 7'258'118'400'000;

/// The next item; kTooLarge after kLatestTime.
base::Result<base::Timestamp> timeFrom(CborReader& in);
/// Before something is made with it: kInvalidArgument for a time that no reader would accept.
base::Result<void> checkTime(base::Timestamp time);

}  // namespace medveil::format
