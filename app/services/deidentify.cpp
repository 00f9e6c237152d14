#include "app/services/deidentify.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "app/services/patient_guard.h"
#include "app/services/scans.h"
#include "app/services/session_state.h"
#include "core/base/new_file.h"
#include "core/crypto/random.h"
#include "core/imaging/client/image_file.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

imaging::DeidentifyPlan planFor(const DeidentifyChoice& choice) {
    namespace keep = imaging::keep;
    imaging::DeidentifyPlan plan;
    for (const auto& [chosen, option] :
         {std::pair(choice.keepUids, keep::kUids), std::pair(choice.keepDevice, keep::kDevice),
          std::pair(choice.keepInstitution, keep::kInstitution),
          std::pair(choice.keepPatient, keep::kPatient), std::pair(choice.keepDates, keep::kDates),
          std::pair(choice.shiftDates, keep::kShiftedDates)})
        plan.options |= chosen ? option : 0U;
    plan.key.resize(32);
    crypto::fillRandom(plan.key);
    plan.pixelsChecked = choice.pixelsChecked;
    return plan;
}

std::string wordsFor(const std::string& warning) {
    if (warning == "pixels-name-somebody")
        return "The file says that its pixels name somebody.";
    if (warning == "pixels-not-checked")
        return "Nobody has looked whether pixels name somebody.";
    if (warning == "face-can-be-rebuilt")
        return "From a head scan a face can be rebuilt: it can be recognised without any name.";
    if (warning == "document")
        return "It is a document: read its text before you pass it on.";
    return warning;
}

bool holdsBack(const std::vector<std::string>& warnings) {
    return std::ranges::any_of(warnings,
                               [](const std::string& warning) { return warning.starts_with("pixels-"); });
}

base::Path nameFor(std::size_t number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%05zu.dcm", number);
    return text.data();
}

base::Result<imaging::Deidentified> cleanedCopy(const ReleaseItem& item, const imaging::DeidentifyPlan& plan,
                                                base::TaskContext& task) {
    if (item.mask.regions.empty())
        return imaging::ImageFile::deidentify(item.file, plan, task);
    MEDVEIL_ASSIGN(const imaging::Masked masked, imaging::ImageFile::mask(item.file, item.mask, task));
    return imaging::ImageFile::deidentify(base::ByteView(masked.file), plan, task);
}

base::Result<std::vector<OtherPatient>> patientsOf(const std::vector<base::Path>& files,
                                                   base::TaskContext& task) {
    std::vector<records::Subject> found;
    std::vector<OtherPatient> patients;
    for (std::size_t i = 0; i < files.size(); ++i) {
        MEDVEIL_TRY(task.checkpoint());
        task.report({base::Stage::kReading, i, files.size()});
        const auto subjects = imaging::ImageFile::subjects(files[i], task);
        if (!subjects && subjects.error().code == ErrorCode::kCancelled)
            return fail(subjects.error());
        for (const auto& subject : subjects ? *subjects : std::vector<records::Subject>()) {
            if (!subject.namesSomebody() || std::ranges::any_of(found, [&](const auto& each) {
                    return records::samePatient(each, subject);
                }))
                continue;
            found.push_back(subject);
            patients.push_back(otherPatientOf(files[i].filename().string(), subject));
        }
    }
    return patients;
}

/// Before anything is written: copies that agree with each other are of one patient.
base::Result<void> checkOnePatient(const std::vector<ReleaseItem>& items, const DeidentifyChoice& choice,
                                   base::TaskContext& task) {
    if (choice.severalPatients)
        return {};
    std::vector<base::Path> files;
    for (const auto& item : items)
        files.push_back(item.file);
    MEDVEIL_ASSIGN(const auto patients, patientsOf(files, task));
    if (patients.size() > 1)
        return fail(ErrorCode::kPatientMismatch, "a release of several patients");
    return {};
}

base::Result<std::vector<DeidentifiedFile>> cleanAll(const std::vector<ReleaseItem>& items,
                                                     const DeidentifyChoice& choice, const base::Path& out,
                                                     base::TaskContext& task) {
    if (choice.keepDates && choice.shiftDates)
        return fail(ErrorCode::kInvalidArgument, "dates are kept or shifted, not both");
    MEDVEIL_TRY(base::createNamedFolders(base::systemFileSystem(), out));
    const auto plan = planFor(choice);
    std::vector<DeidentifiedFile> all;
    for (const auto& item : items) {
        MEDVEIL_TRY(task.checkpoint());
        task.report({base::Stage::kWriting, all.size(), items.size()});
        auto& result = all.emplace_back();
        result.file = item.file;
        auto cleaned = cleanedCopy(item, plan, task);
        if (!cleaned) {
            if (cleaned.error().code == ErrorCode::kCancelled)
                return fail(std::move(cleaned).error());
            result.refused = cleaned.error();
            continue;
        }
        result.actions = cleaned->actions.size();
        for (const auto& action : cleaned->actions)
            result.done.push_back(action.tag + " " + action.name + ": " + action.action);
        for (const auto& warning : cleaned->warnings)
            result.warnings.push_back(wordsFor(warning));
        if (holdsBack(cleaned->warnings)) {
            result.refused = {ErrorCode::kNotLookedAt, "pixels were not checked"};
            continue;
        }
        const auto copy = out / nameFor(all.size());
        MEDVEIL_TRY(base::writeNewFile(base::systemFileSystem(), copy, cleaned->file));
        result.copy = copy;
    }
    return all;
}

}  // namespace

base::Result<std::vector<OtherPatient>> patientsOfFiles(const std::vector<base::Path>& places,
                                                        base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto files, filesBelow(places));
    return patientsOf(files, task);
}

base::Result<std::vector<DeidentifiedFile>> deidentifyScans(const std::vector<base::Path>& places,
                                                            const DeidentifyChoice& choice,
                                                            const base::Path& out, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto files, filesBelow(places));
    std::vector<ReleaseItem> items;
    for (const auto& file : files)
        items.push_back({file, {}});
    MEDVEIL_TRY(checkOnePatient(items, choice, task));
    return cleanAll(items, choice, out, task);
}

base::Result<std::vector<DeidentifiedFile>> releaseScans(Session& session,
                                                         const std::vector<ReleaseItem>& items,
                                                         const DeidentifyChoice& choice,
                                                         const base::Path& out, base::TaskContext& task) {
    MEDVEIL_TRY(checkOnePatient(items, choice, task));
    MEDVEIL_TRY(session.state().record(
        access::Action::kDeidentified, {},
        std::to_string(items.size()) +
            (choice.pixelsChecked ? " files, pixels checked" : " files, pixels not checked")));
    return cleanAll(items, choice, out, task);
}

}  // namespace medveil::app
