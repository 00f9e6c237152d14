// De-identified copies of scans, for one release: the same patient, study and dates agree among all files of
// a call. Any one thread; the work happens in a process of its own.
#pragma once

#include <string>
#include <vector>

#include "app/services/compose.h"
#include "core/imaging/model/mask.h"

namespace medveil::app {

struct DeidentifyChoice {
    bool keepUids = false;
    bool keepDevice = false;
    bool keepInstitution = false;
    bool keepPatient = false;  ///< age, sex, size, weight; never name or number
    bool keepDates = false;
    bool shiftDates = false;  ///< by one secret number of days for each patient
    /// Somebody has looked at every pixel of every frame and says that none names anybody. Without that no
    /// file that holds an image is written.
    bool pixelsChecked = false;
    /// Somebody says that files of more than one patient are meant to be released together.
    bool severalPatients = false;
};

struct DeidentifiedFile {
    base::Path file;
    base::Path copy;  ///< empty when none was written
    std::size_t actions = 0;
    std::vector<std::string> done;      ///< "(0010,0010) PatientName: replaced"; no values
    std::vector<std::string> warnings;  ///< what a person must still look at, in words
    base::Error refused;                ///< why there is no copy, when there is none
};

/// One file of a release, and what of its image is covered first; no regions: nothing.
struct ReleaseItem {
    base::Path file;
    imaging::MaskPlan mask;
};

/// The different patients that files name, each once, with the first of its files. Files that name nobody are
/// nobody's, and so are such of which it cannot be told: no copy of them is written.
base::Result<std::vector<OtherPatient>> patientsOfFiles(const std::vector<base::Path>& places,
                                                        base::TaskContext& task);

/// Copies go into `out` under new names that say nothing: 00001.dcm, ... A file that is refused is in the
/// list, too. kAlreadyExists when one of those names is taken; kInvalidArgument for dates both kept and
/// shifted; kPatientMismatch for files of several patients where nobody said so. Then nothing is written.
base::Result<std::vector<DeidentifiedFile>> deidentifyScans(const std::vector<base::Path>& places,
                                                            const DeidentifyChoice& choice,
                                                            const base::Path& out, base::TaskContext& task);

/// The same for these files in this order. What is released, and that this person signed for the pixels, goes
/// into the audit log first: it has to be written before anything leaves.
base::Result<std::vector<DeidentifiedFile>> releaseScans(Session& session,
                                                         const std::vector<ReleaseItem>& items,
                                                         const DeidentifyChoice& choice,
                                                         const base::Path& out, base::TaskContext& task);

}  // namespace medveil::app
