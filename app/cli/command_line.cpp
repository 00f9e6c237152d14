#include "app/cli/command_line.h"

#include <charconv>
#include <cstdlib>
#include <ctime>

#include <sys/resource.h>

#include "app/services/account.h"

namespace medveil::cli {

namespace {

std::string defaultProfile() {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    const base::Path root = data != nullptr && *data != '\0' ? base::Path(data)
                            : home != nullptr                ? base::Path(home) / ".local" / "share"
                                                             : base::Path(".");
    return (root / "medveil" / "default").string();
}

/// A core dump would hold keys and messages.
void forbidCoreDumps() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace

base::Result<std::pair<std::uint32_t, std::uint32_t>> framesFrom(const std::string& text) {
    std::uint32_t first = 0;
    const char* const end = text.data() + text.size();
    auto read = std::from_chars(text.data(), end, first);
    auto last = first;
    if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-')
        read = std::from_chars(read.ptr + 1, end, last);
    if (read.ec != std::errc() || read.ptr != end || first < 1 || last < first)
        return base::fail(base::ErrorCode::kInvalidArgument, "--frames wants a number from 1 on, or A-B");
    return std::pair(first, last);
}

std::string isoTime(base::Timestamp time) {
    const std::time_t seconds = time / base::kSecond;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

base::Result<app::Session*> Context::unlock() {
    if (!m_session) {
        if (!app::Session::exists(profile))
            return base::fail(base::ErrorCode::kNoProfile);
        MEDVEIL_ASSIGN(const base::SecretBytes passphrase, terminal.passphrase("Passphrase"));
        MEDVEIL_ASSIGN(m_session,
                       app::Session::unlock(profile, app::CredentialKind::kPassphrase, passphrase, task));
        if (m_session->rolledBack())
            terminal.hint(
                "This vault is older than the last state this machine has seen. Was a backup restored?");
    }
    return m_session.get();
}

int runCommandLine(int argc, char** argv) {
    forbidCoreDumps();
    CLI::App root("Medveil on the command line: seal, hide, send and open patient data for named people.",
                  "medveil-cli");
    TerminalOptions options;
    std::string profile = defaultProfile();
    root.add_option("--profile", profile, "Folder of the profile")->type_name("DIR");
    root.add_flag("--json", options.json, "Print results as JSON, one object a line");
    root.add_option("--passphrase-fd", options.passphraseFd,
                    "Read passphrases from this file descriptor, one a line")
        ->type_name("N");
    root.add_option("--passphrase-file", options.passphraseFile,
                    "Read passphrases from this file, one a line")
        ->type_name("FILE");
    root.set_version_flag("--version", std::string("medveil-cli ") + MEDVEIL_VERSION);
    root.require_subcommand(1);
    root.fallthrough();
    Commands commands{root, {}};
    addPeopleCommands(commands);
    addMailCommands(commands);
    addStegoCommands(commands);
    addScanCommands(commands);
    try {
        root.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int status = root.exit(error, std::cout, std::cerr);
        return status == 0 ? 0 : 2;
    }
    Terminal terminal(options);
    TerminalTask task;
    Context context(terminal, profile, task);
    const auto outcome = commands.chosen(context);
    return outcome ? 0 : terminal.failure(outcome.error());
}

}  // namespace medveil::cli
