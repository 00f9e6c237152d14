// init, profile, share, contact, passwd, rotate-key, recovery, audit, lock.
#include <unistd.h>

#include "app/cli/command_line.h"
#include "app/services/account.h"
#include "app/services/audit.h"
#include "app/services/contacts.h"
#include "app/services/lock_request.h"
#include "core/base/new_file.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;
using Json = nlohmann::ordered_json;

namespace {

const std::map<std::string, app::Role> kRoles = {{"administrator", app::Role::kAdministrator},
                                                 {"doctor", app::Role::kDoctor},
                                                 {"lab", app::Role::kLab},
                                                 {"patient", app::Role::kPatient},
                                                 {"researcher", app::Role::kResearcher}};

std::string trustName(app::Trust trust) {
    switch (trust) {
        case app::Trust::kUnverified:
            return "unverified";
        case app::Trust::kVerified:
            return "verified";
        case app::Trust::kChanged:
            return "changed";
        case app::Trust::kOtherwise:
            return "verified-otherwise";
    }
    return "unverified";
}

std::string standingName(app::Standing standing) {
    switch (standing) {
        case app::Standing::kSeen:
            return "on-share";
        case app::Standing::kAsks:
            return "asks";
        case app::Standing::kRefused:
            return "refused";
        case app::Standing::kContact:
            return "contact";
        case app::Standing::kMe:
            return "me";
    }
    return "contact";
}

Json jsonOf(const app::Person& person) {
    Json roles = Json::array();
    for (const auto& [name, role] : kRoles) {
        if (std::ranges::find(person.roles, role) != person.roles.end())
            roles.push_back(name);
    }
    return {{"id", person.id},
            {"name", person.name},
            {"facility", person.facility},
            {"roles", roles},
            {"trust", trustName(person.trust)},
            {"standing", standingName(person.standing)},
            {"shown", person.shown},
            {"looksLike", person.looksLike},
            {"verifiedName", person.verifiedName}};
}

std::string lineOf(const app::Person& person) {
    // Where the name alone does not tell, the facility is part of what is shown already.
    const auto place = person.facility.empty() || person.shown != person.name
                           ? std::string()
                           : ", " + visible(person.facility);
    // What Medveil says stands first, at fixed places: no name or facility, which others choose, reaches
    // there.
    std::string line = "[" + trustName(person.trust) + "]  " + person.id.substr(0, 16) + "  " +
                       visible(person.shown) + place;
    if (!person.verifiedName.empty() && person.verifiedName != person.name)
        line += "\n    You verified this person as \"" + visible(person.verifiedName) + "\".";
    else if (person.trust == app::Trust::kOtherwise)
        line += "\n    You verified this person with another key.";
    if (!person.looksLike.empty())
        line += "\n    Warning: this name looks like that of \"" + visible(person.looksLike) +
                "\", and is another one.";
    return line;
}

struct InitOptions {
    std::string name;
    std::string facility;
    std::vector<std::string> roles;
    std::string share;
    std::string recoveryFile;
};

/// On the disk and read back, or not there at all. kAlreadyExists.
base::Result<void> writeWords(const base::SecretBytes& words, const std::string& file) {
    base::WipedBytes line(words.view().begin(), words.view().end());
    line.push_back('\n');
    return base::writeNewFile(base::systemFileSystem(), file, line);
}

/// Profile, kit and share come to be together: the words are in their file before the profile is made, the
/// share comes last because others see what lies there, and when one fails none of them stays.
base::Result<std::unique_ptr<app::Session>> createProfile(Context& context, app::NewProfile profile,
                                                          const InitOptions& options) {
    const bool kit = !options.recoveryFile.empty();
    if (kit) {
        MEDVEIL_ASSIGN(profile.recoveryWords, app::newRecoveryWords());
        const auto written = writeWords(*profile.recoveryWords, options.recoveryFile);
        if (!written && written.error().code == ErrorCode::kAlreadyExists)
            context.terminal.hint(visible(options.recoveryFile) +
                                  " is there already. Words that an 'init' left when it was cut off open "
                                  "nothing while there is no profile: remove the file, or name another one.");
        MEDVEIL_TRY(written);
    }
    const auto complete = [&options](app::Session& fresh) {
        return options.share.empty() ? base::Result<void>() : app::Account(fresh).createShare(options.share);
    };
    auto session = app::Session::createWhole(context.profile, profile, complete, context.task);
    // Words that open nothing would be kept as if they did.
    if (!session && kit && !app::Session::exists(context.profile))
        (void)base::systemFileSystem().removeFile(options.recoveryFile);
    return session;
}

base::Result<void> init(Context& context, const InitOptions& options) {
    if (app::Session::exists(context.profile)) {
        MEDVEIL_TRY(app::Session::check(context.profile));
        // Perhaps an earlier 'init' was cut off behind the profile and before its share.
        context.terminal.hint("This profile is made and opens with its passphrase. " +
                              (options.share.empty()
                                   ? std::string("See it with 'profile'.")
                                   : "If its 'init' was cut off before the share was set: 'share create " +
                                         visible(options.share) + "' sets it.") +
                              " For another person's profile name another folder with --profile.");
        return fail(ErrorCode::kAlreadyExists, "profile");
    }
    app::NewProfile profile{options.name, options.facility, {}, {}};
    for (const auto& role : options.roles)
        profile.roles.push_back(kRoles.at(role));
    MEDVEIL_ASSIGN(profile.passphrase, context.terminal.newPassphrase("New passphrase"));
    MEDVEIL_ASSIGN(const auto session, createProfile(context, std::move(profile), options));
    if (!options.recoveryFile.empty())
        context.terminal.hint(
            "The recovery words are in the file you named. Print it, keep it safe, and remove the file.");
    else
        context.terminal.hint(
            "There is no recovery kit yet: without one, a forgotten passphrase means lost data. See "
            "'recovery create'.");
    const auto me = session->me();
    context.terminal.result("Profile created for " + visible(me.name) + ".",
                            {{"profile", context.profile.string()}, {"me", jsonOf(me)}});
    return {};
}

Json findingsOf(app::Session& session) {
    Json findings = Json::array();
    for (const auto& finding : session.findings())
        findings.push_back({{"finding", std::string(base::errorName(finding.code))}, {"what", finding.what}});
    return findings;
}

base::Result<void> showProfile(Context& context) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const app::ShareState share, app::Account(*session).shareState());
    const auto me = session->me();
    const std::string state = !share.configured ? "none"
                              : share.reachable ? "reachable"
                                                : std::string(base::errorName(share.problem));
    context.terminal.result(
        lineOf(me) +
            "\nShare: " + (share.configured ? visible(share.folder.string()) + " (" + state + ")" : "none") +
            "\nWaiting to go out: " + std::to_string(share.waiting),
        {{"me", jsonOf(me)},
         {"share", share.folder.string()},
         {"shareState", state},
         {"waiting", share.waiting},
         {"findings", findingsOf(*session)},
         {"recoveryKit", app::Account(*session).hasRecoveryKit()}});
    return {};
}

base::Result<void> setShare(Context& context, const std::string& folder, bool create) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Account account(*session);
    auto done = create ? account.createShare(folder) : account.joinShare(folder);
    std::error_code ignored;
    if (!create && !done && done.error().code == ErrorCode::kShareOffline &&
        std::filesystem::is_directory(folder, ignored))
        return fail(ErrorCode::kInvalidArgument,
                    "nobody made a share in that folder yet: 'medveil-cli share create' does");
    MEDVEIL_TRY(std::move(done));
    MEDVEIL_ASSIGN(const app::ShareState state, account.shareState());
    context.terminal.result("Share: " + visible(state.folder.string()), {{"share", state.folder.string()}});
    return {};
}

base::Result<void> listContacts(Context& context, bool readDirectory) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Contacts contacts(*session);
    if (readDirectory)
        MEDVEIL_TRY(contacts.readDirectory());
    MEDVEIL_ASSIGN(const auto people, contacts.all());
    MEDVEIL_ASSIGN(const auto waiting, contacts.waiting());
    std::string text;
    std::string asking;
    std::string outside;
    Json list = Json::array();
    Json waits = Json::array();
    for (const auto& person : people) {
        text += lineOf(person) + "\n";
        list.push_back(jsonOf(person));
    }
    for (const auto& person : waiting) {
        waits.push_back(jsonOf(person));
        if (person.standing == app::Standing::kAsks)
            asking += "  " + lineOf(person) + "\n";
        else if (person.standing == app::Standing::kSeen)
            outside += "  " + lineOf(person) + "\n";
    }
    if (text.empty())
        text = "No contacts yet.\n";
    if (!asking.empty())
        text += "\nThey want to write to you ('contact accept NAME'):\n" + asking;
    if (!outside.empty())
        text += "\nOn this share, not accepted yet:\n" + outside;
    context.terminal.result(text, {{"contacts", list}, {"waiting", waits}});
    return {};
}

base::Result<void> searchShare(Context& context, const std::string& words) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto people, app::Contacts(*session).searchShare(words, 50));
    std::string text;
    Json list = Json::array();
    for (const auto& person : people) {
        text += lineOf(person) + "\n";
        list.push_back(jsonOf(person));
    }
    context.terminal.result(text.empty() ? "Nobody on the share has these words in the name." : text,
                            {{"people", list}});
    return {};
}

enum class Decision : std::uint8_t { kAccept, kRefuse, kRemove, kKeep };

base::Result<void> decide(Context& context, const std::string& who, Decision decision) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Contacts contacts(*session);
    MEDVEIL_ASSIGN(app::Person person, contacts.resolve(who));
    switch (decision) {
        case Decision::kAccept: {
            MEDVEIL_ASSIGN(person, contacts.accept(person.id));
            break;
        }
        case Decision::kRefuse:
            MEDVEIL_TRY(contacts.refuse(person.id));
            break;
        case Decision::kRemove:
            MEDVEIL_TRY(contacts.remove(person.id));
            break;
        case Decision::kKeep:
            MEDVEIL_TRY(contacts.keepKnown(person.id));
            break;
    }
    MEDVEIL_ASSIGN(const app::Person now, contacts.find(person.id));
    context.terminal.result(lineOf(now), jsonOf(now));
    return {};
}

base::Result<void> showContact(Context& context, const std::string& who, bool verified) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Contacts contacts(*session);
    MEDVEIL_ASSIGN(const app::Person person, contacts.resolve(who));
    MEDVEIL_ASSIGN(const app::SafetyNumber number, contacts.safetyNumber(person.id));
    if (verified)
        MEDVEIL_TRY(contacts.markVerified(person.id));
    MEDVEIL_ASSIGN(const app::Person now, contacts.find(person.id));
    std::string groups;
    for (std::size_t i = 0; i < number.groups.size(); ++i)
        groups += number.groups[i] + (i % 4 == 3 ? "\n" : " ");
    auto value = jsonOf(now);
    value["safetyNumber"] = number.groups;
    value["ofChangedKey"] = number.ofChangedCard;
    context.terminal.result(lineOf(now) + "\nSafety number" +
                                (number.ofChangedCard ? " of the changed key" : "") + ":\n" + groups,
                            value);
    return {};
}

base::Result<void> addContact(Context& context, const std::string& file) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const app::Person person, app::Contacts(*session).addFile(file));
    context.terminal.result(lineOf(person), jsonOf(person));
    return {};
}

base::Result<void> exportCard(Context& context, const std::string& file) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_TRY(app::Contacts(*session).exportOwnCard(file));
    context.terminal.result("Your card is in " + visible(file), {{"card", file}});
    return {};
}

base::Result<void> changePassphrase(Context& context) {
    MEDVEIL_TRY(app::Session::check(context.profile));
    MEDVEIL_ASSIGN(const base::SecretBytes current,
                   context.terminal.passphrase("Current passphrase, or recovery words"));
    auto opened =
        app::Session::unlock(context.profile, app::CredentialKind::kPassphrase, current, context.task);
    // Whoever forgot it has the kit.
    if (!opened && opened.error().code == ErrorCode::kUnlockFailed)
        opened =
            app::Session::unlock(context.profile, app::CredentialKind::kRecoveryWords, current, context.task);
    MEDVEIL_ASSIGN(const auto session, std::move(opened));
    MEDVEIL_ASSIGN(const base::SecretBytes fresh, context.terminal.newPassphrase("New passphrase"));
    MEDVEIL_TRY(app::Account(*session).changePassphrase(current, fresh));
    context.terminal.result("The passphrase was changed.", {{"changed", true}});
    return {};
}

base::Result<void> rotateKey(Context& context) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_TRY(app::Account(*session).rotateVaultKey(context.task));
    context.terminal.result("Everything is encrypted under a new key.", {{"rotated", true}});
    return {};
}

base::Result<void> createRecovery(Context& context, const std::string& file) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Account account(*session);
    // The old kit opens until the new words are safe on the disk.
    MEDVEIL_ASSIGN(const base::SecretBytes words, account.prepareRecoveryKit());
    MEDVEIL_TRY(writeWords(words, file));
    if (auto committed = account.commitRecoveryKit(words); !committed) {
        // Perhaps they open the vault all the same: then the file must stay.
        if (!account.checkRecoveryKit(words))
            (void)base::systemFileSystem().removeFile(file);
        return committed;
    }
    context.terminal.result(
        "The recovery words are in " + visible(file) + ". Any earlier kit no longer works.",
        {{"file", file}});
    return {};
}

base::Result<void> checkRecovery(Context& context, const std::string& file) {
    MEDVEIL_TRY(app::Session::check(context.profile));
    MEDVEIL_ASSIGN(const base::Bytes bytes, base::readWholeFile(base::systemFileSystem(), file, 4096));
    const auto words = base::SecretBytes::copyOf(bytes);
    MEDVEIL_ASSIGN(
        const auto session,
        app::Session::unlock(context.profile, app::CredentialKind::kRecoveryWords, words, context.task));
    context.terminal.result("These words open the vault of " + visible(session->me().name) + ".",
                            {{"opens", true}});
    return {};
}

base::Result<void> listAudit(Context& context, std::size_t count) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto rows, app::Audit(*session).newest(0, count));
    std::string text;
    Json list = Json::array();
    for (const auto& row : rows) {
        const auto outcome = row.outcome == ErrorCode{} ? "ok" : std::string(base::errorName(row.outcome));
        text += isoTime(row.time) + "  " + row.action + "  " + visible(row.note) +
                (outcome == "ok" ? "" : "  " + outcome) + "\n";
        list.push_back({{"sequence", row.sequence},
                        {"time", isoTime(row.time)},
                        {"action", row.action},
                        {"note", row.note},
                        {"outcome", outcome}});
    }
    context.terminal.result(text, {{"entries", list}});
    return {};
}

base::Result<void> verifyAudit(Context& context) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Audit audit(*session);
    MEDVEIL_TRY(audit.verify());
    MEDVEIL_ASSIGN(const std::uint64_t count, audit.count());
    context.terminal.result("The log is whole: " + std::to_string(count) + " entries fit their signed head.",
                            {{"whole", true}, {"entries", count}});
    return {};
}

base::Result<void> exportAudit(Context& context, const std::string& file) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_TRY(app::Audit(*session).exportTo(file));
    context.terminal.result("The log is in " + visible(file), {{"file", file}});
    return {};
}

base::Result<void> lockWindow(Context& context) {
    constexpr std::chrono::seconds kPatience{10};
    MEDVEIL_ASSIGN(const app::LockAnswer answer, app::requestLock(context.profile, kPatience));
    if (answer == app::LockAnswer::kNoAnswer)
        return base::fail(base::ErrorCode::kVaultBusy, "who has it open did not lock within ten seconds");
    const bool window = answer == app::LockAnswer::kLocked;
    context.terminal.result(window ? "The open window has locked; its keys are gone."
                                   : "No window has this profile open; it is locked.",
                            {{"windowLocked", window}});
    return {};
}

}  // namespace

void addPeopleCommands(Commands& commands) {
    auto& root = commands.root;
    {
        auto options = std::make_shared<InitOptions>();
        auto* command = commands.add(root, "init", "Create a profile",
                                     [options](Context& c) { return init(c, *options); });
        command->add_option("--name", options->name, "Your name, as others see it")->required();
        command->add_option("--facility", options->facility, "Hospital, ward or practice");
        command
            ->add_option("--role", options->roles,
                         "administrator, doctor, lab, patient or researcher; may be repeated")
            ->required()
            ->check(CLI::IsMember(kRoles));
        command->add_option("--share", options->share, "Shared folder: joined, or made where there is none")
            ->type_name("DIR");
        command
            ->add_option("--recovery-file", options->recoveryFile,
                         "Write the recovery words to this new file")
            ->type_name("FILE")
            ->check(notStandardOutput());
    }
    commands.add(root, "profile", "Show this profile and its share", showProfile);
    auto* share = root.add_subcommand("share", "Set the shared folder");
    share->require_subcommand(1);
    for (const bool create : {true, false}) {
        auto folder = std::make_shared<std::string>();
        auto* command =
            commands.add(*share, create ? "create" : "join",
                         create ? "Make a folder a share, or join it" : "Join the share in a folder",
                         [folder, create](Context& c) { return setShare(c, *folder, create); });
        command->add_option("folder", *folder)->required()->type_name("DIR");
    }
    auto* contact = root.add_subcommand("contact", "People you can send to");
    contact->require_subcommand(1);
    commands.add(*contact, "list", "Everybody you accepted, and those who wait outside",
                 [](Context& c) { return listContacts(c, false); });
    commands.add(*contact, "sync", "Read the share's directory",
                 [](Context& c) { return listContacts(c, true); });
    auto words = std::make_shared<std::string>();
    commands
        .add(*contact, "find", "People on the share by a part of their name or facility",
             [words](Context& c) { return searchShare(c, *words); })
        ->add_option("words", *words)
        ->required();
    struct Choice {
        const char* name;
        const char* summary;
        Decision decision;
    };
    for (const auto& choice :
         {Choice{"accept", "Let somebody on the share write to you", Decision::kAccept},
          Choice{"refuse", "Do not show that somebody wants to write to you", Decision::kRefuse},
          Choice{"remove", "No contact any more; their messages stay", Decision::kRemove},
          Choice{"keep", "Of two keys keep the one known so far, and ignore the other", Decision::kKeep}}) {
        auto who = std::make_shared<std::string>();
        commands
            .add(*contact, choice.name, choice.summary,
                 [who, decision = choice.decision](Context& c) { return decide(c, *who, decision); })
            ->add_option("person", *who, "Name or id")
            ->required();
    }
    for (const bool verify : {false, true}) {
        auto who = std::make_shared<std::string>();
        auto* command = commands.add(*contact, verify ? "verify" : "show",
                                     verify ? "You compared the safety number with the person: trust this key"
                                            : "One person and their safety number",
                                     [who, verify](Context& c) { return showContact(c, *who, verify); });
        command->add_option("person", *who, "Name or id")->required();
    }
    const auto withFile = [&](CLI::App& parent, const char* name, const char* summary,
                              base::Result<void> (*action)(Context&, const std::string&)) {
        auto file = std::make_shared<std::string>();
        auto* command =
            commands.add(parent, name, summary, [file, action](Context& c) { return action(c, *file); });
        return command->add_option("file", *file)->required()->type_name("FILE");
    };
    withFile(*contact, "add", "Add a person from a card file", addContact);
    withFile(*contact, "export", "Write your own card to a new file", exportCard)->check(notStandardOutput());
    commands.add(root, "passwd",
                 "Change the passphrase: the current one, or the recovery words, and then the new one; in a "
                 "--passphrase-file one a line",
                 changePassphrase);
    commands.add(root, "rotate-key", "Encrypt the vault anew under a new key", rotateKey);
    auto* recovery = root.add_subcommand("recovery", "The recovery kit");
    recovery->require_subcommand(1);
    withFile(*recovery, "create", "Write new recovery words to a new file", createRecovery)
        ->check(notStandardOutput());
    withFile(*recovery, "check", "See whether the words in a file open this vault", checkRecovery);
    auto* audit = root.add_subcommand("audit", "What was done with this vault");
    audit->require_subcommand(1);
    auto count = std::make_shared<std::size_t>(50);
    commands.add(*audit, "list", "The newest entries", [count](Context& c) { return listAudit(c, *count); })
        ->add_option("--count", *count, "How many");
    commands.add(*audit, "verify", "Check that nothing was altered, cut or moved", verifyAudit);
    withFile(*audit, "export", "Write the log as JSON lines to a new file", exportAudit)
        ->check(notStandardOutput());
    commands.add(root, "lock", "Lock the window that has this profile open", lockWindow);
}

}  // namespace medveil::cli
