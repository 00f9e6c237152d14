#include "core/imaging/decoder/known_dates.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/imaging/decoder/text_words.h"

namespace medveil::imaging {

namespace {

bool isDigits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// -1 for what is no number of a day, month or year.
int numberOf(std::string_view digits) {
    if (!isDigits(digits) || digits.size() > 4)
        return -1;
    int number = 0;
    for (const char c : digits)
        number = number * 10 + (c - '0');
    return number;
}

/// A name by its first letters; English and German, as they are folded.
int monthOf(std::string_view word) {
    constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "ma",  "jun",
                                                          "jul", "aug", "sep", "o",   "nov", "de"};
    if (word.starts_with("mär") || word.starts_with("maer"))
        return 3;
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        if (word.size() >= 3 && word.starts_with(kMonths[i]) && !(i == 4 && word.starts_with("mar")))
            return static_cast<int>(i) + 1;
    }
    return -1;
}

std::string twoOf(int number) {
    return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

void KnownDates::remember(std::string_view values) {
    constexpr std::size_t kWhole = 8;
    while (!values.empty()) {
        const auto end = std::min(values.find('\\'), values.size());
        auto value = values.substr(0, end);
        values.remove_prefix(std::min(end + 1, values.size()));
        if (value.size() < kWhole || !isDigits(value.substr(0, kWhole)))
            continue;
        const auto year = numberOf(value.substr(0, 4));
        const auto month = numberOf(value.substr(4, 2));
        const auto day = numberOf(value.substr(6, 2));
        if (month < 1 || month > 12 || day < 1 || day > 31)
            continue;
        m_dates.insert({year, month, day});
        const auto full = std::string(value.substr(0, 4));
        const auto d = twoOf(day);
        const auto m = twoOf(month);
        constexpr std::array kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
        const std::string named = kMonths[static_cast<std::size_t>(month - 1)];
        for (const auto& y : {full, full.substr(2)})
            m_joined.insert({y + m + d, d + m + y, m + d + y, d + named + y, y + named + d});
    }
}

bool KnownDates::areIn(std::string_view text) const {
    if (m_dates.empty())
        return false;
    std::vector<std::string> words;
    for (auto& word : wordsOf(text))
        words.push_back(std::move(word.whole));
    if (std::ranges::any_of(words, [this](const auto& word) { return m_joined.contains(word); }))
        return true;
    const auto isDate = [this](int year, int month, int day) {
        return std::ranges::any_of(m_dates, [&](const auto& date) {
            const auto& [y, m, d] = date;
            return m == month && d == day && (y == year || y % 100 == year);
        });
    };
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        const auto a = numberOf(words[i]);
        const auto b = numberOf(words[i + 1]);
        const auto c = numberOf(words[i + 2]);
        if (isDate(c, b, a) || isDate(c, a, b) || isDate(a, b, c) || isDate(c, monthOf(words[i + 1]), a) ||
            isDate(c, monthOf(words[i]), b))
            return true;
    }
    return false;
}

}  // namespace medveil::imaging
