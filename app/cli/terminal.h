// The terminal, and nothing but: prompts, secrets, progress and how results are printed. Its rules:
//
//   - results go to standard output, everything else to standard error; what could not be printed is an error
//   - with --json a result is one JSON object on one line, and so is an error, help or wrong usage: whatever
//     happens, at least one object is printed
//   - what others wrote (names of files, people, patients, notes) moves no cursor and turns no text around:
//   controls
//     are shown as \u{HEX}. Commands put such text through format::visible(), which leaves no line breaks
//     either; the terminal catches the rest
//   - a passphrase comes from --passphrase-fd, --passphrase-file or a prompt without echo; never from an
//   argument or the
//     environment, which other users of the machine can see
//   - hints are given here only, in whole sentences, and never change what a command does
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "app/cli/standard_streams.h"
#include "core/base/secret.h"
#include "core/base/task_context.h"

namespace medveil::cli {

struct TerminalOptions {
    bool json = false;
    int passphraseFd = -1;
    std::string passphraseFile;
};

class Terminal {
  public:
    explicit Terminal(const TerminalOptions& options) : m_options(options) {}

    /// When the arguments have been read.
    void use(const TerminalOptions& options) { m_options = options; }
    bool json() const { return m_options.json; }
    /// `text` for people, `value` for programs.
    void result(const std::string& text, const nlohmann::ordered_json& value);
    /// Bytes as they are: what was asked for on standard output itself.
    void raw(base::ByteView bytes);
    void hint(const std::string& sentence) const;
    /// Prints what went wrong, also with the output itself, and returns the exit status that belongs to it.
    int finish(const base::Result<void>& outcome);
    /// kIo where nothing can be printed at all: better said before anything is done.
    base::Result<void> ready() const { return m_output.ready(); }
    /// Everything printed so far has reached standard output: nothing is kept back in this process.
    bool written() const { return m_output.state().has_value(); }
    /// The exit status where nothing was done because nothing could be printed.
    int notReady(const base::Error& error) const;
    /// Wrong usage: `text` for people, `why` for programs.
    int usage(const std::string& text, const std::string& why);

    /// The lines of an input, see readLines(). Where standard input is a terminal, each is asked for by its
    /// name.
    base::Result<std::vector<std::string>> lines(const std::string& input,
                                                 const std::vector<std::string>& names) const;

    base::Result<base::SecretBytes> passphrase(const std::string& prompt);
    /// Asked twice at a prompt.
    base::Result<base::SecretBytes> newPassphrase(const std::string& prompt);

  private:
    void print(const nlohmann::ordered_json& value);
    void failure(const base::Error& error);
    base::Result<base::SecretBytes> fromDescriptor(int descriptor);
    base::Result<base::SecretBytes> prompted(const std::string& prompt);
    TerminalOptions m_options;
    Output m_output;
    bool m_printed = false;
    int m_file = -1;  ///< the passphrase file, kept open: one passphrase a line
};

inline constexpr int kUsageStatus = 2;
/// Documented in the manual page: 10 and up, one for each hundred of error codes.
int exitStatus(base::ErrorCode code);

/// Percent on standard error when that is a terminal and the work takes longer than a second; Ctrl+C cancels.
class TerminalTask final : public base::TaskContext {
  public:
    TerminalTask();
    ~TerminalTask() override;
    bool cancelled() const override;
    void report(const base::Progress& progress) override;

  private:
    std::int64_t m_start;
    int m_lastPercent = -1;
};

}  // namespace medveil::cli
