// Spreads equal pieces of work over the machine's cores inside one call. No state outlives the call; the
// function is run on several threads at once and must only touch its own piece.
#pragma once

#include <cstddef>
#include <functional>

#include "core/base/result.h"

namespace medveil::base {

/// Cores to use: what the machine offers, at least 1, at most 16.
unsigned coreCount();

/// Calls work(index) for 0 <= index < count. The first error stops what has not begun and is returned. An
/// exception, out of memory above all, comes out of the call as if there were one thread.
Result<void> parallelFor(std::size_t count, const std::function<Result<void>(std::size_t)>& work);

}  // namespace medveil::base
