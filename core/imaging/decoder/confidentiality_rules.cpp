#include "core/imaging/decoder/confidentiality_rules.h"

#include <algorithm>
#include <array>

#include "core/imaging/model/deidentify_plan.h"

namespace medveil::imaging {

namespace {

using keep::kDates;
using keep::kDevice;
using keep::kInstitution;
using keep::kPatient;
using keep::kShiftedDates;
using keep::kUids;

struct Rule {
    std::uint32_t tag;
    std::string_view action;
    std::uint32_t options;
};
constexpr Rule kTable[] = {
#include "core/imaging/decoder/confidentiality_table.inc"
};

std::uint32_t numberOf(const DcmTagKey& tag) {
    return std::uint32_t{tag.getGroup()} << 16 | tag.getElement();
}

const Rule* ruleFor(const DcmTagKey& tag) {
    const auto number = numberOf(tag);
    const auto* const found = std::ranges::lower_bound(kTable, number, {}, &Rule::tag);
    return found != std::end(kTable) && found->tag == number ? found : nullptr;
}

/// Private elements, curves, overlays, signatures, what is encrypted for somebody, padding, what belongs into
/// other files (commands, directories), pictures within sequences: never passed on.
bool isOutOfBounds(const DcmTagKey& tag, std::size_t depth) {
    const auto group = tag.getGroup();
    const bool elsewhere = group <= 0x0004 && ruleFor(tag) == nullptr;
    return group % 2 == 1 || elsewhere || (group >= 0x5000 && group <= 0x50ff) ||
           (group >= 0x6000 && group <= 0x60ff) || group == 0xfffa || group == 0x4ffe || group == 0xfffc ||
           (group == 0x7fe0 && depth > 0) || tag == DCM_EncryptedAttributesSequence ||
           tag == DCM_IconImageSequence;
}

/// The versions of code lists stand in PS3.16: beside one of them, shifted, everybody could tell by how much.
bool isPublicDate(const DcmTagKey& tag) {
    return tag == DCM_ContextGroupVersion || tag == DCM_ContextGroupLocalVersion;
}

/// People and institutions as codes: of such an item nothing can stay.
bool isWholeIdentity(const DcmTagKey& tag) {
    constexpr std::array<std::uint32_t, 4> kIdentities = {0x00080082,   // Institution Code Sequence
                                                          0x00081072,   // Operator Identification Sequence
                                                          0x00401101,   // Person Identification Code Sequence
                                                          0x0040a073};  // Verifying Observer Sequence
    return std::ranges::find(kIdentities, numberOf(tag)) != kIdentities.end();
}

Fate basicFate(std::string_view action, const DcmTagKey& tag, DcmEVR vr) {
    if (vr == EVR_SQ) {
        // "X/Z" of the studies that are meant: where they may be missing they must not be none.
        if (action == "X" || tag == DCM_ReferencedStudySequence)
            return Fate::kRemove;
        if (action.ends_with('U'))
            return Fate::kLookInside;
        if (action.ends_with('D'))
            return isWholeIdentity(tag) ? Fate::kDummyItem : Fate::kLookInside;
        return Fate::kEmpty;
    }
    if (action.ends_with('U'))
        return vr == EVR_UI ? Fate::kNewUid : Fate::kReplace;
    if (action.ends_with('D'))
        return vr == EVR_UI ? Fate::kNewUid : Fate::kReplace;
    return action == "X" ? Fate::kRemove : Fate::kEmpty;
}

/// Of UIDs that the table does not name: those of kinds of things say nothing, those of things may.
bool isUidOfKind(const DcmTagKey& tag) {
    constexpr std::array<std::uint32_t, 4> kSchemes = {0x0008010c, 0x00080117, 0x00080118, 0x00020010};
    DcmTag named(tag);
    return std::string_view(named.getTagName()).find("Class") != std::string_view::npos ||
           std::string_view(named.getTagName()).find("TransferSyntax") != std::string_view::npos ||
           std::ranges::find(kSchemes, numberOf(tag)) != kSchemes.end();
}

Fate fateBeyondTable(const DcmTagKey& tag, DcmEVR vr, std::uint32_t options) {
    if (isUnknown(vr))
        return Fate::kRemove;
    // The text of a report or a drawing. The table has the sequence around it, with "D": what stands in its
    // items must have a value (PS3.3, C.17.3.2 and C.10.5).
    if (tag == DCM_TextValue || tag == DCM_UnformattedTextValue)
        return Fate::kReplace;
    if (vr == EVR_SQ)
        return Fate::kLookInside;
    if (isDate(vr))
        return (options & kDates) != 0          ? Fate::kKeep
               : (options & kShiftedDates) != 0 ? Fate::kShift
                                                : Fate::kEmpty;
    if (vr == EVR_PN)
        return Fate::kEmpty;
    // What no dictionary knows may say anything.
    if (dictionaryVr(tag) == EVR_UNKNOWN)
        return Fate::kRemove;
    if (vr == EVR_UI && !isUidOfKind(tag))
        return (options & kUids) != 0 ? Fate::kKeep : Fate::kNewUid;
    return Fate::kKeep;
}

}  // namespace

bool isDate(DcmEVR vr) {
    return vr == EVR_DA || vr == EVR_DT || vr == EVR_TM;
}

bool isUnknown(DcmEVR vr) {
    return vr == EVR_UN || vr == EVR_UNKNOWN || vr == EVR_UNKNOWN2B;
}

DcmEVR dictionaryVr(const DcmTagKey& tag) {
    const auto& dictionary = dcmDataDict.rdlock();
    const auto* const entry = dictionary.findEntry(tag, nullptr);
    const auto vr = entry == nullptr ? EVR_UNKNOWN : entry->getEVR();
    dcmDataDict.rdunlock();
    return isUnknown(vr) ? EVR_UNKNOWN : vr;
}

DcmEVR decidingVr(DcmElement& element) {
    if (element.ident() == EVR_SQ)
        return EVR_SQ;
    const auto written = element.getVR();
    const auto known = dictionaryVr(element.getTag());
    const bool counts = isDate(known) || known == EVR_PN || known == EVR_UI;
    return counts && !isUnknown(written) ? known : written;
}

Fate basicFateOf(const DcmTagKey& tag, DcmEVR vr) {
    const auto* const rule = ruleFor(tag);
    return rule == nullptr ? Fate::kEmpty : basicFate(rule->action, tag, vr);
}

Fate fateOf(const DcmTagKey& tag, DcmEVR vr, std::uint32_t options, std::size_t depth) {
    if (isOutOfBounds(tag, depth))
        return Fate::kRemove;
    const auto* const rule = ruleFor(tag);
    if (rule == nullptr)
        return fateBeyondTable(tag, vr, options);
    // Without its VR a value cannot be dealt with.
    if (isUnknown(vr))
        return Fate::kRemove;
    const auto kept = rule->options & options;
    if ((kept & ~kShiftedDates) != 0)
        return vr == EVR_SQ ? Fate::kLookInside : Fate::kKeep;
    if ((kept & kShiftedDates) != 0 && isDate(vr) && !isPublicDate(tag))
        return Fate::kShift;
    return basicFate(rule->action, tag, vr);
}

}  // namespace medveil::imaging
