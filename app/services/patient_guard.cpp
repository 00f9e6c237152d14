#include "app/services/patient_guard.h"

#include <algorithm>
#include <set>

#include "core/imaging/image_file.h"

namespace medveil::app {

namespace {

using base::ErrorCode;

/// The words of a name in any order and case: DICOM writes Rossi^Amal where people write Amal Rossi.
std::set<std::string> wordsOf(const std::string& name) {
    std::set<std::string> words;
    std::string word;
    for (const char c : name + ' ') {
        if (c != '^' && c != '=' && c != ' ' && c != ',') {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            continue;
        }
        if (!word.empty())
            words.insert(std::exchange(word, {}));
    }
    return words;
}

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? std::string()
                                      : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool agree(const Patient& patient, const imaging::Subject& scan) {
    if (scan.deidentified || (trimmed(scan.patientId).empty() && wordsOf(scan.patientName).empty()))
        return true;
    if (!patient.present)
        return false;
    const auto id = trimmed(scan.patientId);
    if (!id.empty() && id != trimmed(patient.id))
        return false;
    const auto words = wordsOf(scan.patientName);
    return words.empty() || words == wordsOf(patient.name);
}

/// PS3.10, 7.1, or by its name: other files are not worth a helper process.
bool isDicom(base::FileSystem& files, const base::Path& path) {
    auto extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    if (extension == ".dcm")
        return true;
    constexpr std::size_t kEnd = 132;
    auto file = files.openForReading(path);
    base::Bytes head(kEnd);
    if (!file)
        return false;
    const auto count = (*file)->read(head);
    return count && *count == kEnd && base::asText(base::ByteView(head).last(4)) == "DICM";
}

}  // namespace

base::Result<std::optional<OtherPatient>> otherPatient(SessionState& state, const Letter& letter,
                                                       base::TaskContext& task) {
    if (letter.patient.present) {
        MEDVEIL_ASSIGN(const auto known, state.messages.patientName(letter.patient.id));
        if (known && *known != letter.patient.name)
            return OtherPatient{{}, letter.patient.id, *known};
    }
    for (const auto& path : letter.files) {
        if (!isDicom(state.files, path))
            continue;
        const auto scan = imaging::ImageFile::subject(path, task);
        // Nobody can say whom it is about: that is for a person to decide, too.
        if (!scan && scan.error().code == ErrorCode::kImageDamaged)
            return OtherPatient{path.filename().string(), {}, {}};
        if (!scan)
            return base::fail(scan.error());
        if (!agree(letter.patient, *scan))
            return OtherPatient{path.filename().string(), scan->patientId, scan->patientName};
    }
    return std::optional<OtherPatient>();
}

}  // namespace medveil::app
