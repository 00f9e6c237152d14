#include "core/imaging/image_file.h"

#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/imaging/decoder_protocol.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLongestAnswer = std::chrono::seconds(60);
constexpr int kHelperFile = 3;  ///< the helper's descriptor of the image file

base::Path& program() {
    static base::Path path;
    return path;
}

base::Path findProgram() {
    if (!program().empty())
        return program();
    std::error_code error;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto& place : {own / "medveil-decoder", own / "../libexec/medveil/medveil-decoder"}) {
        if (std::filesystem::exists(place, error))
            return place;
    }
    return own / "medveil-decoder";
}

class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) : m_number(number) {}
    Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(m_number, other.m_number);
        return *this;
    }
    ~Descriptor() {
        if (m_number >= 0)
            ::close(m_number);
    }
    int get() const { return m_number; }

  private:
    int m_number = -1;
};

}  // namespace

/// The other process and the socket to it.
class ImageFile::Helper {
  public:
    static base::Result<std::unique_ptr<Helper>> start(const base::Path& path) {
        Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        struct stat info{};
        if (file.get() < 0 || ::fstat(file.get(), &info) != 0)
            return fail(errno == EACCES ? ErrorCode::kPermissionDenied : ErrorCode::kNotFound, "image");
        if (!S_ISREG(info.st_mode))
            return fail(ErrorCode::kNotRegularFile, "image");
        std::array<int, 2> ends{-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            return fail(ErrorCode::kIo, "socket");
        auto helper = std::make_unique<Helper>();
        helper->m_socket = Descriptor(ends[0]);
        const Descriptor theirs(ends[1]);
        MEDVEIL_TRY(helper->spawn(file.get(), theirs.get()));
        return helper;
    }
    ~Helper() {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            (void)::waitpid(m_process, nullptr, 0);
        }
    }

    /// The answer's bytes, or the error that it says.
    base::Result<base::Bytes> ask(std::uint32_t question, std::uint32_t number, base::TaskContext& task,
                                  base::ByteView more = {}) {
        base::ByteWriter out;
        out.integer(question).integer(number).raw(more);
        if (::send(m_socket.get(), out.bytes().data(), out.bytes().size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(out.bytes().size()))
            return stopped();
        const auto deadline = Clock::now() + kLongestAnswer;
        base::Bytes head(kAnswerHeadBytes);
        MEDVEIL_TRY(receive(head, deadline, task));
        base::ByteReader in(head);
        MEDVEIL_ASSIGN(const std::uint32_t code, in.integer<std::uint32_t>());
        MEDVEIL_ASSIGN(const std::uint64_t size, in.integer<std::uint64_t>());
        if (size > kLargestAnswer)
            return stopped();
        base::Bytes body(static_cast<std::size_t>(size));
        MEDVEIL_TRY(receive(body, deadline, task));
        if (code == 0)
            return body;
        constexpr std::size_t kLongestReason = 300;
        const auto text = base::asText(base::ByteView(body).first(std::min(body.size(), kLongestReason)));
        for (const auto known : {ErrorCode::kImageUnsupported, ErrorCode::kTooLarge,
                                 ErrorCode::kInvalidArgument, ErrorCode::kOutOfMemory}) {
            if (code == static_cast<std::uint32_t>(known))
                return fail(known, std::string(text));
        }
        return fail(ErrorCode::kImageDamaged, std::string(text));
    }

  private:
    static std::unexpected<base::Error> stopped() { return fail(ErrorCode::kDecoderStopped, "decoder"); }

    base::Result<void> spawn(int file, int socket) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, file, kHelperFile);
        posix_spawn_file_actions_addclosefrom_np(&actions, kHelperFile + 1);
        const auto path = findProgram().string();
        std::array<char*, 2> arguments{const_cast<char*>(path.c_str()), nullptr};
        // Nothing of this person's surroundings is the decoder's business.
        std::array<char*, 1> environment{nullptr};
        const int failed =
            ::posix_spawn(&m_process, path.c_str(), &actions, nullptr, arguments.data(), environment.data());
        posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) {
            m_process = -1;
            return fail(ErrorCode::kDecoderStopped, "the decoder program cannot be started");
        }
        return {};
    }

    base::Result<void> receive(base::Bytes& out, Clock::time_point deadline, base::TaskContext& task) {
        constexpr int kGlance = 100;  // ms: how soon a cancelled task is noticed
        std::size_t at = 0;
        while (at < out.size()) {
            MEDVEIL_TRY(task.checkpoint());
            if (Clock::now() > deadline)
                return stopped();
            pollfd waiting{m_socket.get(), POLLIN, 0};
            if (::poll(&waiting, 1, kGlance) <= 0)
                continue;
            const auto count = ::recv(m_socket.get(), out.data() + at, out.size() - at, 0);
            if (count == 0 || (count < 0 && errno != EINTR))
                return stopped();
            at += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        }
        return {};
    }

    Descriptor m_socket;
    pid_t m_process = -1;
};

ImageFile::ImageFile(base::Path path, std::unique_ptr<Helper> helper)
    : m_path(std::move(path)), m_helper(std::move(helper)) {}
ImageFile::~ImageFile() = default;

base::Result<std::unique_ptr<ImageFile>> ImageFile::open(const base::Path& path, base::TaskContext& task) {
    MEDVEIL_ASSIGN(auto helper, Helper::start(path));
    std::unique_ptr<ImageFile> file(new ImageFile(path, std::move(helper)));
    MEDVEIL_ASSIGN(const base::Bytes answer, file->ask(static_cast<std::uint32_t>(Question::kInfo), 0, task));
    MEDVEIL_ASSIGN(file->m_info, decodeInfo(answer));
    return file;
}

base::Result<base::Bytes> ImageFile::ask(std::uint32_t question, std::uint32_t frame,
                                         base::TaskContext& task) {
    if (!m_helper) {
        MEDVEIL_ASSIGN(m_helper, Helper::start(m_path));
    }
    auto answer = m_helper->ask(question, frame, task);
    // What is left of an answer that nobody waited for must not be taken for the next one.
    if (!answer &&
        (answer.error().code == ErrorCode::kDecoderStopped || answer.error().code == ErrorCode::kCancelled))
        m_helper.reset();
    return answer;
}

base::Result<Frame> ImageFile::frame(std::uint32_t number, base::TaskContext& task) {
    MEDVEIL_ASSIGN(base::Bytes answer, ask(static_cast<std::uint32_t>(Question::kFrame), number, task));
    MEDVEIL_ASSIGN(Frame frame, decodeFrame(std::move(answer)));
    if (m_info.kind != ImageKind::kTiff && (frame.columns != m_info.columns || frame.rows != m_info.rows))
        return fail(ErrorCode::kMalformed, "answer of the decoder");
    return frame;
}

base::Result<std::vector<Element>> ImageFile::elements(base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes answer, ask(static_cast<std::uint32_t>(Question::kElements), 0, task));
    return decodeElements(answer);
}

base::Result<Deidentified> ImageFile::deidentify(const base::Path& path, const DeidentifyPlan& plan,
                                                 base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto helper, Helper::start(path));
    const auto bytes = encodePlan(plan);
    if (bytes.size() > kLongestPlan)
        return fail(ErrorCode::kInvalidArgument, "plan");
    MEDVEIL_ASSIGN(const base::Bytes answer,
                   helper->ask(static_cast<std::uint32_t>(Question::kDeidentify),
                               static_cast<std::uint32_t>(bytes.size()), task, bytes));
    return decodeDeidentified(answer);
}

void setDecoderProgram(base::Path path) {
    program() = std::move(path);
}

}  // namespace medveil::imaging
