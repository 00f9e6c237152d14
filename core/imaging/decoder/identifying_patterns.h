// What in free text looks as if it led to a person, whoever that is: telephone numbers, e-mail and street
// addresses, numbers of patients and insurances, positions, dates in digits and in words, titles with names.
// Pure functions over hostile text; any thread.
#pragma once

#include <string>
#include <string_view>

namespace medveil::imaging {

/// Reads the patterns once, for every copy of the helper that is made later. Needed by nobody.
void preparePatterns();

/// UTF-8. What takes too long to search counts as found.
bool hasIdentifyingPattern(std::string_view text);
/// Seven digits or more in a row, whose number they may be.
bool hasLongNumber(std::string_view text);
/// A date, in digits or in words; with a `year` only such that names it.
bool hasDatePattern(std::string_view text, std::string_view year = {});

}  // namespace medveil::imaging
