#include "app/services/patient_guard.h"

#include <algorithm>

#include "app/services/patient_register.h"
#include "core/imaging/client/image_file.h"
#include "core/records/fhir_subject.h"
#include "core/records/person_name.h"

namespace medveil::app {

using base::ErrorCode;

namespace {

/// PS3.5, 7.1: a data set without a head begins with an element of group 0002 or 0008.
bool beginsLikeDataSet(base::ByteView head) {
    if (head.size() < 8 || (head[0] != 0x08 && head[0] != 0x02) || head[1] != 0 || head[3] != 0)
        return false;
    const auto isLetter = [](base::Byte byte) { return byte >= 'A' && byte <= 'Z'; };
    const bool explicitVr = isLetter(head[4]) && isLetter(head[5]);
    return explicitVr || (head[6] == 0 && head[7] == 0);
}

/// By its name, or its content: other files are not worth a helper process.
base::Result<bool> mayNameSomebody(base::FileSystem& files, const base::Path& path) {
    auto extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    if (extension == ".dcm")
        return true;
    constexpr std::size_t kBeginning = 4096;
    constexpr std::size_t kMarkAt = 128;
    MEDVEIL_ASSIGN(const auto file, files.openForReading(path));
    base::Bytes buffer(kBeginning);
    MEDVEIL_ASSIGN(const std::size_t count, file->read(buffer));
    const auto head = base::ByteView(buffer).first(count);
    const bool marked = count >= kMarkAt + 4 && base::asText(head.subspan(kMarkAt, 4)) == "DICM";
    return marked || beginsLikeDataSet(head) || records::mayBeFhir(head);
}

base::Result<void> askFile(const Letter& letter, const base::Path& path, std::vector<OtherPatient>& others,
                           base::TaskContext& task) {
    const auto name = path.filename().string();
    const auto subjects = imaging::ImageFile::subjects(path, task);
    if (!subjects) {
        if (subjects.error().code == ErrorCode::kCancelled)
            return base::fail(subjects.error());
        // Nobody can say whom it is about: that is for a person to decide, too.
        others.push_back({name, {}, {}, {}, {}, {}, false});
        return {};
    }
    for (const auto& subject : *subjects) {
        const bool about = letter.patient.present
                               ? records::isAbout(subject, {letter.patient.authority, letter.patient.id},
                                                  letter.patient.name)
                               : !subject.namesSomebody();
        if (!about)
            others.push_back(otherPatientOf(name, subject));
    }
    return {};
}

base::Result<void> askRegister(SessionState& state, const Patient& patient,
                               std::vector<OtherPatient>& others) {
    if (!patient.present)
        return {};
    MEDVEIL_ASSIGN(const auto known, knownPatient(state, patient.authority, patient.id));
    if (known && records::compareNames(known->row.name, patient.name) != records::Agreement::kSame)
        others.push_back({{},
                          patient.id,
                          known->row.name,
                          patient.authority,
                          {},
                          known->saidBy,
                          known->weight < NameWeight::kVerified});
    return {};
}

}  // namespace

OtherPatient otherPatientOf(std::string file, const records::Subject& subject) {
    OtherPatient other;
    other.file = std::move(file);
    if (!subject.ids.empty()) {
        other.id = subject.ids.front().value;
        other.authority = subject.ids.front().authority;
    }
    if (!subject.names.empty())
        other.name = records::shownName(subject.names.front());
    other.birthDate = subject.birthDate;
    return other;
}

base::Result<std::size_t> DigestedSource::read(base::MutableByteView buffer) {
    MEDVEIL_ASSIGN(const std::size_t count, m_from.read(buffer));
    m_hash.update(base::ByteView(buffer).first(count));
    return count;
}

std::string attachmentsMark(const Letter& letter, const std::vector<crypto::Digest>& contents) {
    crypto::Sha256 hash;
    const auto add = [&hash](const std::string& text) {
        hash.update(base::asBytes(std::to_string(text.size()) + ":" + text));
    };
    for (std::size_t i = 0; i < letter.files.size(); ++i) {
        add(letter.files[i].string());
        add(base::toHex(contents.at(i).view()));
    }
    for (const auto& pasted : letter.pasted) {
        add(pasted.name);
        add(base::toHex(crypto::sha256(pasted.content).view()));
    }
    return base::toHex(hash.finish().view());
}

base::Result<std::string> attachmentsMark(base::FileSystem& files, const Letter& letter,
                                          base::TaskContext& task) {
    constexpr std::size_t kPiece = 1024 * 1024;
    std::vector<crypto::Digest> contents;
    base::Bytes buffer(letter.files.empty() ? 0 : kPiece);
    for (const auto& path : letter.files) {
        MEDVEIL_ASSIGN(const auto file, files.openForReading(path));
        DigestedSource source(*file);
        for (std::size_t count = 1; count > 0;) {
            MEDVEIL_TRY(task.checkpoint());
            MEDVEIL_ASSIGN(count, source.read(buffer));
        }
        contents.push_back(source.finish());
    }
    return attachmentsMark(letter, contents);
}

base::Result<PatientCheck> checkPatients(SessionState& state, const Letter& letter, base::TaskContext& task) {
    PatientCheck check;
    MEDVEIL_ASSIGN(check.attachments, attachmentsMark(state.files, letter, task));
    MEDVEIL_TRY(askRegister(state, letter.patient, check.others));
    for (const auto& path : letter.files) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(const bool worthAsking, mayNameSomebody(state.files, path));
        if (worthAsking)
            MEDVEIL_TRY(askFile(letter, path, check.others, task));
    }
    return check;
}

bool isConfirmed(const Letter& letter, const PatientCheck& check) {
    return std::ranges::all_of(check.others, [&](const OtherPatient& other) {
        return other.advisory || std::ranges::any_of(letter.confirmed, [&](const PatientConfirmation& given) {
                   return given.expected == letter.patient && given.found == other &&
                          given.attachments == check.attachments;
               });
    });
}

std::vector<PatientConfirmation> confirmationOf(const Patient& patient, const PatientCheck& check) {
    std::vector<PatientConfirmation> all;
    for (const auto& other : check.others)
        all.push_back({patient, other, check.attachments});
    return all;
}

}  // namespace medveil::app
