// medveil-cli: everything the window does, without one. Each group of commands registers itself with CLI11
// and leaves the chosen action in Commands. One thread.
#pragma once

#include <functional>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/cli/terminal.h"
#include "app/services/session.h"
#include "core/base/closed_folder.h"
#include "core/format/shown_text.h"

namespace medveil::cli {

using format::visible;

class Context {
  public:
    Context(Terminal& screen, base::Path folder, base::TaskContext& work)
        : terminal(screen), profile(std::move(folder)), task(work), m_closed(profile) {}
    base::Result<app::Session*> unlock();

    Terminal& terminal;
    base::Path profile;
    base::TaskContext& task;

  private:
    base::ClosedFolder m_closed;  ///< also for commands that unlock nothing
    std::unique_ptr<app::Session> m_session;
};

using Action = std::function<base::Result<void>(Context&)>;

struct Commands {
    CLI::App& root;
    Action chosen;

    /// A command with its action; options are added to what is returned.
    CLI::App* add(CLI::App& parent, const std::string& name, const std::string& summary, Action action) {
        CLI::App* command = parent.add_subcommand(name, summary);
        command->callback([this, action = std::move(action)] { chosen = action; });
        return command;
    }
};

void addPeopleCommands(Commands& commands);
void addMailCommands(Commands& commands);
void addKeptCommands(Commands& commands);
void addPatientCommands(Commands& commands);
void addStegoCommands(Commands& commands);
void addScanCommands(Commands& commands);
/// mask, restore, seal and open, below `scan`.
void addMaskCommands(Commands& commands, CLI::App& scan);

/// The whole program; returns its exit status.
int runCommandLine(int argc, char** argv);

/// "A" or "A-B", from 1 on. kInvalidArgument.
base::Result<std::pair<std::uint32_t, std::uint32_t>> framesFrom(const std::string& text);

std::string isoTime(base::Timestamp time);

/// As inbox, sent and search list messages.
void printRows(Context& context, const std::vector<app::MessageRow>& rows);
/// "Ida Berg" (MRN-7 of North, born 1970-04-01), as far as it is known.
std::string shownPatient(const std::string& name, const std::string& id, const std::string& authority,
                         const std::string& birthDate = {});
/// For options and arguments that name what is written: "-" is refused where standard output is not meant.
CLI::Validator notStandardOutput();

}  // namespace medveil::cli
