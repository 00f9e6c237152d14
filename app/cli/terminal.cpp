#include "app/cli/terminal.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <iostream>

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "app/messages/error_text.h"
#include "core/format/shown_text.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kSecretLimit = 4096;
std::atomic<bool> interrupted{false};

/// Switches the echo off for its lifetime.
class Silence {
  public:
    explicit Silence(int terminal) : m_terminal(terminal) {
        m_changed = ::tcgetattr(terminal, &m_before) == 0;
        auto quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (m_changed)
            ::tcsetattr(terminal, TCSAFLUSH, &quiet);
    }
    ~Silence() {
        if (m_changed)
            ::tcsetattr(m_terminal, TCSAFLUSH, &m_before);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

  private:
    int m_terminal;
    termios m_before{};
    bool m_changed = false;
};

base::Result<base::SecretBytes> readLine(int descriptor) {
    base::SecretBytes line(kSecretLimit);
    std::size_t size = 0;
    while (size < kSecretLimit) {
        const auto count = ::read(descriptor, line.mutableView().data() + size, 1);
        if (count < 0 && errno == EINTR && !interrupted)
            continue;
        if (count < 0)
            return fail(interrupted ? base::Error{ErrorCode::kCancelled, {}}
                                    : base::errorFromErrno(errno, "read a line"));
        if (count == 0 || line.view()[size] == '\n')
            break;
        ++size;
    }
    if (size > 0 && line.view()[size - 1] == '\r')
        --size;
    if (size == 0)
        return fail(ErrorCode::kInvalidArgument, "nothing was entered");
    if (size == kSecretLimit)
        return fail(ErrorCode::kTooLarge, "line");
    return base::SecretBytes::copyOf(line.view().first(size));
}

std::int64_t milliseconds() {
    using namespace std::chrono;
    return duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

void Terminal::print(const nlohmann::ordered_json& value) {
    m_output.write(format::visibleJson(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) +
                   '\n');
    m_printed = true;
}

void Terminal::result(const std::string& text, const nlohmann::ordered_json& value) {
    if (m_options.json)
        print(value);
    else if (!text.empty())
        m_output.write(format::visible(text, format::LineBreaks::kKept) + (text.ends_with('\n') ? "" : "\n"));
}

void Terminal::raw(base::ByteView bytes) {
    m_output.write(base::asText(bytes));
    m_printed = true;
}

void Terminal::hint(const std::string& sentence) const {
    std::cerr << "medveil-cli: " << format::visible(sentence, format::LineBreaks::kKept) << '\n';
}

void Terminal::failure(const base::Error& error) {
    const auto text = app::errorText(error);
    if (m_options.json)
        print({{"error", std::string(base::errorName(error.code))},
               {"code", static_cast<int>(error.code)},
               {"title", text.title.toStdString()},
               {"detail", error.detail}});
    // What does not go together is said; no general words help then.
    if (error.code == ErrorCode::kInvalidArgument && !error.detail.empty())
        hint(text.title.toStdString() + ": " + format::visible(error.detail) + ". Nothing was changed.");
    else
        hint(text.title.toStdString() + ". " + text.explanation.toStdString() + "\n  " +
             text.advice.toStdString());
    if (!error.detail.empty())
        std::cerr << "  (" << base::errorName(error.code) << ": " << format::visible(error.detail) << ")\n";
}

int Terminal::usage(const std::string& text, const std::string& why) {
    if (m_options.json)
        print({{"error", "usage"}, {"code", kUsageStatus}, {"title", "Wrong usage"}, {"detail", why}});
    std::cerr << format::visible(text, format::LineBreaks::kKept);
    return kUsageStatus;
}

int Terminal::finish(const base::Result<void>& outcome) {
    if (!outcome)
        failure(outcome.error());
    else if (m_options.json && !m_printed)
        print({{"done", true}});
    const auto& written = m_output.state();
    if (!written) {
        hint((outcome ? "The command was carried out, but its output" : "The output") +
             std::string(" could not be written in full: ") +
             std::string(base::errorName(written.error().code)) + " (" + written.error().detail + ").");
    }
    return !outcome ? exitStatus(outcome.error().code) : !written ? exitStatus(written.error().code) : 0;
}

int Terminal::notReady(const base::Error& error) const {
    hint("The output could not be written: " + error.detail +
         ". Nothing was done. Send it to a terminal, a file or another program.");
    return exitStatus(error.code);
}

base::Result<std::vector<std::string>> Terminal::lines(const std::string& input,
                                                       const std::vector<std::string>& names) const {
    if (input != "-" || ::isatty(STDIN_FILENO) == 0)
        return readLines(input);
    std::vector<std::string> lines;
    for (const auto& name : names) {
        std::cerr << name << ": " << std::flush;
        MEDVEIL_ASSIGN(const base::SecretBytes line, readLine(STDIN_FILENO));
        lines.emplace_back(base::asText(line.view()));
    }
    return lines;
}

base::Result<base::SecretBytes> Terminal::fromDescriptor(int descriptor) {
    if (::fcntl(descriptor, F_GETFD) < 0)
        return fail(ErrorCode::kInvalidArgument,
                    "descriptor " + std::to_string(descriptor) + " for the passphrase is not open");
    return readLine(descriptor);
}

base::Result<base::SecretBytes> Terminal::prompted(const std::string& prompt) {
    const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0)
        return fail(ErrorCode::kInvalidArgument,
                    "no terminal to ask on: use --passphrase-fd or --passphrase-file");
    const std::string text = prompt + ": ";
    (void)!::write(terminal, text.data(), text.size());
    auto line = [&] {
        const Silence silence(terminal);
        return readLine(terminal);
    }();
    (void)!::write(terminal, "\n", 1);
    ::close(terminal);
    return line;
}

base::Result<base::SecretBytes> Terminal::passphrase(const std::string& prompt) {
    if (m_options.passphraseFd >= 0)
        return fromDescriptor(m_options.passphraseFd);
    if (!m_options.passphraseFile.empty()) {
        if (m_file < 0)
            m_file = ::open(m_options.passphraseFile.c_str(), O_RDONLY | O_CLOEXEC);
        if (m_file < 0)
            return fail(base::errorFromErrno(errno, "passphrase file"));
        return fromDescriptor(m_file);
    }
    return prompted(prompt);
}

base::Result<base::SecretBytes> Terminal::newPassphrase(const std::string& prompt) {
    if (m_options.passphraseFd >= 0 || !m_options.passphraseFile.empty())
        return passphrase(prompt);
    MEDVEIL_ASSIGN(base::SecretBytes first, prompted(prompt));
    MEDVEIL_ASSIGN(const base::SecretBytes second, prompted("The same again"));
    if (!base::equalConstantTime(first.view(), second.view()))
        return fail(ErrorCode::kInvalidArgument, "the two passphrases differ");
    return first;
}

int exitStatus(ErrorCode code) {
    return 10 + static_cast<int>(code) / 100;
}

TerminalTask::TerminalTask() : m_start(milliseconds()) {
    struct sigaction action{};
    action.sa_handler = [](int) { interrupted = true; };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

TerminalTask::~TerminalTask() {
    if (m_lastPercent >= 0)
        std::fputs("\r        \r", stderr);
}

bool TerminalTask::cancelled() const {
    return interrupted;
}

void TerminalTask::report(const base::Progress& progress) {
    if (progress.total == 0 || ::isatty(STDERR_FILENO) == 0 || milliseconds() - m_start < 1000)
        return;
    const auto percent = static_cast<int>(progress.done * 100 / progress.total);
    if (percent == m_lastPercent)
        return;
    m_lastPercent = percent;
    std::fprintf(stderr, "\r%3d %%", percent);
    std::fflush(stderr);
}

}  // namespace medveil::cli
