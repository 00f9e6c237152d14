#include "app/cli/command_line.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <sstream>

#include "app/services/account.h"
#include "core/base/process.h"

namespace medveil::cli {

using base::fail;

namespace {

std::string defaultProfile() {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    const base::Path root = data != nullptr && *data != '\0' ? base::Path(data)
                            : home != nullptr                ? base::Path(home) / ".local" / "share"
                                                             : base::Path(".");
    return (root / "medveil" / "default").string();
}

std::string hintOf(const app::Finding& finding) {
    switch (finding.code) {
        case base::ErrorCode::kVaultRolledBack:
            return "This vault is older than the last state this machine has seen. Was a backup restored?";
        case base::ErrorCode::kVaultAnchorMissing:
            return "The file \"anchor\" of the profile is missing or damaged: nobody can tell whether this "
                   "vault "
                   "is an older copy. Look whether the newest messages are here.";
        case base::ErrorCode::kVaultFilesMissing:
            return "Attachments are missing in the folder \"attachments\" of the profile (" + finding.what +
                   "). Put it back from a backup.";
        case base::ErrorCode::kVaultSlotsReplaced:
            return "The file with the ways to unlock was older than the vault; the current one was put back.";
        case base::ErrorCode::kAuditBroken:
            return "The audit log is damaged from entry " + finding.what +
                   " on. What is done now is written after it; see 'audit verify'.";
        case base::ErrorCode::kOutboxDamaged:
            return "What waits to go out is damaged in the vault (rows: " + finding.what +
                   "). It stays here; everything else is sent. See 'sent' for what still waits. The "
                   "window can remove it.";
        case base::ErrorCode::kDraftDamaged:
            return "Drafts cannot be read, and were left as they are (" + finding.what +
                   "). The window can remove them.";
        case base::ErrorCode::kContactsDamaged:
            return "What the vault says about some people is damaged (rows: " + finding.what +
                   "). They cannot be chosen, and their mail waits on the share; everybody else is as "
                   "before. The window can remove it.";
        case base::ErrorCode::kVaultDamaged:
            return "A part of the vault cannot be read (" + finding.what + ").";
        default:
            return "Files that this profile did not write lie in its folder and were left alone, for "
                   "instance " +
                   finding.what + ".";
    }
}

/// Every command that can be run, with what it takes: for programs, and for the tests that compare the manual
/// with it.
void listCommands(const CLI::App& parent, const std::string& path, nlohmann::ordered_json& list) {
    for (const auto* command : parent.get_subcommands([](const CLI::App*) { return true; })) {
        const auto name = path + command->get_name();
        if (!command->get_subcommands([](const CLI::App*) { return true; }).empty()) {
            listCommands(*command, name + " ", list);
            continue;
        }
        auto options = nlohmann::ordered_json::array();
        auto arguments = nlohmann::ordered_json::array();
        for (const auto* option : command->get_options()) {
            if (option->get_positional())
                arguments.push_back(option->get_name());
            else if (option->get_name() != "--help")
                options.push_back(option->get_name());
        }
        list.push_back({{"name", name},
                        {"summary", command->get_description()},
                        {"options", options},
                        {"arguments", arguments}});
    }
}

/// Help, the version or wrong usage: what CLI11 would have printed itself.
int answer(Terminal& terminal, const CLI::App& root, const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream problems;
    if (root.exit(error, out, problems) != 0)
        return terminal.usage(problems.str(), error.what());
    nlohmann::ordered_json value;
    if (dynamic_cast<const CLI::CallForVersion*>(&error) != nullptr) {
        value["version"] = MEDVEIL_VERSION;
    } else {
        value = {{"help", out.str()}, {"commands", nlohmann::ordered_json::array()}};
        listCommands(root, {}, value["commands"]);
    }
    terminal.result(out.str(), value);
    return terminal.finish({});
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
        return fail(base::ErrorCode::kInvalidArgument, "--frames wants a number from 1 on, or A-B");
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

CLI::Validator notStandardOutput() {
    return {[](const std::string& name) {
                return name == "-" ? std::string("this command writes a file; one that is called - is ./-")
                                   : std::string();
            },
            ""};
}

base::Result<app::Session*> Context::unlock() {
    if (!m_session) {
        MEDVEIL_TRY(app::Session::check(profile));
        MEDVEIL_ASSIGN(const base::SecretBytes passphrase, terminal.passphrase("Passphrase"));
        MEDVEIL_ASSIGN(m_session,
                       app::Session::unlock(profile, app::CredentialKind::kPassphrase, passphrase, task));
        if (m_session->copied())
            terminal.hint(
                "This profile was used in another place: it was copied or moved here. It neither sends nor "
                "fetches before you say 'device moved' or 'device new'.");
        for (const auto& finding : m_session->findings())
            terminal.hint(hintOf(finding));
    }
    return m_session.get();
}

int runCommandLine(int argc, char** argv) {
    base::closeToOthers();
    guardStandardStreams();
    CLI::App root("Medveil on the command line: seal, hide, send and open patient data for named people.",
                  "medveil-cli");
    TerminalOptions options;
    std::string profile = defaultProfile();
    std::string ignored;
    root.add_option("--profile", profile, "Folder of the profile")->type_name("DIR");
    root.add_flag("--json", options.json, "Print results as JSON, one object a line");
    root.add_option("--passphrase-fd", options.passphraseFd,
                    "Read passphrases from this file descriptor, one a line")
        ->type_name("N");
    root.add_option("--passphrase-file", options.passphraseFile,
                    "Read passphrases from this file, one a line")
        ->type_name("FILE");
    root.add_option("--args-file", ignored,
                    "Read further arguments from this file, one a line; - for standard input. Names of "
                    "patients on the "
                    "command line can be read by everybody who uses this machine")
        ->type_name("FILE");
    root.set_version_flag("--version", std::string("medveil-cli ") + MEDVEIL_VERSION);
    root.require_subcommand(1);
    root.fallthrough();
    Commands commands{root, {}};
    addPeopleCommands(commands);
    addMailCommands(commands);
    addKeptCommands(commands);
    addPatientCommands(commands);
    addStegoCommands(commands);
    addScanCommands(commands);
    // Known before anything is parsed: also what is wrong with the arguments is said as JSON.
    options.json = std::any_of(argv, argv + argc,
                               [](const char* argument) { return std::string_view(argument) == "--json"; });
    Terminal terminal(options);
    auto arguments = expandArguments(argc, argv);
    if (!arguments)
        return terminal.finish(fail(std::move(arguments).error()));
    // It may stand in the file, too.
    options.json = options.json || std::ranges::find(*arguments, "--json") != arguments->end();
    terminal.use(options);
    try {
        std::reverse(arguments->begin(), arguments->end());
        root.parse(std::move(*arguments));
    } catch (const CLI::ParseError& error) {
        return answer(terminal, root, error);
    }
    terminal.use(options);
    TerminalTask task;
    Context context(terminal, profile, task);
    // A result that nobody can see is no result: better said before anything is sent or written.
    if (const auto ready = terminal.ready(); !ready)
        return terminal.notReady(ready.error());
    return terminal.finish(commands.chosen(context));
}

}  // namespace medveil::cli
