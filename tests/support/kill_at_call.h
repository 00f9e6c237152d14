// Kills a child at the nth call with which it would change the file system: what kill -9, or a power failure
// that spares the page cache, leaves at every single place. One thread; the child must have one only.
#pragma once

#include <cstdlib>

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace medveil::test {

inline bool changesFiles(unsigned long long call) {
    switch (call) {
        case SYS_open:
        case SYS_openat:
        case SYS_write:
        case SYS_pwrite64:
        case SYS_writev:
        case SYS_fsync:
        case SYS_fdatasync:
        case SYS_rename:
        case SYS_renameat:
        case SYS_renameat2:
        case SYS_link:
        case SYS_linkat:
        case SYS_unlink:
        case SYS_unlinkat:
        case SYS_mkdir:
        case SYS_mkdirat:
        case SYS_rmdir:
        case SYS_ftruncate:
        case SYS_fallocate:
            return true;
        default:
            return false;
    }
}

struct Killed {
    bool killed = false;
    int calls = 0;   ///< that it got to make
    int status = 0;  ///< of a child that ended by itself
};

/// `work` runs in a child; it ends by returning. `at` counts from 0; -1 kills never.
template <class Work>
Killed killAtCall(int at, Work work) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::raise(SIGSTOP);
        ::_exit(work() ? 0 : 1);
    }
    Killed result;
    int status = 0;
    ::waitpid(child, &status, 0);
    ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD);
    bool entering = true;
    int deliver = 0;
    while (true) {
        ::ptrace(PTRACE_SYSCALL, child, nullptr, deliver);
        deliver = 0;
        if (::waitpid(child, &status, 0) < 0 || WIFEXITED(status) || WIFSIGNALED(status))
            break;
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            deliver = WSTOPSIG(status);
            continue;
        }
        if (entering) {
            user_regs_struct registers{};
            ::ptrace(PTRACE_GETREGS, child, nullptr, &registers);
            if (changesFiles(registers.orig_rax) && result.calls++ == at) {
                ::kill(child, SIGKILL);
                ::waitpid(child, &status, 0);
                result.killed = true;
                return result;
            }
        }
        entering = !entering;
    }
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

}  // namespace medveil::test
