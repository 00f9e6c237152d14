#include "core/records/subject.h"

#include <algorithm>

#include "core/records/person_name.h"

namespace medveil::records {

namespace {

/// The best that one of several says: kSame over kUnknown over kDifferent; kUnknown of none.
template <class Items, class Compare>
Agreement bestOf(const Items& items, Compare compare) {
    auto best = items.empty() ? Agreement::kUnknown : Agreement::kDifferent;
    for (const auto& item : items) {
        const auto found = compare(item);
        if (found == Agreement::kSame)
            return found;
        if (found == Agreement::kUnknown)
            best = found;
    }
    return best;
}

std::string digitsOf(const std::string& date) {
    std::string digits;
    std::ranges::copy_if(date, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

/// Both say something, and not the same.
bool contradict(const std::string& one, const std::string& other) {
    return !one.empty() && !other.empty() && one != other;
}

}  // namespace

bool Subject::namesSomebody() const {
    const auto said = [](const auto& text) { return text.find_first_not_of(" ^=") != std::string::npos; };
    return std::ranges::any_of(ids, [&](const auto& id) { return said(id.value); }) ||
           std::ranges::any_of(names, said);
}

bool isAbout(const Subject& subject, const PatientId& id, std::string_view name) {
    if (!subject.namesSomebody())
        return true;
    const auto names = bestOf(subject.names, [&](const auto& each) { return compareNames(each, name); });
    const auto ids = bestOf(subject.ids, [&](const auto& each) { return compareIds(each, id); });
    if (names == Agreement::kDifferent || ids == Agreement::kDifferent)
        return false;
    const bool silent = std::ranges::all_of(subject.ids, [](const auto& each) { return each.value.empty(); });
    return ids == Agreement::kSame || ((silent || !id.value.empty()) && names == Agreement::kSame);
}

bool sameSubject(const Subject& one, const Subject& other) {
    if (!one.namesSomebody() || !other.namesSomebody())
        return true;
    return !contradict(one.studyUid, other.studyUid) && samePatient(one, other);
}

bool samePatient(const Subject& one, const Subject& other) {
    if (contradict(digitsOf(one.birthDate), digitsOf(other.birthDate)))
        return false;
    const auto names = bestOf(other.names, [&](const auto& theirs) {
        return bestOf(one.names, [&](const auto& ours) { return compareNames(ours, theirs); });
    });
    const auto ids = bestOf(other.ids, [&](const auto& theirs) {
        return bestOf(one.ids, [&](const auto& ours) { return compareIds(ours, theirs); });
    });
    return names != Agreement::kDifferent && ids != Agreement::kDifferent &&
           (names == Agreement::kSame || ids == Agreement::kSame);
}

}  // namespace medveil::records
