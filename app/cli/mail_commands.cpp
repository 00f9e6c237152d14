// send, sync, inbox, sent, open, search, demo.
#include <iostream>
#include <iterator>

#include "app/cli/command_line.h"
#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/demo.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"

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

struct SendOptions {
    std::vector<std::string> to;
    std::string patientId;
    std::string patientName;
    bool noPatient = false;
    std::string messageFile;
    std::vector<std::string> attachments;
    std::string suite = "chacha20";
    std::string cover;
    bool insistOnCover = false;
    bool confirmPatient = false;
    int expiresDays = 0;
    bool onlyPreview = false;
};

base::Result<base::WipedString> readMessage(const std::string& file) {
    base::WipedString text;
    if (file == "-") {
        for (std::istreambuf_iterator<char> at(std::cin), end; at != end && text.size() <= kTextLimit; ++at)
            text.push_back(*at);
    } else if (!file.empty()) {
        MEDVEIL_ASSIGN(const base::Bytes bytes,
                       base::readWholeFile(base::systemFileSystem(), file, kTextLimit));
        text.assign(bytes.begin(), bytes.end());
    }
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

base::Result<app::Letter> letterFrom(app::Session& session, const SendOptions& options) {
    app::Letter letter;
    for (const auto& who : options.to) {
        MEDVEIL_ASSIGN(const app::Person person, app::Contacts(session).resolve(who));
        letter.recipients.push_back(person.id);
    }
    if (!options.noPatient)
        letter.patient = {true, options.patientId, options.patientName};
    MEDVEIL_ASSIGN(letter.text, readMessage(options.messageFile));
    for (const auto& file : options.attachments)
        letter.files.emplace_back(file);
    letter.suite = options.suite == "aes256" ? app::Suite::kAes256 : app::Suite::kChaCha20;
    if (!options.cover.empty())
        letter.cover = options.cover;
    letter.insistOnUsedCover = options.insistOnCover;
    letter.patientConfirmed = options.confirmPatient;
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

/// Both patients, side by side.
std::string mismatch(const app::OtherPatient& other, const app::Patient& patient) {
    if (other.file.empty())
        return "The patient number " + other.id + " belongs to \"" + other.name + "\" here, not to \"" +
               patient.name + "\".";
    if (other.name.empty() && other.id.empty())
        return other.file + " is damaged: whom it is about cannot be told.";
    const auto here =
        patient.present ? "\"" + patient.name + "\" (" + patient.id + ")." : std::string("nobody.");
    return "The scan " + other.file + " is of \"" + other.name + "\" (" + other.id +
           "), the message is about " + here;
}

base::Result<void> send(Context& context, const SendOptions& options) {
    if (options.noPatient != (options.patientId.empty() && options.patientName.empty()))
        return fail(ErrorCode::kInvalidArgument, "give --patient-id and --patient-name, or --no-patient");
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const app::Letter letter, letterFrom(*session, options));
    if (options.onlyPreview)
        return preview(context, *session, letter);
    const auto found = app::Compose(*session).otherPatientFor(letter, context.task);
    // Who has decided already may send all the same.
    if (!found && !letter.patientConfirmed)
        return fail(found.error());
    if (found && *found)
        context.terminal.hint(mismatch(**found, letter.patient));
    MEDVEIL_ASSIGN(const app::SendReport sent, app::Compose(*session).send(letter, context.task));
    // A share that is away is no failure of sending: what is queued goes out by itself.
    const auto synced = app::Sync(*session).run(context.task);
    const bool out = synced && synced->problem == ErrorCode{};
    if (!out)
        context.terminal.hint(
            "The message is sealed and waits here; it goes out at the next sync that reaches the share.");
    context.terminal.result("Sent: " + sent.id, {{"id", sent.id},
                                                 {"number", sent.number},
                                                 {"bytes", sent.bytes},
                                                 {"hidden", hidingName(sent.hiding)},
                                                 {"published", out}});
    return {};
}

base::Result<void> sync(Context& context) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const app::SyncReport report, app::Sync(*session).run(context.task));
    const auto problem =
        report.problem == ErrorCode{} ? std::string() : std::string(base::errorName(report.problem));
    context.terminal.result(
        std::to_string(report.received) + " received, " + std::to_string(report.published) + " files sent, " +
            std::to_string(report.receipts) + " receipts, " + std::to_string(report.held) + " set aside" +
            (problem.empty() ? "." : "; still waiting: " + problem + "."),
        {{"received", report.received},
         {"published", report.published},
         {"receipts", report.receipts},
         {"held", report.held},
         {"newPeople", report.newPeople},
         {"problem", problem}});
    return {};
}

void printRows(Context& context, const std::vector<app::MessageRow>& rows, bool sent) {
    std::string text;
    Json list = Json::array();
    for (const auto& row : rows) {
        const auto state = sent ? stateName(row.state) : row.read ? "read" : "new";
        text += std::to_string(row.number) + "  " + isoTime(row.time) + "  " + row.people + "  " +
                (row.patient.present ? row.patient.name + " (" + row.patient.id + ")" : "no patient") + "  " +
                state + (row.hiding == app::Hiding::kNone ? "" : "  hidden") + "\n";
        list.push_back({{"number", row.number},
                        {"id", row.id},
                        {"time", isoTime(row.time)},
                        {"people", row.people},
                        {"patientId", row.patient.id},
                        {"patientName", row.patient.name},
                        {"state", state},
                        {"hidden", hidingName(row.hiding)},
                        {"attachments", row.attachments}});
    }
    context.terminal.result(text.empty() ? "Nothing here." : text, {{"messages", list}});
}

base::Result<void> list(Context& context, app::Folder folder, std::size_t count) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    if (folder == app::Folder::kInbox) {
        if (auto synced = app::Sync(*session).run(context.task); !synced)
            context.terminal.hint("The share was not reached: this is what was received before.");
    }
    MEDVEIL_ASSIGN(const auto rows, app::Mailbox(*session).page(folder, {}, count));
    printRows(context, rows, folder == app::Folder::kSent);
    return {};
}

base::Result<void> search(Context& context, const std::string& words) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto rows, app::Mailbox(*session).search(words, 200));
    printRows(context, rows, false);
    return {};
}

std::string describe(const app::MessageDetail& m) {
    std::string text =
        "From:     " + m.sender.name +
        (m.sender.trust == app::Trust::kVerified ? " (signature holds; you verified this person)"
         : m.sender.trust == app::Trust::kChanged
             ? " (signature holds for the key known so far; ANOTHER KEY HAS TURNED UP)"
             : " (signature holds; safety number not compared yet)") +
        "\n";
    if (m.folder == app::Folder::kSent)
        text = "From:     you\n";
    for (const auto& person : m.recipients)
        text += "To:       " + person.name +
                (m.folder == app::Folder::kSent ? " (" + stateName(person.state) + ")" : "") + "\n";
    text += "Time:     " + isoTime(m.time) + "\nPatient:  " +
            (m.patient.present ? m.patient.name + " (" + m.patient.id + ")" : "concerns no patient") + "\n";
    if (!m.otherPatientName.empty())
        text += "WARNING:  this patient number is known here as \"" + m.otherPatientName + "\"\n";
    text += "Hidden:   " + (m.hiding == app::Hiding::kNone ? "no" : "in " + m.coverName) + "\n\n";
    text.append(m.text.data(), m.text.size());
    text += "\n";
    for (std::size_t i = 0; i < m.attachments.size(); ++i)
        text += "\nAttachment " + std::to_string(i + 1) + ": " + m.attachments[i].name + ", " +
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
            {"hasPatient", m.patient.present},
            {"patientId", m.patient.id},
            {"patientName", m.patient.name},
            {"otherPatientName", m.otherPatientName},
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
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Mailbox mailbox(*session);
    // A file that came in by other means, or a message by number or id.
    auto number = mailbox.resolve(which);
    if (!number && base::systemFileSystem().info(which))
        number = mailbox.openForeignFile(which, context.task);
    if (!number)
        return fail(std::move(number).error());
    MEDVEIL_ASSIGN(const app::MessageDetail detail, mailbox.open(*number));
    Json saved = Json::array();
    if (!out.empty()) {
        MEDVEIL_TRY(base::systemFileSystem().createFolders(out));
        for (std::size_t i = 0; i < detail.attachments.size(); ++i) {
            const auto path = freePath(out, detail.attachments[i].name);
            MEDVEIL_TRY(mailbox.saveAttachment(*number, i, path, context.task));
            saved.push_back(path.string());
        }
    }
    // The sender hears of it at once where the share is there; else with the next sync.
    (void)app::Sync(*session).run(context.task);
    auto value = jsonOf(detail);
    value["saved"] = saved;
    context.terminal.result(describe(detail), value);
    return {};
}

base::Result<void> demo(Context& context, const std::string& data) {
    Json steps = Json::array();
    const auto told = [&](const app::DemoStep& step) {
        if (!context.terminal.json())
            std::cout << "- " << step.title << (step.detail.empty() ? "" : "\n    " + step.detail)
                      << std::endl;
        steps.push_back({{"step", step.title}, {"detail", step.detail}});
    };
    MEDVEIL_ASSIGN(const app::DemoWard ward, app::runDemo(app::demoInputsFrom(data), told, context.task));
    context.terminal.result("\nPicture with the hidden message: " + ward.hiddenPicture.string() +
                                "\nRestored file:                   " + ward.restoredScan.string() +
                                "\nEverything else:                 " + ward.folder.string(),
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
        command->add_option("--to", o->to, "Recipient, by name or id; may be repeated")->required();
        command->add_option("--patient-id", o->patientId, "Patient number");
        command->add_option("--patient-name", o->patientName, "Patient name");
        command->add_flag("--no-patient", o->noPatient, "The message concerns no patient");
        command->add_option("--message-file", o->messageFile, "File with the message; - for standard input")
            ->type_name("FILE");
        command->add_option("--attach", o->attachments, "File to attach; may be repeated")->type_name("FILE");
        command->add_option("--suite", o->suite, "chacha20 (X25519) or aes256 (RSA-3072)")
            ->check(CLI::IsMember({"chacha20", "aes256"}))
            ->capture_default_str();
        command->add_option("--cover", o->cover, "Picture or sound to hide the message in")
            ->type_name("FILE");
        command->add_flag("--confirm-patient", o->confirmPatient,
                          "You saw both names of the patient number: the one given is right");
        command->add_flag("--insist-cover", o->insistOnCover, "Use a cover although it was used before");
        command->add_option("--expires-days", o->expiresDays, "After so many days it can no longer be opened")
            ->check(CLI::Range(1, 3650));
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
        command->add_option("--out", *out, "Save the attachments in this folder")->type_name("DIR");
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
