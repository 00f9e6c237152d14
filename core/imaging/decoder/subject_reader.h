// Whom a file is about, whatever it holds: images, reports, plans, waveforms, FHIR. Function; one thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/records/subject.h"

namespace medveil::imaging {

/// One for DICOM, also of a file that is damaged behind its patient; any number for FHIR (fhir_subject.h),
/// which is told by its content. Names are as the file has them, in UTF-8: Rossi^Amal. kImageDamaged,
/// kMalformed, ... where it cannot be told. The work itself, in the helper: others ask ImageFile::subjects().
base::Result<std::vector<records::Subject>> subjectsOf(base::ByteView file);

}  // namespace medveil::imaging
