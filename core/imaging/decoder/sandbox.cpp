#include "core/imaging/decoder/sandbox.h"

#include <array>
#include <cerrno>
#include <memory>

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

bool limit(__rlimit_resource what, rlim_t most) {
    const rlimit value{most, most};
    return ::setrlimit(what, &value) == 0;
}

struct Release {
    void operator()(void* filter) const { seccomp_release(filter); }
};

/// Everything but these fails with EPERM: a library that asks for a file goes on without it. None of them
/// takes a path, so that nothing outside can be looked up either.
bool filterCalls() {
    const std::unique_ptr<void, Release> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
    if (!filter)
        return false;
    bool good = true;
    for (const int call :
         {SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(readv),          SCMP_SYS(writev),
          SCMP_SYS(recvfrom),      SCMP_SYS(sendto),       SCMP_SYS(munmap),         SCMP_SYS(mremap),
          SCMP_SYS(madvise),       SCMP_SYS(brk),          SCMP_SYS(futex),          SCMP_SYS(exit),
          SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
          SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),    SCMP_SYS(lseek),          SCMP_SYS(close),
          SCMP_SYS(getpid),        SCMP_SYS(gettid),       SCMP_SYS(sched_yield)})
        good &= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0;
    // How abort() ends a program: by a signal to itself, and to nobody else.
    good &= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                             SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()))) == 0;
    // No mapping may be executable.
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
        good &= seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1,
                                 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    return good && seccomp_load(filter.get()) == 0;
}

}  // namespace

base::Result<void> enterSandbox(std::uint64_t memory) {
    bool good = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    good &= limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0);
    if (kSandboxIsWhole)
        good = good && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_AS, memory) &&
               filterCalls();
    if (!good)
        return fail(ErrorCode::kUnsupported, "sandbox");
    return {};
}

}  // namespace medveil::imaging
