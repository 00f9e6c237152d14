#include "app/services/demo.h"

#include <algorithm>
#include <fstream>

#include "app/services/account.h"
#include "app/services/compose.h"
#include "app/services/contacts.h"
#include "app/services/demo_picture.h"
#include "app/services/mailbox.h"
#include "app/services/session_state.h"
#include "app/services/sync.h"
#include "core/crypto/random.h"
#include "core/identity/recovery_words.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPatientId = "MRN 204-118-77";
constexpr std::string_view kPatientName = "Ida Berg";
constexpr std::string_view kText =
    "Chest film of this morning. Suspected effusion on the left; please look before the round at 11.";

base::Result<base::Path> temporaryFolder() {
    const auto name =
        "medveil-ward-" + base::toBase32(crypto::randomValue<base::PublicValue<struct DemoTag, 5>>().view());
    std::error_code ignored;
    const auto folder = fs::temp_directory_path(ignored) / name;
    MEDVEIL_TRY(base::systemFileSystem().createFolders(folder));
    return folder;
}

/// First files of a kind below a folder, in order, within bounds.
std::optional<base::Path> firstFile(const base::Path& folder, std::string_view ending, std::uintmax_t least,
                                    std::uintmax_t most) {
    std::error_code error;
    std::vector<base::Path> found;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const auto size = at->is_regular_file(error) ? at->file_size(error) : 0;
        if (!error && at->path().extension() == ending && size >= least && size <= most)
            found.push_back(at->path());
    }
    std::ranges::sort(found);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

base::Result<base::Path> makeScan(const base::Path& folder) {
    const auto path = folder / "chest-film.raw";
    base::Bytes pixels(400'000);
    crypto::fillRandom(pixels);
    MEDVEIL_TRY(base::writeWholeFile(base::systemFileSystem(), path, pixels));
    return path;
}

/// True when one of the words stands in the clear in a file, or in a name, below the folder.
base::Result<bool> anythingReadable(const base::Path& folder, const std::vector<std::string>& words) {
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; at != end; at.increment(error)) {
        if (error)
            return fail(ErrorCode::kIo, "search");
        std::string content = at->path().filename().string();
        if (at->is_regular_file(error)) {
            std::ifstream in(at->path(), std::ios::binary);
            content.append(std::istreambuf_iterator<char>(in), {});
        }
        if (std::ranges::any_of(words,
                                [&](const auto& word) { return content.find(word) != std::string::npos; }))
            return true;
    }
    return false;
}

Patient patientOfScan(const OtherPatient& other) {
    return {true, other.id.empty() ? std::string(kPatientId) : other.id,
            other.name.empty() ? std::string(kPatientName) : other.name, other.authority};
}

/// One telling of the story.
class Demo {
  public:
    Demo(const DemoInputs& inputs, const std::function<void(const DemoStep&)>& told, base::TaskContext& task)
        : m_inputs(inputs), m_told(told), m_task(task) {}

    base::Result<DemoWard> run() {
        MEDVEIL_TRY(prepare());
        MEDVEIL_TRY(admitPeople());
        MEDVEIL_TRY(compareNumbers());
        MEDVEIL_TRY(sendHidden());
        MEDVEIL_TRY(lookAtTheShare());
        MEDVEIL_TRY(receive());
        MEDVEIL_TRY(hearBack());
        return std::move(m_ward);
    }

  private:
    void tell(std::string title, std::string detail = {}) { m_told({std::move(title), std::move(detail)}); }
    base::Path share() const { return m_ward.folder / "share"; }

    base::Result<void> prepare() {
        MEDVEIL_ASSIGN(m_ward.folder, temporaryFolder());
        m_ward.labProfile = m_ward.folder / "lab-vault";
        m_ward.doctorProfile = m_ward.folder / "doctor-vault";
        identity::RecoverySecret random;
        crypto::fillRandom(random.mutableView());
        const auto words = identity::recoveryWords(random);
        const auto text = base::asText(words.view());
        // Six words of twelve: 77 bits, and short enough to type when the window asks for it.
        std::size_t end = 0;
        for (int i = 0; i < 6; ++i)
            end = text.find(' ', end + 1);
        m_ward.passphrase = base::SecretBytes::copyOf(words.view().first(end));
        MEDVEIL_ASSIGN(m_picture,
                       m_inputs.picture ? base::Result<base::Path>(*m_inputs.picture) : ownPicture());
        MEDVEIL_ASSIGN(m_scan,
                       m_inputs.scan ? base::Result<base::Path>(*m_inputs.scan) : makeScan(m_ward.folder));
        tell("A throw-away ward was made.", m_ward.folder.string());
        return {};
    }

    base::Result<base::Path> ownPicture() {
        const auto path = m_ward.folder / "lake.png";
        MEDVEIL_TRY(drawPicture(path, 1024, 768));
        return path;
    }

    base::Result<std::unique_ptr<Session>> admit(const base::Path& folder, const char* name, Role role) {
        NewProfile profile{name, "North Ward", {role}, m_ward.passphrase.clone()};
        MEDVEIL_ASSIGN(auto session, Session::create(folder, profile, m_task));
        MEDVEIL_TRY(Account(*session).createShare(share()));
        return session;
    }

    base::Result<void> admitPeople() {
        MEDVEIL_ASSIGN(m_ward.lab, admit(m_ward.labProfile, "Jonas Weber", Role::kLab));
        MEDVEIL_ASSIGN(m_ward.doctor, admit(m_ward.doctorProfile, "Dr Amal Rossi", Role::kDoctor));
        for (auto* session : {m_ward.lab.get(), m_ward.doctor.get(), m_ward.lab.get()})
            MEDVEIL_TRY(Sync(*session).run(m_task));
        for (auto* session : {m_ward.lab.get(), m_ward.doctor.get()}) {
            MEDVEIL_ASSIGN(const auto found, Contacts(*session).waiting());
            for (const auto& person : found)
                MEDVEIL_TRY(Contacts(*session).accept(person.id));
        }
        tell(
            "Jonas Weber (lab) and Dr Amal Rossi (doctor) each have a vault, found the other's card on the "
            "share "
            "and accepted it.",
            share().string());
        return {};
    }

    base::Result<void> compareNumbers() {
        Contacts lab(*m_ward.lab);
        Contacts doctor(*m_ward.doctor);
        MEDVEIL_ASSIGN(const Person amal, lab.resolve("Dr Amal Rossi"));
        MEDVEIL_ASSIGN(const Person jonas, doctor.resolve("Jonas Weber"));
        MEDVEIL_ASSIGN(const SafetyNumber one, lab.safetyNumber(amal.id));
        MEDVEIL_ASSIGN(const SafetyNumber other, doctor.safetyNumber(jonas.id));
        if (one.groups != other.groups)
            return fail(ErrorCode::kInternal, "safety numbers differ");
        MEDVEIL_TRY(lab.markVerified(amal.id));
        MEDVEIL_TRY(doctor.markVerified(jonas.id));
        m_doctorId = amal.id;
        std::string number;
        for (const auto& group : one.groups)
            number += (number.empty() ? "" : " ") + group;
        tell("They compared their safety number: it is the same on both machines.", number);
        return {};
    }

    base::Result<void> sendHidden() {
        Letter letter;
        letter.recipients = {m_doctorId};
        letter.patient = m_patient;
        letter.text.assign(kText.begin(), kText.end());
        letter.files = {m_scan};
        letter.cover = m_picture;
        Compose compose(*m_ward.lab);
        // A scan that somebody brought along is of its own patient: a letter about another one is refused.
        MEDVEIL_ASSIGN(const auto check, compose.checkPatient(letter, m_task));
        if (!check.others.empty())
            letter.patient = m_patient = patientOfScan(check.others.front());
        MEDVEIL_ASSIGN(const CoverPreview preview, compose.preview(letter, m_task));
        MEDVEIL_ASSIGN(const SendReport sent, compose.send(letter, m_task));
        tell("Jonas sealed a message about " + m_patient.name + " with a scan and hid it in a picture.",
             "The picture holds " + std::to_string(preview.fitBytes) + " bytes, the sealed message has " +
                 std::to_string(sent.bytes) + ": " +
                 (sent.hiding == Hiding::kInline
                      ? "all of it is inside the picture."
                      : "its key is inside the picture, the rest travels as a sealed file."));
        MEDVEIL_TRY(Sync(*m_ward.lab).run(m_task));
        return {};
    }

    base::Result<void> lookAtTheShare() {
        MEDVEIL_ASSIGN(const auto picture, [&]() -> base::Result<base::Path> {
            if (auto found = firstFile(share(), ".png", 1, UINTMAX_MAX))
                return *found;
            return fail(ErrorCode::kNotFound, "picture on the share");
        }());
        m_ward.hiddenPicture = m_ward.folder / ("travelled-" + m_picture.filename().string());
        std::error_code error;
        fs::copy_file(picture, m_ward.hiddenPicture, error);
        if (error)
            return fail(ErrorCode::kIo, "copy of the picture");
        MEDVEIL_ASSIGN(const bool readable, anythingReadable(share(), canaries()));
        if (readable)
            return fail(ErrorCode::kInternal, "something readable lies on the share");
        tell(
            "What lies on the share was searched: no name, number, word or file name of the message is in "
            "it.",
            m_ward.hiddenPicture.string());
        return {};
    }

    std::vector<std::string> canaries() const {
        return {m_patient.id, m_patient.name, "Suspected effusion", m_scan.filename().string()};
    }

    base::Result<void> receive() {
        MEDVEIL_ASSIGN(const SyncReport report, Sync(*m_ward.doctor).run(m_task));
        if (report.received != 1)
            return fail(ErrorCode::kInternal, "the message did not arrive");
        Mailbox inbox(*m_ward.doctor);
        MEDVEIL_ASSIGN(const auto rows, inbox.page(Folder::kInbox, {}, 1));
        MEDVEIL_ASSIGN(const MessageDetail detail, inbox.open(rows.at(0).number));
        tell("Dr Rossi opened it: patient " + detail.patient.name + " (" + detail.patient.id + "), from " +
                 detail.sender.name + ", whose signature holds.",
             std::string(detail.text.data(), detail.text.size()));
        m_ward.restoredScan = m_ward.folder / ("restored-" + detail.attachments.at(0).name);
        MEDVEIL_TRY(inbox.saveAttachment(rows.at(0).number, 0, m_ward.restoredScan, m_task));
        constexpr std::size_t kLimit = 1024 * 1024 * 1024;
        MEDVEIL_ASSIGN(const base::Bytes original,
                       base::readWholeFile(base::systemFileSystem(), m_scan, kLimit));
        MEDVEIL_ASSIGN(const base::Bytes restored,
                       base::readWholeFile(base::systemFileSystem(), m_ward.restoredScan, kLimit));
        if (original != restored)
            return fail(ErrorCode::kInternal, "the restored scan differs");
        tell("She saved the scan: it is the original, bit for bit.", m_ward.restoredScan.string());
        return {};
    }

    base::Result<void> hearBack() {
        MEDVEIL_TRY(Sync(*m_ward.doctor).run(m_task));
        MEDVEIL_TRY(Sync(*m_ward.lab).run(m_task));
        Mailbox sent(*m_ward.lab);
        MEDVEIL_ASSIGN(const auto rows, sent.page(Folder::kSent, {}, 1));
        MEDVEIL_ASSIGN(const MessageDetail detail, sent.open(rows.at(0).number));
        if (detail.recipients.at(0).state != Delivery::kRead)
            return fail(ErrorCode::kInternal, "the receipt did not arrive");
        tell("Jonas sees that it was read.");
        return {};
    }

    const DemoInputs& m_inputs;
    const std::function<void(const DemoStep&)>& m_told;
    base::TaskContext& m_task;
    DemoWard m_ward;
    base::Path m_picture;
    base::Path m_scan;
    Patient m_patient{true, std::string(kPatientId), std::string(kPatientName)};
    std::string m_doctorId;
};

}  // namespace

DemoInputs demoInputsFrom(const base::Path& folder) {
    DemoInputs inputs;
    if (folder.empty())
        return inputs;
    inputs.picture = firstFile(folder / "photos", ".png", 200'000, 20'000'000);
    inputs.scan = firstFile(folder / "dicom", ".dcm", 20'000, 5'000'000);
    return inputs;
}

base::Result<DemoWard> runDemo(const DemoInputs& inputs, const std::function<void(const DemoStep&)>& told,
                               base::TaskContext& task) {
    return Demo(inputs, told, task).run();
}

}  // namespace medveil::app
