// What a process that holds keys owes them: nobody looks into it, and nothing of it is written to a disk. Any
// thread.
#pragma once

namespace medveil::base {

/// No core files, and no other process of this person may read its memory. For the beginning of a program.
void closeToOthers();

/// Overwrites what functions that have returned left on this thread's stack.
void wipeStack();

}  // namespace medveil::base
