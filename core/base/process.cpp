#include "core/base/process.h"

#include <array>

#include <sys/prctl.h>
#include <sys/resource.h>

#include "core/base/bytes.h"

namespace medveil::base {

void closeToOthers() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

[[gnu::noinline]] void wipeStack() {
    // Deeper than painting a page or opening a message goes, and far from the end of any thread's stack.
    std::array<Byte, 512 * 1024> below;
    wipe(below);
}

}  // namespace medveil::base
