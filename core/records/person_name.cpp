#include "core/records/person_name.h"

#include <algorithm>
#include <array>

#include "core/base/text_fold.h"

namespace medveil::records {

namespace {

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos)
        return {};
    return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

/// The piece in front of `mark`; takes it and the mark off `rest`.
std::string_view takeUntil(std::string_view& rest, char mark) {
    const auto end = rest.find(mark);
    const auto piece = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return piece;
}

NameParts partsOf(std::string_view group) {
    NameParts parts;
    for (auto* part : {&parts.family, &parts.given, &parts.middle, &parts.prefix, &parts.suffix})
        *part = trimmed(takeUntil(group, '^'));
    // More parts than the standard knows belong to the name all the same.
    if (const auto rest = trimmed(group); !rest.empty())
        parts.suffix += (parts.suffix.empty() ? "" : " ") + rest;
    return parts;
}

std::string joined(std::initializer_list<const std::string*> pieces) {
    std::string text;
    for (const auto* piece : pieces) {
        if (!piece->empty())
            text += (text.empty() ? "" : " ") + *piece;
    }
    return text;
}

std::string inOrder(const NameParts& parts) {
    return joined({&parts.prefix, &parts.given, &parts.middle, &parts.family, &parts.suffix});
}

std::array<const NameParts*, 3> groupsOf(const PersonName& name) {
    return {&name.alphabetic, &name.ideographic, &name.phonetic};
}

bool sameParts(const NameParts& one, const NameParts& other) {
    const auto given = [](const NameParts& parts) {
        return base::foldedWords(joined({&parts.given, &parts.middle}));
    };
    return base::foldedWords(one.family) == base::foldedWords(other.family) && given(one) == given(other) &&
           base::foldedWords(one.suffix) == base::foldedWords(other.suffix);
}

bool sameWords(const std::vector<std::string>& words, const NameParts& parts) {
    return words == base::foldedWords(inOrder(parts)) ||
           words == base::foldedWords(joined({&parts.given, &parts.middle, &parts.family, &parts.suffix}));
}

Agreement agreement(bool same) {
    return same ? Agreement::kSame : Agreement::kDifferent;
}

}  // namespace

bool NameParts::empty() const {
    return family.empty() && given.empty() && middle.empty() && prefix.empty() && suffix.empty();
}

bool PersonName::empty() const {
    return alphabetic.empty() && ideographic.empty() && phonetic.empty() && plain.empty();
}

PersonName parseName(std::string_view text) {
    PersonName name;
    if (text.find_first_of("^=") == std::string_view::npos) {
        name.plain = trimmed(text);
        return name;
    }
    for (auto* group : {&name.alphabetic, &name.ideographic, &name.phonetic})
        *group = partsOf(takeUntil(text, '='));
    return name;
}

std::string shownName(const PersonName& name) {
    for (const auto* group : groupsOf(name)) {
        if (!group->empty())
            return inOrder(*group);
    }
    return name.plain;
}

std::string shownName(std::string_view text) {
    return shownName(parseName(text));
}

std::string dicomName(const NameParts& parts) {
    std::string text;
    for (const auto* part : {&parts.family, &parts.given, &parts.middle, &parts.prefix, &parts.suffix}) {
        auto clean = *part;
        std::ranges::replace_if(clean, [](char c) { return c == '^' || c == '=' || c == '\\'; }, ' ');
        text += (part == &parts.family ? "" : "^") + clean;
    }
    return parts.empty() ? std::string() : text;
}

Agreement compareNames(const PersonName& one, const PersonName& other) {
    if (one.empty() || other.empty())
        return Agreement::kUnknown;
    if (!one.plain.empty() && !other.plain.empty())
        return agreement(base::foldedWords(one.plain) == base::foldedWords(other.plain));
    if (one.plain.empty() && other.plain.empty()) {
        bool common = false;
        const auto others = groupsOf(other);
        for (std::size_t i = 0; const auto* group : groupsOf(one)) {
            const auto* const counterpart = others[i++];
            if (group->empty() || counterpart->empty())
                continue;
            if (!sameParts(*group, *counterpart))
                return Agreement::kDifferent;
            common = true;
        }
        return agreement(common);
    }
    const auto& structured = one.plain.empty() ? one : other;
    const auto words = base::foldedWords(one.plain.empty() ? other.plain : one.plain);
    return agreement(std::ranges::any_of(groupsOf(structured), [&words](const NameParts* group) {
        return !group->empty() && sameWords(words, *group);
    }));
}

Agreement compareNames(std::string_view one, std::string_view other) {
    return compareNames(parseName(one), parseName(other));
}

}  // namespace medveil::records
