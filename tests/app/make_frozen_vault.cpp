// Writes the vault that tests/vectors/vault keeps for ever, one for each version of the schema: run once
// when a version is released, with the folder to fill. test_frozen_vault opens them all.
#include <cstdio>

#include "app/services/audit.h"
#include "app/services/compose.h"
#include "app/services/mailbox.h"
#include "app/services/sync.h"
#include "tests/support/ward.h"

using namespace medveil;

int main(int argc, char** argv) {
    if (argc != 2)
        return 2;
    base::NullTaskContext task;
    test::Ward ward;
    auto lab = ward.admit("Jonas Weber");
    auto doctor = ward.admit("Amal Haddad");
    for (auto* session : {lab.get(), doctor.get(), lab.get()})
        (void)app::Sync(*session).run(task);
    if (!test::Ward::introduce({lab.get(), doctor.get()}))
        return 1;
    for (const std::string text : {"Potassium 6.1 mmol/L", "Second message"}) {
        app::Letter letter;
        letter.recipients = {app::Contacts(*lab).resolve("Amal Haddad").value().id};
        letter.patient = {true, "MRN-77", "Pat Example"};
        letter.text.assign(text.begin(), text.end());
        letter.pasted.push_back({"counting.bin", "application/octet-stream", base::WipedBytes(3000, 5)});
        if (!app::Compose(*lab).send(letter, task))
            return 1;
    }
    (void)app::Sync(*lab).run(task);
    (void)app::Sync(*doctor).run(task);
    const auto words = app::newRecoveryWords().value();
    if (!app::Account(*doctor).commitRecoveryKit(words))
        return 1;
    std::printf("%.*s\n", static_cast<int>(words.size()), base::asText(words.view()).data());
    doctor.reset();
    const std::filesystem::path to = argv[1];
    std::filesystem::create_directories(to / "attachments");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(ward.root / "Amal Haddad")) {
        const auto relative = std::filesystem::relative(entry.path(), ward.root / "Amal Haddad");
        const auto name = relative.filename().string();
        if (entry.is_regular_file() && name != "lock" && *relative.begin() != "spool")
            std::filesystem::copy_file(entry.path(), to / relative);
    }
    return 0;
}
