// What the decoding helper gives up before it looks at a hostile byte: files, network, other processes,
// memory without end. Linux: resource limits and a list of allowed system calls (seccomp). Elsewhere: nothing
// yet.
#pragma once

#include "core/base/result.h"

namespace medveil::imaging {

/// `memory`: bytes of address space on top of what is taken now. kUnsupported where the machine has no such
/// thing.
base::Result<void> enterSandbox(std::uint64_t memory);

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
/// Sanitizers need terabytes of addresses and system calls of their own: limits and filter are left out.
inline constexpr bool kSandboxIsWhole = false;
#else
inline constexpr bool kSandboxIsWhole = true;
#endif

}  // namespace medveil::imaging
