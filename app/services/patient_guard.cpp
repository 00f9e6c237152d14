#include "app/services/patient_guard.h"

#include <algorithm>

#include "app/services/patient_register.h"
#include "core/imaging/client/image_file.h"
#include "core/records/file_kind.h"
#include "core/records/person_name.h"

namespace medveil::app {

using base::ErrorCode;

namespace {

base::Result<records::FileKind> kindOf(base::FileSystem& files, const base::Path& path) {
    MEDVEIL_ASSIGN(const auto file, files.openForReading(path));
    base::Bytes buffer(records::kFileBeginning);
    std::size_t count = 0;
    for (std::size_t more = 1; more > 0 && count < buffer.size(); count += more) {
        MEDVEIL_ASSIGN(more, file->read(base::MutableByteView(buffer).subspan(count)));
    }
    return records::kindOf(base::ByteView(buffer).first(count), path.filename().string());
}

/// Nobody can say whom it is about: that is for a person to decide, too.
OtherPatient untold(const base::Path& path, Untold why) {
    OtherPatient other;
    other.file = path.filename().string();
    other.untold = why;
    return other;
}

/// Kinds that Medveil does not read.
Untold unreadOf(records::FileKind kind) {
    return kind == records::FileKind::kPacked        ? Untold::kPacked
           : kind == records::FileKind::kMail        ? Untold::kMail
           : kind == records::FileKind::kInterchange ? Untold::kInterchange
                                                     : Untold::kNone;
}

/// Other files are not worth a helper process, and what nobody reads needs none.
base::Result<void> askFile(SessionState& state, const Letter& letter, const base::Path& path,
                           std::vector<OtherPatient>& others, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto kind, kindOf(state.files, path));
    if (kind == records::FileKind::kOther)
        return {};
    if (const auto why = unreadOf(kind); why != Untold::kNone) {
        others.push_back(untold(path, why));
        return {};
    }
    const auto subjects = imaging::ImageFile::subjects(path, task);
    if (!subjects) {
        if (subjects.error().code == ErrorCode::kCancelled)
            return base::fail(subjects.error());
        const bool text = kind == records::FileKind::kText;
        others.push_back(untold(path, text ? Untold::kUnknownText : Untold::kDamaged));
        return {};
    }
    for (const auto& subject : *subjects) {
        const bool about = letter.patient.present
                               ? records::isAbout(subject, {letter.patient.authority, letter.patient.id},
                                                  letter.patient.name)
                               : !subject.namesSomebody();
        if (!about)
            others.push_back(otherPatientOf(path.filename().string(), subject));
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
        MEDVEIL_TRY(askFile(state, letter, path, check.others, task));
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
