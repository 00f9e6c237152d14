// Whom a DICOM file is about, whatever else it holds: images, reports, plans, waveforms. Function; one
// thread.
#pragma once

#include <string>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

/// As the file has it, in UTF-8; empty where it is silent.
struct Subject {
    std::string patientId;
    std::string patientName;    ///< Rossi^Amal
    bool deidentified = false;  ///< says of itself that it names nobody
};

/// Also of a file that is damaged behind that. kImageDamaged where it cannot be told. The work itself, in the
/// helper: others ask ImageFile::subject().
base::Result<Subject> subjectOf(base::ByteView file);

}  // namespace medveil::imaging
