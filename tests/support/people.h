// People for tests: identities made once per process, since RSA keys take a second each.
#pragma once

#include "core/identity/identity.h"

namespace medveil::test {

/// The same person for the same index (0 to 5) within a process.
const identity::Identity& person(std::size_t index);

}  // namespace medveil::test
