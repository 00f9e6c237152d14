// Whom FHIR R4 as JSON is about: a Patient, anything with a subject, a Bundle, resources one a line. Reads
// events, never a tree; foreign bytes belong into the helper process. Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/records/subject.h"

namespace medveil::records {

inline constexpr std::size_t kMostSubjects = 64;

/// Up to so many letters, whatever their width: without the marks, blanks and zeros in front, and without the
/// zeros between them.
std::string firstLetters(base::ByteView beginning, std::size_t count);
/// Whether the beginning of a file may be JSON, XML or Turtle, in any encoding: worth asking what is in it.
bool mayBeFhir(base::ByteView beginning);
/// Whether it may be XML, FHIR or not: what stands before the first element may be long.
bool mayBeXml(base::ByteView beginning);

/// Blanks mean nothing in JSON and XML, and there may be more of them than anybody looks at.
base::ByteView withoutBlanks(base::ByteView file);

/// Every patient that it names, each once. A reference to a patient of the same file is that patient; one to
/// somebody else is a patient of its own, known by the reference's id. kMalformed for what is damaged or
/// nested deeper than 64; kUnsupported for JSON that is no FHIR, and for XML, which only the helper reads;
/// kTooLarge for more than kMostSubjects.
base::Result<std::vector<Subject>> subjectsOfFhir(base::ByteView file);

}  // namespace medveil::records
