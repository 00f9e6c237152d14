#include "core/imaging/client/helper_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/imaging/client/image_file.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr int kStartSeconds = 60;  ///< until the program has made a copy of itself, on a machine that is busy

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kKeepsOutput = true;  // a sanitizer's report
#else
constexpr bool kKeepsOutput = false;
#endif

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

base::Path& program() {
    static base::Path path;
    return path;
}

base::Path findProgram() {
    if (!program().empty())
        return program();
    std::error_code error;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    const auto installed = own / "../libexec/medveil/medveil-decoder";
    return std::filesystem::exists(installed, error) ? installed : own / "medveil-decoder";
}

constexpr int kGlance = 100;  ///< ms: how soon a cancelled task is noticed

std::unexpected<base::Error> stopped() {
    return fail(ErrorCode::kDecoderStopped, "decoder");
}

bool writeAll(int file, base::ByteView bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return true;
}

/// The program of which helpers are copies. One for the whole process; any thread.
class DecoderProgram {
  public:
    DecoderProgram() = default;
    DecoderProgram(const DecoderProgram&) = delete;
    DecoderProgram& operator=(const DecoderProgram&) = delete;
    ~DecoderProgram() { end(); }

    base::Result<std::unique_ptr<HelperProcess>> copyFor(int file, std::uint64_t fileBytes) {
        const std::lock_guard lock(m_mutex);
        if (m_program != findProgram())
            end();
        // One that was killed is started again.
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (m_control.get() < 0)
                MEDVEIL_TRY(begin());
            std::array<int, 2> ends{-1, -1};
            if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
                return fail(ErrorCode::kIo, "socket");
            Descriptor ours(ends[0]);
            const Descriptor theirs(ends[1]);
            std::array<Descriptor, 1> process;
            if (sendDescriptors(m_control.get(), std::array{theirs.get(), file}) &&
                receiveDescriptors(m_control.get(), process))
                return std::make_unique<HelperProcess>(std::move(ours), std::move(process[0]), fileBytes);
            end();
        }
        return fail(ErrorCode::kDecoderStopped, "the decoder program cannot be started");
    }

  private:
    base::Result<void> begin() {
        std::array<int, 2> ends{-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            return fail(ErrorCode::kIo, "socket");
        m_control.reset(ends[0]);
        const timeval patience{kStartSeconds, 0};
        (void)::setsockopt(m_control.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const Descriptor theirs(ends[1]);
        m_program = findProgram();
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
        // What a decoder prints, or one that was taken over, reaches nobody's terminal and no pipe.
        for (const int output : {STDOUT_FILENO, STDERR_FILENO}) {
            if (!kKeepsOutput)
                posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        const auto path = m_program.string();
        std::array<char*, 2> arguments{const_cast<char*>(path.c_str()), nullptr};
        // Nothing of this person's surroundings is the decoder's business.
        std::array<char*, 1> environment{nullptr};
        const int failed =
            ::posix_spawn(&m_process, path.c_str(), &actions, nullptr, arguments.data(), environment.data());
        posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) {
            m_process = -1;
            m_control.reset();
            return fail(ErrorCode::kDecoderStopped, "the decoder program cannot be started");
        }
        return {};
    }

    void end() {
        m_control.reset();
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            (void)::waitpid(m_process, nullptr, 0);
        }
        m_process = -1;
    }

    std::mutex m_mutex;
    base::Path m_program;
    Descriptor m_control;
    pid_t m_process = -1;
};

DecoderProgram& running() {
    static DecoderProgram program;
    return program;
}

}  // namespace

base::Result<std::unique_ptr<HelperProcess>> HelperProcess::start(const base::Path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat info{};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0)
        return fail(errno == EACCES ? ErrorCode::kPermissionDenied : ErrorCode::kNotFound,
                    "open " + path.string());
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::kNotRegularFile, "image");
    return running().copyFor(file.get(), static_cast<std::uint64_t>(info.st_size));
}

base::Result<std::unique_ptr<HelperProcess>> HelperProcess::start(base::ByteView bytes) {
    const Descriptor file(::memfd_create("image", MFD_CLOEXEC));
    // A limit on the size of files holds here too: that is a full disk to whoever set it.
    if (file.get() < 0 || !writeAll(file.get(), bytes))
        return fail(errno == EFBIG ? ErrorCode::kNoSpace : ErrorCode::kOutOfMemory, "image");
    return running().copyFor(file.get(), bytes.size());
}

HelperProcess::~HelperProcess() {
    (void)::syscall(SYS_pidfd_send_signal, m_process.get(), SIGKILL, nullptr, 0);
}

base::Result<std::uint64_t> HelperProcess::begin(Question question, std::uint32_t number, base::ByteView more,
                                                 std::uint64_t mostBytes, std::int64_t deadline,
                                                 base::TaskContext& task) {
    base::ByteWriter out;
    out.integer(static_cast<std::uint32_t>(question)).integer(number);
    MEDVEIL_TRY(send(out.bytes(), deadline, task));
    MEDVEIL_TRY(send(more, deadline, task));
    base::Bytes head(kAnswerHeadBytes);
    MEDVEIL_TRY(receive(head, deadline, task));
    base::ByteReader in(head);
    MEDVEIL_ASSIGN(const std::uint32_t code, in.integer<std::uint32_t>());
    MEDVEIL_ASSIGN(const std::uint64_t size, in.integer<std::uint64_t>());
    if (code == 0)
        return size <= mostBytes ? base::Result<std::uint64_t>(size) : stopped();
    constexpr std::size_t kLongestReason = 300;
    base::Bytes reason(static_cast<std::size_t>(std::min<std::uint64_t>(size, kLongestReason)));
    MEDVEIL_TRY(receive(reason, deadline, task));
    if (reason.size() < size)
        return stopped();
    const auto text = base::asText(reason);
    for (const auto known : {ErrorCode::kImageUnsupported, ErrorCode::kTooLarge, ErrorCode::kInvalidArgument,
                             ErrorCode::kOutOfMemory, ErrorCode::kNothingFound, ErrorCode::kCoverUnsupported,
                             ErrorCode::kCoverDamaged, ErrorCode::kCoverTooSmall}) {
        if (code == static_cast<std::uint32_t>(known))
            return fail(known, std::string(text));
    }
    return fail(ErrorCode::kImageDamaged, std::string(text));
}

base::Result<base::Bytes> HelperProcess::ask(Question question, std::uint32_t number, base::TaskContext& task,
                                             base::ByteView more, Patience patience) {
    const auto deadline = now() + patience.milliseconds;
    MEDVEIL_ASSIGN(const std::uint64_t size, begin(question, number, more, patience.bytes, deadline, task));
    base::Bytes body;
    // Memory is taken as bytes come: a size is quickly said.
    while (body.size() < size) {
        constexpr std::uint64_t kPiece = 16ULL * 1024 * 1024;
        const auto have = body.size();
        const auto piece = std::min(size - have, std::max<std::uint64_t>(have, kPiece));
        body.resize(have + static_cast<std::size_t>(piece));
        MEDVEIL_TRY(receive(std::span(body).subspan(have), deadline, task));
    }
    return body;
}

base::Result<void> HelperProcess::askInto(std::span<base::Byte> out, Question question, std::uint32_t number,
                                          base::TaskContext& task, Patience patience) {
    const auto deadline = now() + patience.milliseconds;
    MEDVEIL_ASSIGN(const std::uint64_t size, begin(question, number, {}, out.size(), deadline, task));
    if (size != out.size())
        return stopped();
    return receive(out, deadline, task);
}

base::Result<void> HelperProcess::send(base::ByteView bytes, std::int64_t deadline, base::TaskContext& task) {
    while (!bytes.empty()) {
        MEDVEIL_TRY(task.checkpoint());
        if (now() > deadline)
            return stopped();
        pollfd waiting{m_socket.get(), POLLOUT, 0};
        if (::poll(&waiting, 1, kGlance) <= 0)
            continue;
        const auto count = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno != EINTR && errno != EAGAIN)
            return stopped();
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return {};
}

base::Result<void> HelperProcess::receive(std::span<base::Byte> out, std::int64_t deadline,
                                          base::TaskContext& task) {
    while (!out.empty()) {
        MEDVEIL_TRY(task.checkpoint());
        if (now() > deadline)
            return stopped();
        pollfd waiting{m_socket.get(), POLLIN, 0};
        if (::poll(&waiting, 1, kGlance) <= 0)
            continue;
        const auto count = ::recv(m_socket.get(), out.data(), out.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
            return stopped();
        out = out.subspan(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return {};
}

void setDecoderProgram(base::Path path) {
    program() = std::move(path);
}

}  // namespace medveil::imaging
