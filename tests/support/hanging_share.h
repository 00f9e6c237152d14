// A share whose server is gone: while it hangs, every system call of this program on a path below the folder,
// or on a file or folder opened there, does not come back. Stands in front of the C library's own functions:
// link hanging_share.cpp into the test program itself, so that nothing in between can know of it. One at a
// time.
#pragma once

#include "core/base/file_system.h"

namespace medveil::test {

class HangingShare {
  public:
    explicit HangingShare(const base::Path& folder);
    /// Lets all calls go on.
    ~HangingShare();
    HangingShare(const HangingShare&) = delete;
    HangingShare& operator=(const HangingShare&) = delete;

    void hang();
    void letGo();
    /// Calls that hang now.
    static int hanging();
};

}  // namespace medveil::test
