#include "tests/support/hanging_share.h"

#include <array>
#include <atomic>
#include <cstdarg>
#include <cstring>
#include <ctime>
#include <list>
#include <string>

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

/// Null while nothing is watched. A thread that a test left hanging may still read the folder of the test
/// before.
std::atomic<const char*> g_folder{nullptr};
std::atomic<bool> g_hangs{false};
std::atomic<int> g_hanging{0};
std::atomic<int> g_slow{0};  ///< milliseconds of every call
std::atomic<int> g_slowCalls{0};
std::array<std::atomic<bool>, 4096> g_descriptors{};  ///< opened below the folder
std::array<std::atomic<bool>, 4096> g_listed{};       ///< its names are here

bool isMarked(int descriptor) {
    return descriptor >= 0 && static_cast<std::size_t>(descriptor) < g_descriptors.size() &&
           g_descriptors[static_cast<std::size_t>(descriptor)];
}
void mark(int descriptor, bool below) {
    if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < g_descriptors.size())
        g_descriptors[static_cast<std::size_t>(descriptor)] = below;
    if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < g_listed.size())
        g_listed[static_cast<std::size_t>(descriptor)] = false;
}
/// Names come many at a time.
bool asksForNames(int descriptor) {
    return isMarked(descriptor) &&
           (g_hangs || !g_listed[static_cast<std::size_t>(descriptor)].exchange(true));
}
bool isBelow(const char* path) {
    const char* folder = g_folder;
    return folder != nullptr && path != nullptr && std::strncmp(path, folder, std::strlen(folder)) == 0;
}
bool isBelow(int folder, const char* path) {
    return isBelow(path) || (path != nullptr && path[0] != '/' && isMarked(folder));
}
void wait(bool below) {
    if (below && g_slow > 0) {
        const int slow = g_slow;
        const timespec pause{slow / 1000, slow % 1000 * 1'000'000L};
        ::nanosleep(&pause, nullptr);
        ++g_slowCalls;
    }
    if (!below || !g_hangs)
        return;
    ++g_hanging;
    while (g_hangs) {
        const timespec pause{0, 2'000'000};
        ::nanosleep(&pause, nullptr);
    }
    --g_hanging;
}
template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
mode_t modeOf(int flags, va_list arguments) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : mode_t{0};
}

}  // namespace

namespace medveil::test {

HangingShare::HangingShare(const base::Path& folder) {
    static std::list<std::string> watched;  // never freed: see g_folder
    watched.push_back(std::filesystem::absolute(folder).lexically_normal().string());
    g_folder = watched.back().c_str();
}
HangingShare::~HangingShare() {
    letGo();
    g_folder = nullptr;
}
void HangingShare::hang() {
    g_hangs = true;
}
void HangingShare::slowDown(int milliseconds) {
    g_slow = milliseconds;
}
void HangingShare::letGo() {
    g_slow = 0;
    g_hangs = false;
}
int HangingShare::slowCalls() {
    return g_slowCalls;
}
int HangingShare::hanging() {
    return g_hanging;
}

}  // namespace medveil::test

#define REAL(name) static auto* const next = real<decltype(::name)>(#name)
#pragma GCC visibility push(default)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
extern "C" {

int open(const char* path, int flags, ...) {
    REAL(open);
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = modeOf(flags, arguments);
    va_end(arguments);
    wait(isBelow(path));
    const int descriptor = next(path, flags, mode);
    mark(descriptor, isBelow(path));
    return descriptor;
}
int openat(int folder, const char* path, int flags, ...) {
    REAL(openat);
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = modeOf(flags, arguments);
    va_end(arguments);
    wait(isBelow(folder, path));
    const int descriptor = next(folder, path, flags, mode);
    mark(descriptor, isBelow(folder, path));
    return descriptor;
}
long syscall(long number, ...) {
    REAL(syscall);
    std::array<long, 6> a{};
    va_list arguments;
    va_start(arguments, number);
    for (auto& each : a)
        each = va_arg(arguments, long);
    va_end(arguments);
    if (number != SYS_openat2)
        return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    const auto* path = reinterpret_cast<const char*>(a[1]);
    const bool below = isBelow(static_cast<int>(a[0]), path);
    wait(below);
    const long descriptor = next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    mark(static_cast<int>(descriptor), below);
    return descriptor;
}
int close(int descriptor) {
    REAL(close);
    wait(isMarked(descriptor));
    mark(descriptor, false);
    return next(descriptor);
}
ssize_t read(int descriptor, void* to, size_t size) {
    REAL(read);
    wait(isMarked(descriptor));
    return next(descriptor, to, size);
}
ssize_t write(int descriptor, const void* from, size_t size) {
    REAL(write);
    wait(isMarked(descriptor));
    return next(descriptor, from, size);
}
int fsync(int descriptor) {
    REAL(fsync);
    wait(isMarked(descriptor));
    return next(descriptor);
}
int fstat(int descriptor, struct stat* status) noexcept {
    REAL(fstat);
    wait(isMarked(descriptor));
    return next(descriptor, status);
}
int stat(const char* path, struct stat* status) noexcept {
    REAL(stat);
    wait(isBelow(path));
    return next(path, status);
}
int lstat(const char* path, struct stat* status) noexcept {
    REAL(lstat);
    wait(isBelow(path));
    return next(path, status);
}
int fstatat(int folder, const char* path, struct stat* status, int flags) noexcept {
    REAL(fstatat);
    wait(isBelow(folder, path));
    return next(folder, path, status, flags);
}
int mkdir(const char* path, mode_t mode) noexcept {
    REAL(mkdir);
    wait(isBelow(path));
    return next(path, mode);
}
int mkdirat(int folder, const char* path, mode_t mode) noexcept {
    REAL(mkdirat);
    wait(isBelow(folder, path));
    return next(folder, path, mode);
}
int renameat2(int from, const char* path, int to, const char* target, unsigned flags) noexcept {
    REAL(renameat2);
    wait(isBelow(from, path) || isBelow(to, target));
    return next(from, path, to, target, flags);
}
int rename(const char* path, const char* target) noexcept {
    REAL(rename);
    wait(isBelow(path) || isBelow(target));
    return next(path, target);
}
int unlink(const char* path) noexcept {
    REAL(unlink);
    wait(isBelow(path));
    return next(path);
}
int unlinkat(int folder, const char* path, int flags) noexcept {
    REAL(unlinkat);
    wait(isBelow(folder, path));
    return next(folder, path, flags);
}
int statvfs(const char* path, struct statvfs* status) noexcept {
    REAL(statvfs);
    wait(isBelow(path));
    return next(path, status);
}
int fstatvfs(int descriptor, struct statvfs* status) noexcept {
    REAL(fstatvfs);
    wait(isMarked(descriptor));
    return next(descriptor, status);
}
DIR* opendir(const char* path) {
    REAL(opendir);
    wait(isBelow(path));
    auto* folder = next(path);
    if (folder != nullptr)
        mark(::dirfd(folder), isBelow(path));
    return folder;
}
dirent* readdir(DIR* folder) {
    REAL(readdir);
    wait(asksForNames(::dirfd(folder)));
    return next(folder);
}
int closedir(DIR* folder) {
    REAL(closedir);
    wait(isMarked(::dirfd(folder)));
    mark(::dirfd(folder), false);
    return next(folder);
}

}  // extern "C"
#pragma GCC diagnostic pop
#pragma GCC visibility pop
