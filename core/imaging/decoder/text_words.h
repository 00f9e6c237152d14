// Text cut into words, folded: by Unicode's letters, not by ASCII's. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace medveil::imaging {

/// A word as it stands, and with the words in it that begin with a capital ("MeierAnna"); folded.
struct TextWord {
    std::string whole;
    std::vector<std::string> parts;  ///< more than one, or none
};

/// Letters and digits of any script; what stands between is no part of a word.
std::vector<TextWord> wordsOf(std::string_view text);
/// Other spellings of a folded word: without its marks ("muller"), with two letters for one ("mueller").
std::vector<std::string> spellingsOf(std::string_view folded);
/// Of a script that puts no spaces between words, as Han and Thai.
bool hasNoSpaces(std::string_view word);
std::size_t lettersIn(std::string_view word);

/// Letters and digits alone, folded, with a mark at each place where a word begins or ends.
struct Compact {
    std::string text;
    std::vector<bool> boundary;  ///< one more than bytes
};
Compact compactOf(std::string_view text);

}  // namespace medveil::imaging
