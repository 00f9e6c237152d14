#include "core/imaging/decoder/pseudonyms.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "core/base/text_fold.h"
#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

namespace {

bool isDigits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}
int numberOf(std::string_view digits) {
    int number = 0;
    for (const char c : digits)
        number = number * 10 + (c - '0');
    return number;
}

bool saysNothing(const std::string& id) {
    constexpr std::array kNobody = {"unknown", "anonymous", "anonymized", "anonymised",
                                    "anon",    "none",      "null",       "n/a",
                                    "na",      "noid",      "no id",      "unidentified"};
    const auto text = base::folded(base::composed(id));
    return std::ranges::all_of(
               text,
               [](char c) { return c == '0' || c == ' ' || c == '-' || c == '?' || c == '.' || c == '_'; }) ||
           std::ranges::find(kNobody, text) != kNobody.end();
}

/// With its length, so that no two lists are one text.
std::string counted(const std::string& text) {
    return std::to_string(text.size()) + ":" + text + ";";
}

template <class Change>
std::string eachOf(const std::string& values, Change change) {
    std::string all;
    std::string one;
    bool whole = true;
    for (const char c : values + "\\") {
        if (c != '\\') {
            one += c;
            continue;
        }
        const auto changed = change(one);
        whole = whole && (one.empty() || !changed.empty());
        all += (all.empty() ? "" : "\\") + changed;
        one.clear();
    }
    return whole ? all : std::string();
}

/// DA with or without the points of older files (PS3.5, 6.2), or DT: what of the date is there, and the rest.
struct Moment {
    std::string digits;
    std::string rest;
};

bool isRestOfDateTime(std::string_view rest) {
    const auto zone = rest.find_first_of("+-");
    if (zone != std::string_view::npos && (rest.size() - zone != 5 || !isDigits(rest.substr(zone + 1))))
        return false;
    const auto time = rest.substr(0, zone);
    const auto point = time.find('.');
    const auto whole = time.substr(0, point);
    const auto part = point == std::string_view::npos ? std::string_view() : time.substr(point + 1);
    return isDigits(whole) && whole.size() <= 6 && whole.size() % 2 == 0 && isDigits(part) &&
           part.size() <= 6;
}

Moment momentOf(std::string_view value) {
    const auto end = value.find_last_not_of(std::string_view(" \0", 2));
    value = value.substr(0, end == std::string_view::npos ? 0 : end + 1);
    if (value.size() == 10 && value[4] == '.' && value[7] == '.')
        return {std::string(value.substr(0, 4)) + std::string(value.substr(5, 2)) +
                    std::string(value.substr(8, 2)),
                {}};
    const auto digits = std::min(value.find_first_of(".+-"), value.size());
    const auto date = std::min<std::size_t>(digits, 8);
    return {std::string(value.substr(0, date)), std::string(value.substr(date))};
}

}  // namespace

std::string identityOf(const PatientTraits& traits) {
    if (!saysNothing(traits.id))
        return traits.id;
    if (traits.study.empty())
        return "nobody/" + counted(traits.instance);
    return "without-id/" + counted(traits.study) + counted(base::folded(base::composed(traits.name))) +
           counted(traits.birthDate);
}

Pseudonyms::Pseudonyms(base::ByteView key, const std::string& identity) : m_key(key) {
    const auto digest = keyed("patient", identity);
    m_patient = "MV" + base::toBase32(base::ByteView(digest.view()).first(10));
    constexpr unsigned kMostDays = 3650;
    const auto shift = keyed("shift", identity);
    m_days = 1 + (unsigned{shift.view()[0]} << 8 | shift.view()[1]) % kMostDays;
}

std::string Pseudonyms::uids(const std::string& old) const {
    return eachOf(old, [this](const std::string& one) { return one.empty() ? std::string() : uid(one); });
}

std::string Pseudonyms::shifted(const std::string& values) const {
    return eachOf(values,
                  [this](const std::string& one) { return one.empty() ? std::string() : shiftedOne(one); });
}

std::string Pseudonyms::uid(const std::string& old) const {
    const auto digest = keyed("uid", old);
    std::array<base::Byte, 16> bytes{};
    std::copy_n(digest.view().begin(), bytes.size(), bytes.begin());
    return uidFrom(bytes);
}

std::string Pseudonyms::shiftedOne(std::string_view value) const {
    using namespace std::chrono;
    const auto [digits, rest] = momentOf(value);
    const auto known = digits.size();
    if (!isDigits(digits) || (known != 4 && known != 6 && known != 8) || !isRestOfDateTime(rest) ||
        (known < 8 && rest.find_first_of("0123456789.") == 0))
        return {};
    const auto date =
        year_month_day(year(numberOf(digits.substr(0, 4))),
                       month(static_cast<unsigned>(known > 4 ? numberOf(digits.substr(4, 2)) : 1)),
                       day(static_cast<unsigned>(known > 6 ? numberOf(digits.substr(6, 2)) : 1)));
    if (!date.ok())
        return {};
    const auto moved = year_month_day(sys_days(date) - days(m_days));
    if (moved.year() < year(1))
        return {};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02u", static_cast<int>(moved.year()),
                  static_cast<unsigned>(moved.month()), static_cast<unsigned>(moved.day()));
    return std::string(text.data(), known) + rest;
}

crypto::Digest Pseudonyms::keyed(std::string_view use, const std::string& value) const {
    return crypto::hmacSha256(m_key,
                              base::asBytes("medveil/v1/deidentify/" + std::string(use) + "/" + value));
}

}  // namespace medveil::imaging
