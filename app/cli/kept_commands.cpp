// held, remove, device: what was set aside, what a person no longer wants to keep, and where the profile
// lives.
#include "app/cli/command_line.h"
#include "app/services/account.h"
#include "app/services/mailbox.h"
#include "app/services/set_aside.h"

namespace medveil::cli {

using Json = nlohmann::ordered_json;

namespace {

struct HeldOptions {
    std::string release;
    std::string remove;
    bool releaseAll = false;
};

/// Why, in words: the codes that a file in a mailbox can be set aside with.
std::string reasonWords(base::ErrorCode reason) {
    switch (reason) {
        case base::ErrorCode::kUnknownContact:
            return "from somebody you have not accepted";
        case base::ErrorCode::kNothingFound:
            return "a picture or sound that holds nothing for you";
        case base::ErrorCode::kNotForMe:
            return "sealed for other people, or its key comes in a cover";
        case base::ErrorCode::kNotIntendedReader:
            return "passed on to you by somebody its sender did not write to";
        case base::ErrorCode::kSenderUnverified:
            return "the sender's signature does not hold";
        case base::ErrorCode::kExpired:
            return "arrived after the time its sender gave it";
        case base::ErrorCode::kAuthenticationFailed:
        case base::ErrorCode::kMalformed:
        case base::ErrorCode::kUnexpectedEnd:
            return "damaged or forged";
        case base::ErrorCode::kUnknownVersion:
        case base::ErrorCode::kUnknownSuite:
            return "made by a newer version of the program";
        case base::ErrorCode::kTooLarge:
            return "larger than this program opens";
        default:
            return "cannot be opened (" + std::string(base::errorName(reason)) + ")";
    }
}

base::Result<void> held(Context& context, const HeldOptions& options) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::SetAside aside(*session);
    if (options.releaseAll) {
        MEDVEIL_ASSIGN(const std::size_t count, aside.releaseAll());
        context.terminal.result(std::to_string(count) + " are tried again at the next sync.",
                                {{"released", count}});
        return {};
    }
    if (!options.release.empty()) {
        MEDVEIL_TRY(aside.release(options.release));
        context.terminal.result("It is tried again at the next sync.", {{"released", 1}});
        return {};
    }
    if (!options.remove.empty()) {
        MEDVEIL_TRY(aside.remove(options.remove));
        context.terminal.result("It was removed from the share.", {{"removed", true}});
        return {};
    }
    constexpr std::size_t kMost = 1'000;
    MEDVEIL_ASSIGN(const auto rows, aside.list(kMost));
    std::string text;
    Json list = Json::array();
    for (const auto& row : rows) {
        text += visible(row.shortId) + "  " + isoTime(row.since) + "  " +
                (row.ending.empty() ? "no longer on the share"
                                    : row.ending + ", " + std::to_string(row.size) + " bytes") +
                "  " + reasonWords(row.reason) + "\n";
        list.push_back({{"id", row.id},
                        {"since", isoTime(row.since)},
                        {"reason", std::string(base::errorName(row.reason))},
                        {"words", reasonWords(row.reason)},
                        {"kind", row.ending},
                        {"bytes", row.size}});
    }
    context.terminal.result(text.empty() ? "Nothing is set aside." : text, {{"held", list}});
    return {};
}

base::Result<void> removeMessage(Context& context, const std::string& which) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Mailbox mailbox(*session);
    MEDVEIL_ASSIGN(const std::int64_t number, mailbox.resolve(which));
    MEDVEIL_TRY(mailbox.remove(number));
    context.terminal.result("The message and its attachments were removed from this vault.",
                            {{"removed", number}});
    return {};
}

base::Result<void> settle(Context& context, bool second) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Account account(*session);
    MEDVEIL_TRY(second ? account.secondDevice() : account.movedHere());
    context.terminal.result(second
                                ? "This copy is a device of its own. Others learn of it with the next sync."
                                : "The profile lives here now. Do not use the copy it came from.",
                            {{"device", second ? "new" : "moved"}});
    return {};
}

}  // namespace

void addKeptCommands(Commands& commands) {
    auto& root = commands.root;
    auto options = std::make_shared<HeldOptions>();
    auto* list = commands.add(root, "held", "Mail that could not be opened, and why",
                              [options](Context& c) { return held(c, *options); });
    list->add_option("--release", options->release, "Try this one again at the next sync")->type_name("ID");
    list->add_flag("--release-all", options->releaseAll, "Try all again at the next sync");
    list->add_option("--remove", options->remove, "Take this one from the share, for good")->type_name("ID");
    auto which = std::make_shared<std::string>();
    commands
        .add(root, "remove", "Remove a message and its attachments from this vault",
             [which](Context& c) { return removeMessage(c, *which); })
        ->add_option("message", *which, "Number or id")
        ->required();
    auto* device = root.add_subcommand("device", "Say what a copied profile is");
    device->require_subcommand(1);
    commands.add(*device, "moved", "The profile moved here, and its old place is no longer used",
                 [](Context& c) { return settle(c, false); });
    commands.add(*device, "new", "This copy is a second device, with a mailbox of its own",
                 [](Context& c) { return settle(c, true); });
}

}  // namespace medveil::cli
