// patients: list, messages, correct.
#include "app/cli/command_line.h"
#include "app/services/mailbox.h"
#include "app/services/patients.h"

namespace medveil::cli {

using Json = nlohmann::ordered_json;

namespace {

struct PatientOptions {
    std::string id;
    std::string authority;
    std::string name;
    std::string reason;
};

base::Result<void> listPatients(Context& context, const std::string& text) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const auto rows, app::Patients(*session).list(text, 10'000));
    std::string lines;
    Json list = Json::array();
    for (const auto& row : rows) {
        lines += shownPatient(row.name, row.id, row.authority) + "  " + std::to_string(row.received) +
                 " received, " + std::to_string(row.sent) + " sent" +
                 (row.saidBy.empty() ? "" : "  named by " + row.saidBy) +
                 (row.damaged ? "  damaged: who named the patient cannot be read" : "") +
                 (row.doubtful ? "  unconfirmed" : "") + "\n";
        list.push_back({{"id", row.id},
                        {"authority", row.authority},
                        {"name", row.name},
                        {"namedBy", row.saidBy},
                        {"confirmed", !row.doubtful},
                        {"damaged", row.damaged},
                        {"received", row.received},
                        {"sent", row.sent}});
    }
    context.terminal.result(lines.empty() ? "No such patient." : lines, {{"patients", list}});
    return {};
}

base::Result<void> messagesOf(Context& context, const PatientOptions& options) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    MEDVEIL_ASSIGN(const app::PatientRow row, app::Patients(*session).find(options.authority, options.id));
    std::vector<app::MessageRow> all;
    for (const auto folder : {app::Folder::kInbox, app::Folder::kSent}) {
        MEDVEIL_ASSIGN(const auto rows, app::Mailbox(*session).pageOf({true, row.id, row.name, row.authority},
                                                                      folder, {}, 1000));
        all.insert(all.end(), rows.begin(), rows.end());
    }
    printRows(context, all);
    return {};
}

base::Result<void> correct(Context& context, const PatientOptions& options) {
    MEDVEIL_ASSIGN(app::Session * session, context.unlock());
    app::Patients patients(*session);
    MEDVEIL_ASSIGN(const app::PatientRow before, patients.find(options.authority, options.id));
    MEDVEIL_TRY(
        patients.correct({true, before.id, before.name, before.authority}, options.name, options.reason));
    context.terminal.result(
        "The patient " + before.id + " is \"" + options.name + "\" now, no longer \"" + before.name + "\".",
        {{"id", before.id},
         {"authority", before.authority},
         {"before", before.name},
         {"name", options.name}});
    return {};
}

}  // namespace

void addPatientCommands(Commands& commands) {
    auto* patients = commands.root.add_subcommand("patients", "The register of patients");
    patients->require_subcommand(1);
    auto text = std::make_shared<std::string>();
    commands
        .add(*patients, "list", "Patients by a part of the name, or by the whole number",
             [text](Context& c) { return listPatients(c, *text); })
        ->add_option("text", *text);
    for (const bool change : {false, true}) {
        auto o = std::make_shared<PatientOptions>();
        auto* command = commands.add(
            *patients, change ? "correct" : "messages",
            change ? "Say how a patient is called; both names and the reason go into the audit log"
                   : "What concerns one patient, by the whole number",
            [o, change](Context& c) { return change ? correct(c, *o) : messagesOf(c, *o); });
        command->add_option("id", o->id, "Patient number")->required();
        command->add_option("--authority", o->authority, "Who gave the number out (default: this hospital)");
        if (!change)
            continue;
        command->add_option("--name", o->name, "The right name")->required();
        command->add_option("--reason", o->reason, "Why")->required();
    }
}

}  // namespace medveil::cli
