// send, sync, inbox, sent, open, search, demo.
#include <algorithm>

#include "app/cli/command_line.h"
#include "app/messages/error_text.h"
#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/demo.h"
#include "app/services/mailbox.h"
#include "app/services/saving.h"
#include "app/services/sync.h"
#include "core/format/shown_text.h"

namespace medveil::cli {

using base::ErrorCode;
using base::fail;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kTextLimit = 4 * 1024 * 1024;

std::string hidingName(app::Hiding hiding) {
    switch (hiding) {
        case app::Hiding::kNone:
            return "none";
        case app::Hiding::kInline:
            return "inside";
        case app::Hiding::kTicket:
            return "key-inside";
    }
    return "none";
}

std::string stateName(app::Delivery state) {
    switch (state) {
        case app::Delivery::kQueued:
            return "queued";
        case app::Delivery::kPublished:
            return "published";
        case app::Delivery::kDelivered:
            return "delivered";
        case app::Delivery::kRead:
            return "read";
        case app::Delivery::kRejected:
            return "rejected";
        case app::Delivery::kExpired:
            return "expired";
    }
    return "queued";
}

}  // namespace

std::string shownPatient(const std::string& name, const std::string& id, const std::string& authority,
                         const std::string& birthDate) {
    return "\"" + visible(name) + "\" (" + (id.empty() ? "no number" : visible(id)) +
           (authority.empty() ? "" : " of " + visible(authority)) +
           (birthDate.empty() ? "" : ", born " + visible(birthDate)) + ")";
}

void printRows(Context& context, const std::vector<app::MessageRow>& rows) {
    std::string text;
    Json list = Json::array();
    for (const auto& row : rows) {
        const bool sent = row.folder == app::Folder::kSent;
        const auto state = sent ? stateName(row.state) : std::string(row.read ? "read" : "new");
        // Names are chosen by others: what is known stands before them, where they cannot imitate it.
        text += std::to_string(row.number) + "  " + isoTime(row.time) + "  " + state +
                (row.hiding == app::Hiding::kNone ? "" : "  hidden") + "  " + visible(row.people) + "  " +
                (row.patient.present ? shownPatient(row.patient.name, row.patient.id, row.patient.authority)
                                     : "no patient") +
                "\n";
        list.push_back({{"number", row.number},
                        {"id", row.id},
                        {"time", isoTime(row.time)},
                        {"folder", sent ? "sent" : "inbox"},
                        {"people", row.people},
                        {"patientId", row.patient.id},
                        {"patientAuthority", row.patient.authority},
                        {"patientName", row.patient.name},
                        {"state", state},
                        {"hidden", hidingName(row.hiding)},
                        {"attachments", row.attachments}});
    }
    context.terminal.result(text.empty() ? "Nothing here." : text, {{"messages", list}});
}

namespace {

struct SendOptions {
    std::vector<std::string> to;
    std::string toFile;
    std::string patientFile;
    std::string patientId;
    std::string patientName;
    std::string patientAuthority;
    bool noPatient = false;
    std::string messageFile;
    std::vector<std::string> attachments;
    std::string suite = "chacha20";
    std::string cover;
    bool insistOnCover = false;
    std::vector<std::string> confirmPatient;
    int expiresDays = 0;
    bool onlyPreview = false;
    bool empty = false;
};

base::Result<base::WipedString> readMessage(const std::string& file) {
    if (file.empty())
        return base::WipedString();
    MEDVEIL_ASSIGN(const base::WipedBytes bytes, readInput(file, kTextLimit));
    auto text = format::plainText(base::asText(bytes));
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

/// What was not to stand on the command line, from where it is: one recipient a line; a patient's number,
/// then the name.
base::Result<void> readNames(Context& context, SendOptions& options) {
    if ((options.toFile == "-") + (options.patientFile == "-") + (options.messageFile == "-") > 1)
        return fail(ErrorCode::kInvalidArgument, "standard input can be read once");
    if (!options.toFile.empty()) {
        MEDVEIL_ASSIGN(const auto people, readLines(options.toFile));
        options.to.insert(options.to.end(), people.begin(), people.end());
    }
    if (options.to.empty())
        return fail(ErrorCode::kInvalidArgument, "give a recipient: --to or --to-file");
    if (options.patientFile.empty())
        return {};
    if (options.noPatient || !options.patientId.empty() || !options.patientName.empty())
        return fail(ErrorCode::kInvalidArgument, "--patient-file stands for the other patient options");
    MEDVEIL_ASSIGN(const auto patient,
                   context.terminal.lines(options.patientFile, {"Patient number", "Patient name"}));
    if (patient.size() != 2)
        return fail(ErrorCode::kInvalidArgument, "--patient-file wants two lines: the number and the name");
    options.patientId = patient[0];
    options.patientName = patient[1];
    return {};
}

base::Result<app::Letter> letterFrom(app::Session& session, const SendOptions& options) {
    app::Letter letter;
    for (const auto& who : options.to) {
        MEDVEIL_ASSIGN(const app::Person person, app::Contacts(session).resolve(who));
        letter.recipients.push_back(person.id);
    }
    if (!options.noPatient)
        letter.patient = {true, options.patientId, options.patientName, options.patientAuthority};
    MEDVEIL_ASSIGN(letter.text, readMessage(options.messageFile));
    // More often a script that went wrong than something to say.
    if (letter.text.empty() && options.attachments.empty() && !options.empty)
        return fail(ErrorCode::kInvalidArgument,
                    "nothing to send: give --message-file or --attach, or --empty");
    for (const auto& file : options.attachments)
        letter.files.emplace_back(file);
    letter.suite = options.suite == "aes256" ? app::Suite::kAes256 : app::Suite::kChaCha20;
    if (!options.cover.empty())
        letter.cover = options.cover;
    letter.insistOnUsedCover = options.insistOnCover;
    if (options.expiresDays > 0)
        letter.expires = base::SystemClock().now() + options.expiresDays * base::kDay;
    return letter;
}

base::Result<void> preview(Context& context, app::Session& session, const app::Letter& letter) {
    MEDVEIL_ASSIGN(const app::CoverPreview p, app::Compose(session).preview(letter, context.task));
    context.terminal.result("The sealed message has " + std::to_string(p.messageBytes) + " bytes" +
                                (letter.cover ? "; the cover holds " + std::to_string(p.fitBytes) +
                                                    ", safely " + std::to_string(p.safeBytes)
                                              : "") +
                                ".",
                            {{"bytes", p.messageBytes},
                             {"fit", p.fitBytes},
                             {"safe", p.safeBytes},
                             {"hidden", hidingName(p.hiding)},
                             {"usedBefore", p.usedBefore}});
    return {};
}

bool isUnknown(const app::OtherPatient& other) {
    return other.id.empty() && other.name.empty();
}

/// Both patients, side by side.
std::string mismatch(const app::OtherPatient& other, const app::Patient& patient) {
    if (other.file.empty())
        return "The patient number " + visible(other.id) + " belongs to \"" + visible(other.name) +
               "\" here" + (other.saidBy.empty() ? "" : ", says " + visible(other.saidBy)) + ", not to \"" +
               visible(patient.name) + "\".";
    if (isUnknown(other))
        return "Nobody can tell which patient " + visible(other.file) + " is about. " +
               app::untoldText(other.untold).toStdString();
    const auto here =
        patient.present ? shownPatient(patient.name, patient.id, patient.authority) : std::string("nobody");
    return visible(other.file) + " is about " +
           shownPatient(other.name, other.id, other.authority, other.birthDate) + ", the message about " +
           here + ".";
}

/// What --confirm-patient has to say for this one: the number, unless that is the message's own.
std::string confirmationFor(const app::OtherPatient& other, const app::Patient& patient) {
    if (isUnknown(other))
        return other.file;
    return other.id.empty() || other.id == patient.id ? other.name : other.id;
}

/// Each word confirms one patient; a word for two of them, or for none, confirms nothing.
base::Result<std::vector<app::PatientConfirmation>> confirmed(const app::PatientCheck& check,
                                                              const app::Patient& patient,
                                                              const std::vector<std::string>& words) {
    std::vector<app::PatientConfirmation> given;
    for (const auto& word : words) {
        const app::OtherPatient* first = nullptr;
        std::ptrdiff_t files = 0;
        for (const auto& other : check.others) {
            if (word != confirmationFor(other, patient) && word != other.name)
                continue;
            if (first != nullptr &&
                (first->id != other.id || first->name != other.name || first->authority != other.authority))
                return fail(ErrorCode::kPatientMismatch,
                            "--confirm-patient: several patients are called so; give the name");
            first = &other;
            files += isUnknown(other) ? 1 : 0;
            given.push_back({patient, other, check.attachments});
        }
        if (first == nullptr)
            return fail(ErrorCode::kPatientMismatch, "--confirm-patient: nothing names that patient");
        if (files > std::ranges::count(words, word))
            return fail(ErrorCode::kPatientMismatch,
                        "--confirm-patient: several files are called so; say it once for each file");
    }
    return given;
}

/// Tells every other patient, and how to let it through.
base::Result<void> checkPatient(Context& context, app::Session& session, const SendOptions& options,
                                app::Letter& letter) {
    MEDVEIL_ASSIGN(const app::PatientCheck check, app::Compose(session).checkPatient(letter, context.task));
    for (const auto& other : check.others)
        context.terminal.hint(mismatch(other, letter.patient) +
                              (other.advisory ? " That person's key was not compared: decide yourself."
                                              : " If that is meant: --confirm-patient \"" +
                                                    confirmationFor(other, letter.patient) + "\"."));
    MEDVEIL_ASSIGN(letter.confirmed, confirmed(check, letter.patient, options.confirmPatient));
    return {};
}

base::Result<void> send(Context& context, SendOptions options) {
    MEDVEIL_TRY(readNames(context, options));
    if (options.noPatient != (options.patientId.empty() && options.patientName.empty()))
        return fail(ErrorCode::kInvalidArgument,
                    "give --patient-id and --patient-name, --patient-file, or --no-patient");
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(app::Letter letter, letterFrom(*session, options));
    for (const auto& id : letter.recipients) {
        MEDVEIL_ASSIGN(const app::Person person, app::Contacts(*session).find(id));
        if (!person.looksLike.empty())
            context.terminal.hint("The name of " + person.shown + " looks like that of " + person.looksLike +
                                  ", and is another one.");
        else if (person.standing != app::Standing::kContact)
            context.terminal.hint(person.shown + " was not among your contacts: writing accepts them.");
    }
    if (options.onlyPreview)
        return preview(context, *session, letter);
    MEDVEIL_TRY(checkPatient(context, *session, options, letter));
    MEDVEIL_ASSIGN(const app::SendReport sent, app::Compose(*session).send(letter, context.task));
    // A share that is away is no failure of sending: what is queued goes out by itself.
    const auto synced = app::Sync(*session).run(context.task);
    const bool out = synced && synced->problem == ErrorCode{};
    if (!out)
        context.terminal.hint(
            "The message is sealed and waits here; it goes out at the next sync that reaches the share.");
    context.terminal.result((out ? "Sent: " : "Waits to go out: ") + sent.id,
                            {{"id", sent.id},
                             {"number", sent.number},
                             {"bytes", sent.bytes},
                             {"hidden", hidingName(sent.hiding)},
                             {"published", out}});
    return {};
}

/// What waits, why, and until when.
std::string linesOf(const std::vector<app::WaitingMessage>& waiting, Json& list) {
    std::string text;
    for (const auto& message : waiting) {
        const auto why = message.problem == ErrorCode{} ? std::string("not tried yet")
                                                        : app::errorText(message.problem).title.toStdString();
        // What a person has read does not wait, though one of their devices does.
        text += std::string(message.answered ? "\nNot yet on another device: " : "\nWaiting: ") +
                message.id.substr(0, 12) + " to " + visible(message.recipient) + ": " + why +
                "; tried again after " + isoTime(message.nextTry);
        list.push_back({{"id", message.id},
                        {"recipient", message.recipient},
                        {"answered", message.answered},
                        {"problem", message.problem == ErrorCode{} ? "" : base::errorName(message.problem)},
                        {"nextTry", isoTime(message.nextTry)}});
    }
    return text;
}

/// What later messages name and nobody has seen.
base::Result<Json> missing(Context& context, app::Session& session) {
    MEDVEIL_ASSIGN(const auto gaps, app::Mailbox(session).gaps());
    Json list = Json::array();
    for (const auto& gap : gaps) {
        context.terminal.hint("A message of " + gap.sender + " is missing: a later one names it (" +
                              gap.id.substr(0, 8) + ", noticed " + isoTime(gap.noticed) + ").");
        list.push_back({{"sender", gap.sender}, {"id", gap.id}, {"noticed", isoTime(gap.noticed)}});
    }
    return list;
}

base::Result<void> sync(Context& context) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const app::SyncReport report, app::Sync(*session).run(context.task));
    const auto problem =
        report.problem == ErrorCode{} ? std::string() : std::string(base::errorName(report.problem));
    MEDVEIL_ASSIGN(const Json gaps, missing(context, *session));
    for (const auto& changed : report.changedPeople)
        context.terminal.hint("Another name or key than before: " + changed + ". See 'contact show'.");
    if (report.requests > 0)
        context.terminal.hint(std::to_string(report.requests) +
                              " want to write to you. See 'contact list' and 'contact accept'.");
    Json waiting = Json::array();
    const auto lines = linesOf(report.waiting, waiting);
    context.terminal.result(
        std::to_string(report.received) + " received, " + std::to_string(report.published) + " files sent, " +
            std::to_string(report.receipts) + " receipts, " + std::to_string(report.held) + " set aside" +
            (problem.empty() ? "." : "; not all of it worked: " + problem + ".") +
            (report.more ? "\nThere is more than one look takes: sync again." : "") + lines,
        {{"received", report.received},
         {"published", report.published},
         {"receipts", report.receipts},
         {"held", report.held},
         {"newPeople", report.newPeople},
         {"requests", report.requests},
         {"missing", gaps},
         {"changedPeople", report.changedPeople},
         {"problem", problem},
         {"more", report.more},
         {"waiting", waiting}});
    return {};
}

base::Result<void> list(Context& context, app::Folder folder, std::size_t count) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    if (folder == app::Folder::kInbox) {
        if (auto synced = app::Sync(*session).run(context.task); !synced)
            context.terminal.hint("The share was not reached: this is what was received before.");
        MEDVEIL_TRY(missing(context, *session));
    }
    MEDVEIL_ASSIGN(const auto rows, app::Mailbox(*session).page(folder, {}, count));
    printRows(context, rows);
    return {};
}

base::Result<void> search(Context& context, const std::string& words) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto rows, app::Mailbox(*session).search(words, std::nullopt, 200));
    printRows(context, rows);
    return {};
}

std::string describe(const app::MessageDetail& m) {
    std::string text =
        std::string("From:     ") +
        (m.sender.trust == app::Trust::kVerified ? "(signature holds; you verified this person) "
         : m.sender.trust == app::Trust::kChanged
             ? "(signature holds for the key known so far; ANOTHER KEY HAS TURNED UP) "
             : "(signature holds; safety number not compared yet) ") +
        visible(m.sender.name) + "\n";
    if (m.folder == app::Folder::kSent)
        text = "From:     you\n";
    for (const auto& person : m.recipients)
        text += "To:       " + (m.folder == app::Folder::kSent ? "(" + stateName(person.state) + ") " : "") +
                visible(person.name) + "\n";
    text += "Time:     " + isoTime(m.time);
    if (m.claimed != 0)
        text +=
            "\nClaimed:  " + isoTime(m.claimed) + ", by the sender's clock: the time above is when it came";
    text += "\nPatient:  " +
            (m.patient.present ? shownPatient(m.patient.name, m.patient.id, m.patient.authority)
                               : "concerns no patient") +
            "\n";
    if (!m.otherPatientName.empty())
        text += (m.otherNameWeak ? "NOTE:     " : "WARNING:  ") + std::string("this patient number is \"") +
                visible(m.otherPatientName) + "\" for " +
                (m.otherNameSaidBy.empty() ? "your register" : visible(m.otherNameSaidBy)) + "\n";
    text += "Hidden:   " + (m.hiding == app::Hiding::kNone ? "no" : "in " + visible(m.coverName)) + "\n\n";
    text.append(m.text.data(), m.text.size());
    text += "\n";
    for (std::size_t i = 0; i < m.attachments.size(); ++i)
        text += "\nAttachment " + std::to_string(i + 1) + ": " + visible(m.attachments[i].name) + ", " +
                std::to_string(m.attachments[i].size) + " bytes";
    return text;
}

Json jsonOf(const app::MessageDetail& m) {
    Json recipients = Json::array();
    for (const auto& person : m.recipients)
        recipients.push_back({{"name", person.name}, {"state", stateName(person.state)}});
    Json attachments = Json::array();
    for (const auto& a : m.attachments)
        attachments.push_back({{"name", a.name}, {"mediaType", a.mediaType}, {"size", a.size}});
    return {{"number", m.number},
            {"id", m.id},
            {"sender", m.sender.name},
            {"senderId", m.sender.id},
            {"signature", "holds"},
            {"senderVerified", m.sender.trust == app::Trust::kVerified},
            {"time", isoTime(m.time)},
            {"claimed", m.claimed == 0 ? "" : isoTime(m.claimed)},
            {"hasPatient", m.patient.present},
            {"patientId", m.patient.id},
            {"patientName", m.patient.name},
            {"patientAuthority", m.patient.authority},
            {"otherPatientName", m.otherPatientName},
            {"otherNameSaidBy", m.otherNameSaidBy},
            {"message", std::string(m.text.data(), m.text.size())},
            {"suite", m.suite == app::Suite::kAes256 ? "aes256" : "chacha20"},
            {"hidden", hidingName(m.hiding)},
            {"cover", m.coverName},
            {"recipients", recipients},
            {"attachments", attachments}};
}

/// `name` in `folder`, or "name (2).ending" and so on where that is taken: nothing is ever overwritten.
base::Path freePath(const base::Path& folder, const base::Path& name) {
    auto path = folder / name;
    for (int i = 2; base::systemFileSystem().info(path); ++i)
        path = folder / (name.stem().string() + " (" + std::to_string(i) + ")" + name.extension().string());
    return path;
}

base::Result<void> openMessage(Context& context, const std::string& which, const std::string& out) {
    // Before the message counts as read.
    if (!out.empty())
        MEDVEIL_TRY(base::checkNotClosed(base::systemFileSystem(), out));
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Mailbox mailbox(*session);
    // A file that came in by other means, or a message by number or id.
    auto number = mailbox.resolve(which);
    if (!number && base::systemFileSystem().info(which))
        number = mailbox.openForeignFile(which, context.task);
    if (!number)
        return fail(std::move(number).error());
    MEDVEIL_ASSIGN(const app::MessageDetail detail, mailbox.show(*number));
    Json saved = Json::array();
    if (!out.empty()) {
        MEDVEIL_TRY(base::createNamedFolders(base::systemFileSystem(), out));
        for (std::size_t i = 0; i < detail.attachments.size(); ++i) {
            const auto path = freePath(out, app::nameForSaving(detail.attachments[i].name));
            MEDVEIL_TRY(mailbox.saveAttachment(*number, i, path, context.task));
            saved.push_back(path.string());
        }
    }
    auto value = jsonOf(detail);
    value["saved"] = saved;
    context.terminal.result(describe(detail), value);
    // "Read" is a promise to the sender: it is given for what was written, not for what should have been.
    if (!context.terminal.written()) {
        context.terminal.hint("The message could not be shown: it counts as unread, and nobody was told.");
        return {};
    }
    MEDVEIL_TRY(mailbox.wasShown(*number));
    // The sender hears of it at once where the share is there; else with the next sync.
    (void)app::Sync(*session).run(context.task);
    return {};
}

base::Result<void> demo(Context& context, const std::string& data) {
    Json steps = Json::array();
    const auto told = [&](const app::DemoStep& step) {
        if (!context.terminal.json())
            context.terminal.result("- " + step.title + (step.detail.empty() ? "" : "\n    " + step.detail),
                                    {});
        steps.push_back({{"step", step.title}, {"detail", step.detail}});
    };
    MEDVEIL_ASSIGN(const app::DemoWard ward, app::runDemo(app::demoInputsFrom(data), told, context.task));
    context.terminal.result("\nPicture with the hidden message: " + visible(ward.hiddenPicture.string()) +
                                "\nRestored file:                   " + visible(ward.restoredScan.string()) +
                                "\nEverything else:                 " + visible(ward.folder.string()),
                            {{"steps", steps},
                             {"hiddenPicture", ward.hiddenPicture.string()},
                             {"restored", ward.restoredScan.string()},
                             {"folder", ward.folder.string()}});
    return {};
}

}  // namespace

void addMailCommands(Commands& commands) {
    auto& root = commands.root;
    {
        auto o = std::make_shared<SendOptions>();
        auto* command =
            commands.add(root, "send", "Seal a message and send it", [o](Context& c) { return send(c, *o); });
        command->add_option("--to", o->to, "Recipient, by name or id; may be repeated");
        command->add_option("--to-file", o->toFile, "File with recipients, one a line; - for standard input")
            ->type_name("FILE");
        command->add_option("--patient-id", o->patientId, "Patient number");
        command->add_option("--patient-name", o->patientName, "Patient name");
        command
            ->add_option(
                "--patient-file", o->patientFile,
                "File with the patient's number and, on the next line, name; - asks at the terminal or reads "
                "standard input")
            ->type_name("FILE");
        command->add_flag("--no-patient", o->noPatient, "The message concerns no patient");
        command->add_option("--message-file", o->messageFile, "File with the message; - for standard input")
            ->type_name("FILE");
        command->add_option("--attach", o->attachments, "File to attach; may be repeated")->type_name("FILE");
        command->add_option("--suite", o->suite, "chacha20 (X25519) or aes256 (RSA-3072)")
            ->check(CLI::IsMember({"chacha20", "aes256"}))
            ->capture_default_str();
        command->add_option("--cover", o->cover, "Picture or sound to hide the message in")
            ->type_name("FILE");
        command->add_option("--patient-authority", o->patientAuthority,
                            "Who gave the number out (default: this hospital)");
        command
            ->add_option(
                "--confirm-patient", o->confirmPatient,
                "You looked: what names this other patient may travel in this message; may be repeated")
            ->type_name("NUMBER|NAME|FILE");
        command->add_flag("--insist-cover", o->insistOnCover, "Use a cover although it was used before");
        command->add_option("--expires-days", o->expiresDays, "After so many days it can no longer be opened")
            ->check(CLI::Range(1, 3650));
        command->add_flag("--empty", o->empty, "Send it although it has neither text nor attachment");
        command->add_flag("--preview", o->onlyPreview,
                          "Only say how large it would be and whether the cover holds it");
    }
    commands.add(root, "sync", "Send what waits and fetch what arrived", sync);
    for (const auto folder : {app::Folder::kInbox, app::Folder::kSent}) {
        const bool inbox = folder == app::Folder::kInbox;
        auto count = std::make_shared<std::size_t>(50);
        commands
            .add(root, inbox ? "inbox" : "sent",
                 inbox ? "Fetch and list received messages" : "List sent messages and their state",
                 [folder, count](Context& c) { return list(c, folder, *count); })
            ->add_option("--count", *count, "How many");
    }
    {
        auto which = std::make_shared<std::string>();
        auto out = std::make_shared<std::string>();
        auto* command =
            commands.add(root, "open", "Open a message, or a cover or sealed file that came another way",
                         [which, out](Context& c) { return openMessage(c, *which, *out); });
        command->add_option("message", *which, "Number, id or file")->required();
        command->add_option("--out", *out, "Save the attachments in this folder")
            ->type_name("DIR")
            ->check(notStandardOutput());
    }
    auto words = std::make_shared<std::string>();
    commands.add(root, "search", "Find messages by words", [words](Context& c) { return search(c, *words); })
        ->add_option("words", *words)
        ->required();
    const char* given = std::getenv("MEDVEIL_TEST_DATA");
    auto data = std::make_shared<std::string>(given != nullptr ? given : "");
    commands
        .add(root, "demo", "Show the whole way of a message in a throw-away ward",
             [data](Context& c) { return demo(c, *data); })
        ->add_option("--data", *data, "Folder with photos/*.png and dicom/*.dcm to use")
        ->type_name("DIR");
}

}  // namespace medveil::cli
