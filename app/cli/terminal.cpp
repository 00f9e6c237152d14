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
        if (count <= 0 || line.view()[size] == '\n')
            break;
        ++size;
    }
    if (size > 0 && line.view()[size - 1] == '\r')
        --size;
    if (size == 0)
        return fail(ErrorCode::kInvalidArgument, "no passphrase was given");
    if (size == kSecretLimit)
        return fail(ErrorCode::kTooLarge, "passphrase");
    return base::SecretBytes::copyOf(line.view().first(size));
}

std::int64_t milliseconds() {
    using namespace std::chrono;
    return duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

void Terminal::result(const std::string& text, const nlohmann::ordered_json& value) const {
    if (m_options.json)
        std::cout << value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    else if (!text.empty())
        std::cout << text << (text.ends_with('\n') ? "" : "\n");
    std::cout.flush();
}

void Terminal::hint(const std::string& sentence) const {
    std::cerr << "medveil-cli: " << sentence << '\n';
}

int Terminal::failure(const base::Error& error) const {
    const auto text = app::errorText(error.code);
    if (m_options.json) {
        nlohmann::ordered_json value = {{"error", std::string(base::errorName(error.code))},
                                        {"code", static_cast<int>(error.code)},
                                        {"title", text.title.toStdString()},
                                        {"detail", error.detail}};
        std::cout << value.dump() << std::endl;
    }
    std::cerr << "medveil-cli: " << text.title.toStdString() << ". " << text.explanation.toStdString() << '\n'
              << "  " << text.advice.toStdString() << '\n';
    if (!error.detail.empty())
        std::cerr << "  (" << base::errorName(error.code) << ": " << error.detail << ")\n";
    return exitStatus(error.code);
}

base::Result<base::SecretBytes> Terminal::fromDescriptor(int descriptor) {
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
