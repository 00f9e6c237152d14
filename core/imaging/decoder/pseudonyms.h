// What stands in the place of a person's number, of UIDs and of dates: made from a key, the same for the same
// value. Borrows the key; one thread.
#pragma once

#include <string>

#include "core/base/bytes.h"
#include "core/crypto/digest.h"

namespace medveil::imaging {

/// What of a file says whose it is. Texts in UTF-8 without padding.
struct PatientTraits {
    std::string id;
    std::string name;
    std::string birthDate;
    std::string study;
    std::string instance;
};

/// One text for one person. A Patient ID alone where there is one. Without it two files are only one person's
/// when the study, the name and the birth date are the same: a study has one patient (PS3.3, A.1.2), and a
/// name alone has many. Without a study each file is a person of its own: to part one person into two costs
/// a link, to merge two mixes their findings and their shift of dates. IDs that say nothing ("", "0",
/// "UNKNOWN", "ANONYMOUS") are none.
std::string identityOf(const PatientTraits& traits);

class Pseudonyms {
  public:
    Pseudonyms(base::ByteView key, const std::string& identity);

    const std::string& patient() const { return m_patient; }
    /// PS3.5, B.2. Of each of several values.
    std::string uids(const std::string& old) const;
    /// DA or DT, one or several (PS3.5, 6.2): each by the same number of whole days into the past, so that
    /// times of day and zones stay true and no date lies in the future. What is less than a day (a year, a
    /// month) is moved from its first day on and stays as coarse. Empty where a value is no date.
    std::string shifted(const std::string& values) const;

  private:
    std::string uid(const std::string& old) const;
    std::string shiftedOne(std::string_view value) const;
    crypto::Digest keyed(std::string_view use, const std::string& value) const;

    base::ByteView m_key;
    std::string m_patient;
    unsigned m_days = 0;
};

}  // namespace medveil::imaging
