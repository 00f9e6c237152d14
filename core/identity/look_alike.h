// Names that look like one another: Unicode's confusables (UTS #39), by ICU. Safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace medveil::identity {

/// What is left of a name when all that looks alike is the same: case, accents that hide in fonts, letters of
/// other scripts, kinds and numbers of spaces. Two names that are mistaken for one another have one skeleton.
/// The name itself where it cannot be worked out.
std::string nameSkeleton(std::string_view name);

/// The words of a name, each as its skeleton, in alphabetical order and each once. Whatever is no letter,
/// digit or accent parts words, but a hyphen or an apostrophe within one: "Meyer-Berg" is one name. Strokes
/// that are laid over letters do not count.
std::vector<std::string> nameWords(std::string_view name);
/// The same of its beginning, up to the first sign that is neither part of a word nor a space:
/// "Lab" of "Lab [verified]".
std::vector<std::string> firstNameWords(std::string_view name);

}  // namespace medveil::identity
