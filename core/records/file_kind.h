// What a file may be that names a patient, by its beginning and its name alone: parses nothing, so it may
// look at foreign bytes anywhere. Pure functions; any thread.
#pragma once

#include <string_view>

#include "core/base/bytes.h"

namespace medveil::records {

enum class FileKind : std::uint8_t {
    kOther,        ///< names nobody that a program could find
    kPacked,       ///< compressed, or an archive; office documents are none
    kMail,         ///< e-mail, one or many
    kInterchange,  ///< HL7 v2, EDIFACT, X12, GDT, EDF
    kText,         ///< JSON, XML or Turtle, or called so
    kScan,         ///< DICOM, or called so; also behind other bytes
};

/// How much of a file's beginning is worth looking at.
inline constexpr std::size_t kFileBeginning = std::size_t{64} * 1024;

FileKind kindOf(base::ByteView beginning, std::string_view name);

}  // namespace medveil::records
