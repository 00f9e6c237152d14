// Names and numbers of people, remembered to be found again in free text, however they are written there:
// upper or lower case, with or without marks, joined, parted by a hyphen, or cut into pieces. Own their
// texts; one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace medveil::imaging {

class Identifiers {
  public:
    /// PN, one or several, UTF-8.
    void rememberName(std::string_view name);
    /// Of a patient, a visit, an order, a device.
    void rememberNumber(std::string_view number);
    /// An institution or an address: as a whole, and words of it that say more than "clinic".
    void rememberPlace(std::string_view place);

    /// In a sentence or label that a person wrote.
    bool areIn(std::string_view text) const;
    /// In one as long as its VR allows: its last word may be the begin of a name.
    bool areInCut(std::string_view text) const;
    /// In a term that a program chose from a list: names that are no technical words, and only as whole
    /// words.
    bool areInTerm(std::string_view term) const;
    /// In a label that somebody made up of a name, perhaps cut off ("PSZYXWOR").
    bool areInLabel(std::string_view label) const;
    /// In the meaning of a code that a standard defines: diseases bear names of people, so only two names of
    /// one person, or a number.
    bool areInStandardMeaning(std::string_view meaning) const;
    /// In bytes that are no text by their kind: long names and numbers, wherever they begin.
    bool areInBytes(std::string_view bytes) const;

  private:
    struct Known {
        std::set<int> people;
        bool alone = false;  ///< says whose it is without another name beside it
    };

    void rememberWord(std::string_view word, int person);
    bool hasName(std::string_view text) const;
    bool hasPersonByContext(std::string_view text) const;
    bool hasPlace(std::string_view text) const;
    bool hasNumber(std::string_view text) const;
    const Known* knownAs(std::string_view word) const;
    bool isJoined(const std::string& word) const;
    bool hasPart(const std::string& word) const;

    std::map<std::string, Known, std::less<>> m_names;
    std::set<std::string> m_placeWords;
    std::set<std::vector<std::string>> m_places;
    std::set<std::string> m_numbers;  ///< letters and digits alone
    std::set<std::string> m_numberParts;
    std::set<std::string> m_shortNumbers;  ///< that tell only behind a word that announces them
    int m_people = 0;
};

}  // namespace medveil::imaging
