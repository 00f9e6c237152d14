// A share whose server is gone, or slow: while it hangs, every system call of this program on a path below
// the folder, or on a file or folder opened there, does not come back. Stands in front of the C library's own
// functions: link hanging_share.cpp into the test program itself, so that nothing in between can know of it.
// One at a time.
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
    /// Every call takes so long, and comes back; of a folder's names only the first asks the server.
    void slowDown(int milliseconds);
    void letGo();
    /// Calls that hang now.
    static int hanging();
    /// Calls that were slow and came back.
    static int slowCalls();
};

}  // namespace medveil::test
