// The terminal, and nothing but: prompts, secrets, progress and how results are printed. Its rules:
//
//   - results go to standard output, everything else to standard error
//   - with --json a result is one JSON object on one line, an error is {"error": ...} on standard output as
//   well
//   - a passphrase comes from --passphrase-fd, --passphrase-file or a prompt without echo; never from an
//   argument or the
//     environment, which other users of the machine can see
//   - hints are given here only, in whole sentences, and never change what a command does
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

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

    bool json() const { return m_options.json; }
    /// `text` for people, `value` for programs.
    void result(const std::string& text, const nlohmann::ordered_json& value) const;
    void hint(const std::string& sentence) const;
    /// Prints the error and returns the exit status that belongs to it.
    int failure(const base::Error& error) const;

    base::Result<base::SecretBytes> passphrase(const std::string& prompt);
    /// Asked twice at a prompt.
    base::Result<base::SecretBytes> newPassphrase(const std::string& prompt);

  private:
    base::Result<base::SecretBytes> fromDescriptor(int descriptor);
    base::Result<base::SecretBytes> prompted(const std::string& prompt);
    TerminalOptions m_options;
    int m_file = -1;  ///< the passphrase file, kept open: one passphrase a line
};

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
