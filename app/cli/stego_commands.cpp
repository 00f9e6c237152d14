// hide, reveal, capacity, verify.
#include <iostream>

#include "app/cli/command_line.h"
#include "app/services/contacts.h"
#include "app/services/covers.h"
#include "app/services/inspect.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kPayloadLimit = 256 * 1024 * 1024;

struct HideOptions {
    std::string payload;
    std::string cover;
    std::string out;
    std::string contact;
};

base::Result<void> hide(Context& context, const HideOptions& options) {
    MEDVEIL_ASSIGN(const base::Bytes payload,
                   base::readWholeFile(base::systemFileSystem(), options.payload, kPayloadLimit));
    if (options.contact.empty()) {
        MEDVEIL_ASSIGN(const base::SecretBytes passphrase,
                       context.terminal.newPassphrase("Passphrase for the hidden data"));
        MEDVEIL_TRY(app::hideWithPassphrase(options.cover, payload, passphrase, options.out, context.task));
    } else {
        MEDVEIL_ASSIGN(app::Session * session, context.unlock());
        MEDVEIL_ASSIGN(const app::Person person, app::Contacts(*session).resolve(options.contact));
        MEDVEIL_TRY(
            app::hideForContact(*session, person.id, options.cover, payload, options.out, context.task));
    }
    context.terminal.result("Hidden in " + options.out + ", and read back.",
                            {{"file", options.out}, {"bytes", payload.size()}});
    return {};
}

base::Result<void> reveal(Context& context, const std::string& file, const std::string& out,
                          bool fromContacts) {
    base::WipedBytes payload;
    if (fromContacts) {
        MEDVEIL_ASSIGN(app::Session * session, context.unlock());
        MEDVEIL_ASSIGN(payload, app::revealFromContacts(*session, file, context.task));
    } else {
        MEDVEIL_ASSIGN(const base::SecretBytes passphrase,
                       context.terminal.passphrase("Passphrase of the hidden data"));
        MEDVEIL_ASSIGN(payload, app::revealWithPassphrase(file, passphrase, context.task));
    }
    if (out == "-") {
        std::cout.write(reinterpret_cast<const char*>(payload.data()),
                        static_cast<std::streamsize>(payload.size()));
        std::cout.flush();
        return {};
    }
    MEDVEIL_ASSIGN(const auto target, base::systemFileSystem().createExclusive(out));
    MEDVEIL_TRY(target->write(payload));
    MEDVEIL_TRY(target->sync());
    MEDVEIL_TRY(target->close());
    context.terminal.result(std::to_string(payload.size()) + " bytes in " + out,
                            {{"file", out}, {"bytes", payload.size()}});
    return {};
}

base::Result<void> capacity(Context& context, const std::vector<std::string>& files) {
    for (const auto& file : files) {
        MEDVEIL_ASSIGN(const app::Capacity c, app::coverCapacity(file, context.task));
        context.terminal.result(file + ": holds " + std::to_string(c.fitBytes) + " bytes, safely " +
                                    std::to_string(c.safeBytes) + (c.flat ? " (flat: changes may show)" : ""),
                                {{"file", file},
                                 {"fit", c.fitBytes},
                                 {"safe", c.safeBytes},
                                 {"samples", c.samples},
                                 {"flat", c.flat}});
    }
    return {};
}

base::Result<void> verify(Context& context, const std::string& file) {
    MEDVEIL_ASSIGN(const app::FileReport report, app::inspectFile(file));
    context.terminal.result(report.text, {{"kind", report.kind}, {"holds", true}, {"summary", report.text}});
    return {};
}

}  // namespace

void addStegoCommands(Commands& commands) {
    auto& root = commands.root;
    {
        auto o = std::make_shared<HideOptions>();
        auto* command = commands.add(root, "hide", "Hide any file in a picture or sound",
                                     [o](Context& c) { return hide(c, *o); });
        command->add_option("payload", o->payload, "File to hide")->required()->type_name("FILE");
        command->add_option("cover", o->cover, "PNG, WAV or FLAC; stays as it is")
            ->required()
            ->type_name("COVER");
        command->add_option("--out", o->out, "New file to write")->required()->type_name("FILE");
        command->add_option("--to", o->contact, "Contact who can reveal it without a passphrase");
    }
    {
        auto file = std::make_shared<std::string>();
        auto out = std::make_shared<std::string>();
        auto contacts = std::make_shared<bool>(false);
        auto* command = commands.add(root, "reveal", "Find what is hidden in a picture or sound",
                                     [=](Context& c) { return reveal(c, *file, *out, *contacts); });
        command->add_option("file", *file)->required()->type_name("FILE");
        command->add_option("--out", *out, "New file to write; - for standard output")
            ->required()
            ->type_name("FILE");
        command->add_flag("--from-contacts", *contacts,
                          "Try the keys shared with your contacts instead of a passphrase");
    }
    auto files = std::make_shared<std::vector<std::string>>();
    commands
        .add(root, "capacity", "How much a picture or sound can hide",
             [files](Context& c) { return capacity(c, *files); })
        ->add_option("covers", *files)
        ->required()
        ->type_name("FILE");
    auto file = std::make_shared<std::string>();
    commands
        .add(root, "verify", "Check a card or the outside of a sealed file, without a profile",
             [file](Context& c) { return verify(c, *file); })
        ->add_option("file", *file)
        ->required()
        ->type_name("FILE");
}

}  // namespace medveil::cli
