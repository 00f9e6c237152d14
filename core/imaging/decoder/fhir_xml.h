// Whom FHIR R4 as XML is about: what core/records/fhir_subject.h does for JSON. Reads foreign bytes, so it
// lives in the helper process. Pure function; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/records/subject.h"

namespace medveil::imaging {

/// Every patient that it names, each once; none in a picture (SVG). Only elements of FHIR's namespace count,
/// wherever they stand. kMalformed for what is damaged, nested deeper than 64, or has a document type:
/// nothing is expanded and nothing is fetched. kUnsupported for other XML that names nobody in FHIR's words.
/// kTooLarge for more patients than records::kMostSubjects.
base::Result<std::vector<records::Subject>> subjectsOfFhirXml(base::ByteView file);

}  // namespace medveil::imaging
