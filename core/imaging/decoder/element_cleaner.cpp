#include "core/imaging/decoder/element_cleaner.h"

#include <array>
#include <cstdio>

#include "core/imaging/decoder/dummy_values.h"

namespace medveil::imaging {

namespace {

bool isOurs(const DcmTagKey& tag, std::size_t depth) {
    return depth == 0 && (tag == DCM_PatientName || tag == DCM_PatientID);
}

std::string nameOf(const DcmTagKey& tag) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "(%04X,%04X)", tag.getGroup(), tag.getElement());
    return text.data();
}

/// An age in a report says what Patient's Age does: (121033, DCM) of PS3.16, TID 1007.
bool isAgeOfSubject(DcmItem& item) {
    DcmItem* name = nullptr;
    return item.findAndGetSequenceItem(DCM_ConceptNameCodeSequence, name, 0).good() &&
           textOf(*name, DCM_CodeValue) == "121033" && textOf(*name, DCM_CodingSchemeDesignator) == "DCM";
}

}  // namespace

ElementPath pathOf(const ElementPath& around, const DcmTagKey& tag) {
    return around + nameOf(tag);
}
ElementPath itemPathOf(const ElementPath& sequence, unsigned long item) {
    return sequence + "[" + std::to_string(item) + "]";
}

base::Result<void> ElementCleaner::clean(DcmItem& item, const ElementPath& around, std::size_t depth) {
    std::vector<DcmElement*> elements;
    for (unsigned long i = 0; i < item.card(); ++i)
        elements.push_back(item.getElement(i));
    for (auto* element : elements)
        MEDVEIL_TRY(apply(item, *element, pathOf(around, element->getTag()), depth));
    return {};
}

base::Result<void> ElementCleaner::apply(DcmItem& item, DcmElement& element, const ElementPath& path,
                                         std::size_t depth) {
    const auto tag = element.getTag();
    auto fate = fateOf(tag, decidingVr(element), m_plan.options, depth);
    if (isOurs(tag, depth))
        fate = Fate::kReplace;
    if (tag == DCM_MeasuredValueSequence && isAgeOfSubject(item) && (m_plan.options & keep::kPatient) == 0)
        fate = Fate::kEmpty;
    if (fate != Fate::kLookInside) {
        const auto name = nameOf(tag);
        if (change(item, element, fate, path).bad())
            return base::fail(base::ErrorCode::kInternal, "an element that cannot be cleaned: " + name);
        return {};
    }
    auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(&element);
    if (sequence == nullptr)
        return base::fail(base::ErrorCode::kInternal, "a sequence without items: " + nameOf(tag));
    for (unsigned long i = 0; i < sequence->card(); ++i)
        MEDVEIL_TRY(clean(*sequence->getItem(i), itemPathOf(path, i), depth + 1));
    return {};
}

OFCondition ElementCleaner::change(DcmItem& item, DcmElement& element, Fate fate, const ElementPath& path) {
    const DcmTag tag = element.getTag();
    switch (fate) {
        case Fate::kKeep:
            return sweep(item, element, path);
        case Fate::kLookInside:
            return EC_Normal;
        case Fate::kRemove:
            note(tag, path, "removed");
            m_outcomes[path] = {Outcome::Kind::kGone, {}};
            return item.findAndDeleteElement(tag);
        case Fate::kEmpty:
            return empty(item, element, path);
        case Fate::kReplace:
            return replace(element, path);
        case Fate::kNewUid:
            return element.isEmpty() ? OFCondition(EC_Normal)
                                     : put(element, m_pseudonyms.uids(wholeText(element)), path, "new UID");
        case Fate::kShift:
            return shift(item, element, path);
        case Fate::kDummyItem: {
            auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(&element);
            if (sequence == nullptr)
                return EC_IllegalCall;
            if (sequence->card() == 0)
                return EC_Normal;
            note(tag, path, "replaced");
            m_outcomes[path] = {Outcome::Kind::kDummyItem, {}};
            return putDummyItem(*sequence);
        }
    }
    return EC_IllegalCall;
}

OFCondition ElementCleaner::empty(DcmItem& item, DcmElement& element, const ElementPath& path) {
    const DcmTag tag = element.getTag();
    if (!element.isEmpty())
        note(tag, path, "emptied");
    m_outcomes[path] = {Outcome::Kind::kEmpty, {}};
    return item.insertEmptyElement(tag, true);
}

OFCondition ElementCleaner::put(DcmElement& element, const std::string& value, const ElementPath& path,
                                const char* action) {
    note(element.getTag(), path, action);
    const auto done = element.putString(value.c_str(), static_cast<Uint32>(value.size()));
    m_outcomes[path] = {Outcome::Kind::kValue, value};
    return done;
}

OFCondition ElementCleaner::replace(DcmElement& element, const ElementPath& path) {
    if (path == pathOf({}, DCM_PatientID))
        return put(element, m_pseudonyms.patient(), path, "replaced");
    if (path == pathOf({}, DCM_PatientName))
        return put(element, m_pseudonyms.patient() + "^", path, "replaced");
    // What was empty names nobody, and a standard that allows that is still kept.
    if (element.isEmpty())
        return EC_Normal;
    note(element.getTag(), path, "replaced");
    const auto done = putDummy(element);
    m_outcomes[path] = {Outcome::Kind::kValue, wholeText(element)};
    return done;
}

/// Times of day stay: the day has moved.
OFCondition ElementCleaner::shift(DcmItem& item, DcmElement& element, const ElementPath& path) {
    if (element.isEmpty())
        return EC_Normal;
    if (decidingVr(element) == EVR_TM)
        return sweep(item, element, path);
    const auto moved = m_pseudonyms.shifted(wholeText(element));
    if (!moved.empty())
        return put(element, moved, path, "shifted");
    return basicFateOf(element.getTag(), decidingVr(element)) == Fate::kReplace ? replace(element, path)
                                                                                : empty(item, element, path);
}

/// Free text that the table keeps may still name somebody.
OFCondition ElementCleaner::sweep(DcmItem& item, DcmElement& element, const ElementPath& path) {
    if (m_sweep.isNamedInBytes(element))
        return empty(item, element, path);
    const auto change = m_sweep.changeOf(item, element);
    if (!change.needed)
        return EC_Normal;
    if (change.value.empty())
        return empty(item, element, path);
    return put(element, change.value, path, "replaced, because it named somebody");
}

void ElementCleaner::note(const DcmTagKey& key, const ElementPath& path, const char* action) {
    constexpr std::size_t kMostLines = 5000;
    if (m_report.size() >= kMostLines)
        return;
    DcmTag tag(key);
    m_report.push_back({path, tag.isPrivate() ? "private" : tag.getTagName(), action});
}

}  // namespace medveil::imaging
