#include "app/cli/standard_streams.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "core/format/cbor.h"
#include "core/format/shown_text.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kLinesLimit = 1024 * 1024;
constexpr std::string_view kArgumentsFile = "--args-file";

/// Takes the number of a closed descriptor with one that answers every use with an error.
void occupy(int descriptor, int flags) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF)
        return;
    const int stopper = ::open("/dev/null", flags);
    if (stopper >= 0 && stopper != descriptor) {
        ::dup2(stopper, descriptor);
        ::close(stopper);
    }
}

bool waits(int descriptor, short events) {
    pollfd wait{descriptor, events, 0};
    return (errno == EAGAIN || errno == EWOULDBLOCK) && ::poll(&wait, 1, -1) >= 0;
}

base::Result<void> appendLines(const std::string& name, std::vector<std::string>& arguments) {
    MEDVEIL_ASSIGN(const std::vector<std::string> lines, readLines(name));
    for (const auto& line : lines) {
        if (line.starts_with(kArgumentsFile))
            return fail(ErrorCode::kInvalidArgument, "--args-file inside such a file");
        arguments.push_back(line);
    }
    return {};
}

}  // namespace

void guardStandardStreams() {
    occupy(STDIN_FILENO, O_WRONLY);
    occupy(STDOUT_FILENO, O_RDONLY);
    occupy(STDERR_FILENO, O_RDWR);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

base::Result<void> Output::ready() const {
    const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
        return fail(ErrorCode::kIo, "standard output is closed");
    return {};
}

void Output::write(std::string_view text) {
    while (m_state && !text.empty()) {
        const auto count = ::write(STDOUT_FILENO, text.data(), text.size());
        if (count >= 0)
            text.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR && !waits(STDOUT_FILENO, POLLOUT))
            m_state = fail(base::errorFromErrno(errno, "standard output"));
    }
}

base::Result<base::WipedBytes> readStandardInput(std::size_t limit) {
    base::WipedBytes content;
    base::WipedBytes piece(kPiece);
    while (true) {
        const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (count == 0)
            return content;
        if (count < 0 && (errno == EINTR || waits(STDIN_FILENO, POLLIN)))
            continue;
        if (count < 0)
            return fail(base::errorFromErrno(errno, "standard input"));
        if (content.size() + static_cast<std::size_t>(count) > limit)
            return fail(ErrorCode::kTooLarge, "standard input");
        content.insert(content.end(), piece.begin(), piece.begin() + count);
    }
}

base::Result<base::WipedBytes> readInput(const std::string& name, std::size_t limit) {
    if (name == "-")
        return readStandardInput(limit);
    MEDVEIL_ASSIGN(const auto file, base::systemFileSystem().openForReading(name));
    MEDVEIL_ASSIGN(const std::uint64_t size, file->size());
    if (size > limit)
        return fail(ErrorCode::kTooLarge, "file over its bound");
    base::WipedBytes content(static_cast<std::size_t>(size));
    MEDVEIL_ASSIGN(const std::size_t count, file->read(content));
    content.resize(count);
    return content;
}

base::Result<std::vector<std::string>> readLines(const std::string& name) {
    MEDVEIL_ASSIGN(const base::WipedBytes content, readInput(name, kLinesLimit));
    if (!format::isUtf8(base::asText(content)))
        return fail(ErrorCode::kMalformed, "not UTF-8");
    const auto text = format::plainText(base::asText(content));
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        if (end > at)
            lines.emplace_back(text.data() + at, end - at);
        at = end + 1;
    }
    return lines;
}

base::Result<std::vector<std::string>> expandArguments(int argc, const char* const* argv) {
    std::vector<std::string> arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--") {
            arguments.insert(arguments.end(), argv + i, argv + argc);
            break;
        }
        if (argument.starts_with(std::string(kArgumentsFile) + "=")) {
            MEDVEIL_TRY(appendLines(argument.substr(kArgumentsFile.size() + 1), arguments));
        } else if (argument != kArgumentsFile) {
            arguments.push_back(argument);
        } else if (++i < argc) {
            MEDVEIL_TRY(appendLines(argv[i], arguments));
        } else {
            return fail(ErrorCode::kInvalidArgument, "--args-file wants a file");
        }
    }
    return arguments;
}

}  // namespace medveil::cli
