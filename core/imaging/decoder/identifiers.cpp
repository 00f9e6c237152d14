#include "core/imaging/decoder/identifiers.h"

#include <algorithm>
#include <array>

#include "core/imaging/decoder/technical_words.h"
#include "core/imaging/decoder/text_words.h"

namespace medveil::imaging {

namespace {

constexpr std::size_t kShortestName = 3;
constexpr std::size_t kShortestPart = 7;  ///< of a word that a name may be part of
constexpr std::size_t kShortestPlace = 4;
constexpr std::size_t kShortestNumber = 5;

/// Titles and what stands before a surname.
bool isParticle(std::string_view word) {
    constexpr std::array kParticles = {"von", "van", "der",  "den", "del", "della",  "dos", "las",
                                       "los", "dr",  "prof", "med", "jr",  "sr",     "mr",  "mrs",
                                       "ms",  "md",  "phd",  "ii",  "iii", "removed"};
    return std::ranges::find(kParticles, word) != kParticles.end();
}

/// Two letters that are no name of somebody, whoever bears it.
bool isShortWord(std::string_view word) {
    constexpr std::array kWords = {
        "ab", "al", "am", "an", "ap", "as", "at", "au", "be", "by", "ce", "cm", "cr", "ct", "da",
        "de", "do", "du", "dx", "ed", "el", "em", "en", "er", "es", "et", "fa", "fl", "fs", "ge",
        "go", "gy", "he", "hu", "if", "il", "im", "in", "ir", "is", "it", "iv", "kv", "la", "le",
        "ll", "lr", "ma", "me", "mg", "mi", "ml", "mm", "mr", "my", "ne", "nm", "no", "ob", "of",
        "on", "or", "os", "ot", "ou", "pa", "pd", "pe", "pt", "rf", "rl", "ro", "sa", "se", "si",
        "so", "st", "te", "ti", "to", "tr", "um", "un", "up", "us", "we", "wo", "xa", "zu"};
    return std::ranges::find(kWords, word) != kWords.end();
}

/// What stands before a number to say whose it is.
bool announcesNumber(std::string_view word) {
    constexpr std::array kWords = {"id",     "mrn",       "pid",   "nr",    "no",    "number",
                                   "nummer", "patient",   "pat",   "pt",    "case",  "fall",
                                   "acc",    "accession", "study", "visit", "chart", "record"};
    return std::ranges::find(kWords, word) != kWords.end();
}

/// What stands before a name.
bool announcesName(std::string_view word) {
    constexpr std::array kWords = {"pt",  "pat", "patient", "patientin", "name", "mr",
                                   "mrs", "ms",  "herr",    "herrn",     "frau", "dr"};
    return std::ranges::find(kWords, word) != kWords.end();
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool hasDigit(std::string_view text) {
    return std::ranges::any_of(text, isDigit);
}
bool isAllDigits(std::string_view text) {
    return std::ranges::all_of(text, isDigit);
}

/// "2048" and "1999" stand in files for many reasons.
bool isCommonNumber(std::string_view digits) {
    constexpr std::array kSizes = {"1024", "1536", "2048", "4096"};
    return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20") ||
                                  std::ranges::find(kSizes, digits) != kSizes.end());
}

template <class Visit>
void splitAt(std::string_view text, std::string_view separators, Visit visit) {
    while (true) {
        const auto end = text.find_first_of(separators);
        if (const auto piece = text.substr(0, end); !piece.empty())
            visit(piece);
        if (end == std::string_view::npos)
            return;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> wholeWordsOf(std::string_view text) {
    std::vector<std::string> words;
    for (auto& word : wordsOf(text))
        words.push_back(std::move(word.whole));
    return words;
}

}  // namespace

void Identifiers::rememberName(std::string_view name) {
    splitAt(name, "\\", [this](std::string_view one) {
        ++m_people;
        splitAt(one, "^= ,;", [this](std::string_view component) {
            std::string joined;
            for (const auto& word : wholeWordsOf(component)) {
                rememberWord(word, m_people);
                joined += word;
            }
            rememberWord(joined, m_people);
        });
    });
}

void Identifiers::rememberWord(std::string_view word, int person) {
    const auto letters = lettersIn(word);
    if (letters < 2 || isParticle(word) || isAllDigits(word))
        return;
    const bool alone = (letters >= kShortestName || !isShortWord(word)) && !isTechnicalWord(word);
    for (const auto& spelling : spellingsOf(word)) {
        auto& known = m_names[spelling];
        known.people.insert(person);
        known.alone = known.alone || (alone && !isTechnicalWord(spelling));
    }
}

void Identifiers::rememberNumber(std::string_view number) {
    splitAt(number, "\\", [this](std::string_view one) {
        const auto compact = compactOf(one).text;
        if (compact.size() >= kShortestNumber && hasDigit(compact))
            m_numbers.insert(compact);
        else if (!compact.empty() && hasDigit(compact))
            m_shortNumbers.insert(compact);
        std::string digits;
        std::ranges::copy_if(compact, std::back_inserter(digits), isDigit);
        if (digits.size() >= kShortestNumber)
            m_numbers.insert(digits);
        for (const auto& part : wholeWordsOf(one)) {
            const bool tells = hasDigit(part)
                                   ? part.size() >= 4 && !isCommonNumber(part)
                                   : part.size() > 4 && !isTechnicalWord(part) && !isParticle(part);
            if (tells)
                m_numberParts.insert(part);
        }
    });
}

void Identifiers::rememberPlace(std::string_view place) {
    splitAt(place, "\\\r\n", [this](std::string_view one) {
        auto words = wholeWordsOf(one);
        for (const auto& word : words) {
            if (lettersIn(word) >= kShortestPlace && !isTechnicalWord(word) && !isParticle(word) &&
                !hasDigit(word))
                m_placeWords.insert(word);
        }
        const bool tells = words.size() > 1 || (words.size() == 1 && lettersIn(words[0]) >= kShortestName &&
                                                !isTechnicalWord(words[0]) && !isParticle(words[0]));
        if (tells)
            m_places.insert(std::move(words));
    });
}

const Identifiers::Known* Identifiers::knownAs(std::string_view word) const {
    for (const auto& spelling : spellingsOf(word)) {
        const auto found = m_names.find(spelling);
        if (found != m_names.end())
            return &found->second;
    }
    return nullptr;
}

/// All of the word is names: "annameier".
bool Identifiers::isJoined(const std::string& word) const {
    constexpr std::size_t kLongest = 128;
    if (word.size() > kLongest)
        return false;
    std::vector<bool> ends(word.size() + 1);
    std::vector<bool> alone(word.size() + 1);
    ends[0] = true;
    for (std::size_t begin = 0; begin < word.size(); ++begin) {
        for (const auto& [name, known] : m_names) {
            if (!ends[begin] || name.size() < kShortestName || word.compare(begin, name.size(), name) != 0)
                continue;
            ends[begin + name.size()] = true;
            alone[begin + name.size()] = alone[begin + name.size()] || alone[begin] || known.alone;
        }
    }
    return ends[word.size()] && alone[word.size()];
}

bool Identifiers::hasPart(const std::string& word) const {
    return std::ranges::any_of(m_names, [&](const auto& each) {
        const auto& [name, known] = each;
        if (!known.alone)
            return false;
        if (hasNoSpaces(name))
            return word.find(name) != std::string::npos;
        return lettersIn(name) >= kShortestPart && (word.starts_with(name) || word.ends_with(name));
    });
}

bool Identifiers::hasName(std::string_view text) const {
    const auto isName = [this](const std::string& word) {
        const auto* const known = knownAs(word);
        return known != nullptr && known->alone;
    };
    return std::ranges::any_of(wordsOf(text), [&](const TextWord& word) {
        if (isTechnicalWord(word.whole))
            return false;
        return isName(word.whole) || std::ranges::any_of(word.parts, isName) ||
               std::ranges::any_of(spellingsOf(word.whole), [this](const auto& spelling) {
                   return isJoined(spelling) || hasPart(spelling);
               });
    });
}

/// Two names of one person, or one that is announced: so technical words are names, too.
bool Identifiers::hasPersonByContext(std::string_view text) const {
    std::string before;
    const Known* last = nullptr;
    for (const auto& word : wordsOf(text)) {
        const auto* const known = knownAs(word.whole);
        if (known != nullptr && announcesName(before))
            return true;
        const bool both =
            known != nullptr && last != nullptr && word.whole != before &&
            std::ranges::any_of(known->people, [&](int person) { return last->people.contains(person); });
        if (both)
            return true;
        last = known;
        before = word.whole;
    }
    return false;
}

bool Identifiers::hasPlace(std::string_view text) const {
    const auto words = wholeWordsOf(text);
    const bool tells =
        std::ranges::any_of(words, [this](const auto& word) { return m_placeWords.contains(word); });
    return tells || std::ranges::any_of(m_places, [&](const auto& place) {
               return !std::ranges::search(words, place).empty();
           });
}

bool Identifiers::hasNumber(std::string_view text) const {
    std::string before;
    for (const auto& word : wholeWordsOf(text)) {
        if (m_numberParts.contains(word) || (m_shortNumbers.contains(word) && announcesNumber(before)))
            return true;
        before = word;
    }
    const auto compact = compactOf(text);
    return std::ranges::any_of(m_numbers, [&](const std::string& number) {
        for (auto at = compact.text.find(number); at != std::string::npos;
             at = compact.text.find(number, at + 1)) {
            const auto end = at + number.size();
            // A longer number is another one; letters may stand beside a number.
            const bool begins =
                compact.boundary[at] || isDigit(compact.text[at - 1]) != isDigit(number.front());
            const bool closes = compact.boundary[end] || isDigit(compact.text[end]) != isDigit(number.back());
            if (begins && closes)
                return true;
        }
        return false;
    });
}

bool Identifiers::areIn(std::string_view text) const {
    return hasName(text) || hasPersonByContext(text) || hasPlace(text) || hasNumber(text);
}

bool Identifiers::areInCut(std::string_view text) const {
    constexpr std::size_t kShortest = 4;
    const auto words = wholeWordsOf(text);
    return areIn(text) ||
           (!words.empty() && words.back().size() >= kShortest && !isTechnicalWord(words.back()) &&
            std::ranges::any_of(m_names, [&](const auto& each) {
                return each.second.alone && each.first.starts_with(words.back());
            }));
}

bool Identifiers::areInTerm(std::string_view term) const {
    constexpr std::size_t kShortest = 5;
    return hasNumber(term) || hasPersonByContext(term) ||
           std::ranges::any_of(wordsOf(term), [this](const TextWord& word) {
               const auto* const known = knownAs(word.whole);
               return known != nullptr && known->alone && lettersIn(word.whole) >= kShortest;
           });
}

bool Identifiers::areInLabel(std::string_view label) const {
    constexpr std::size_t kShortest = 6;
    const auto text = compactOf(label).text;
    return areIn(label) || std::ranges::any_of(m_names, [&](const auto& each) {
               const auto& [name, known] = each;
               return known.alone && name.size() >= kShortest &&
                      text.find(std::string_view(name).substr(0, kShortest)) != std::string::npos;
           });
}

bool Identifiers::areInStandardMeaning(std::string_view meaning) const {
    return hasPersonByContext(meaning) || hasNumber(meaning);
}

bool Identifiers::areInBytes(std::string_view bytes) const {
    constexpr std::size_t kShortest = 6;
    std::string low(bytes);
    std::ranges::transform(low, low.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto isThere = [&low](const std::string& text) {
        return text.size() >= kShortest && low.find(text) != std::string::npos;
    };
    return std::ranges::any_of(m_names,
                               [&](const auto& each) { return each.second.alone && isThere(each.first); }) ||
           std::ranges::any_of(m_numbers, isThere);
}

}  // namespace medveil::imaging
