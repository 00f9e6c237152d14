// A person's name with its parts, from DICOM, FHIR or what somebody typed: one parser and one comparison for
// messages, scans, attachments and the register. Values; pure functions.
#pragma once

#include <string>
#include <string_view>

#include "core/records/patient_id.h"

namespace medveil::records {

/// DICOM PS3.5, 6.2.1.1.
struct NameParts {
    std::string family;
    std::string given;
    std::string middle;
    std::string prefix;
    std::string suffix;
    bool empty() const;
    friend bool operator==(const NameParts&, const NameParts&) = default;
};

struct PersonName {
    NameParts alphabetic;
    NameParts ideographic;
    NameParts phonetic;
    std::string plain;  ///< where nothing says which word is which; then the groups are empty
    bool empty() const;
};

/// `^` between parts or `=` between groups make it DICOM's; anything else is plain.
PersonName parseName(std::string_view text);

/// As people write it: Dr Amal Noor Rossi Jr. The first group that is there.
std::string shownName(const PersonName& name);
/// The same straight from the text.
std::string shownName(std::string_view text);

/// DICOM's way of writing it. `^`, `=` and `\` inside a part become spaces.
std::string dicomName(const NameParts& parts);

/// The same only where nothing differs after NFC and case folding (text_fold.h).
///  - Two names with parts: every group that both have agrees in family, given with middle, and suffix.
///  Father
///    and son differ by the suffix alone; a prefix is a title and tells nobody apart.
///  - A plain name against one with parts: its words are those of one group, in any order, with or without
///  the
///    prefix.
///  - Two plain names: the same words in any order, each as often. Accents, hyphens and dots count.
/// kUnknown where one of them is empty; names without a group in common are kDifferent.
Agreement compareNames(const PersonName& one, const PersonName& other);
Agreement compareNames(std::string_view one, std::string_view other);

}  // namespace medveil::records
