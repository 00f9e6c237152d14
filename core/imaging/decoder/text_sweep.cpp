#include "core/imaging/decoder/text_sweep.h"

#include <algorithm>
#include <array>

#include "core/imaging/decoder/confidentiality_rules.h"
#include "core/imaging/decoder/identifying_patterns.h"
#include "core/imaging/model/deidentify_plan.h"

namespace medveil::imaging {

namespace {

constexpr std::uint32_t kLongestIdentifier = 4096;

std::uint32_t numberOf(const DcmTagKey& tag) {
    return std::uint32_t{tag.getGroup()} << 16 | tag.getElement();
}

/// Of patients, visits, orders and devices.
bool isNumber(const DcmTagKey& tag) {
    constexpr std::array<std::uint32_t, 32> kNumbers = {
        0x00080050, 0x00081010, 0x00100020, 0x00100050, 0x00101000, 0x00101090, 0x00102154, 0x00102155,
        0x00120020, 0x00120030, 0x00120040, 0x00120042, 0x00181000, 0x00181004, 0x00181005, 0x00181007,
        0x00181008, 0x0018700a, 0x00200010, 0x00321000, 0x00380010, 0x00380060, 0x00400009, 0x00400253,
        0x00400512, 0x00400551, 0x00401001, 0x00402016, 0x00402017, 0x00404005, 0x04000564, 0x00189371};
    return std::ranges::find(kNumbers, numberOf(tag)) != kNumbers.end();
}
bool isDevice(const DcmTagKey& tag) {
    return tag.getGroup() == 0x0018 || tag == DCM_StationName;
}
bool isInstitution(const DcmTagKey& tag) {
    constexpr std::array<std::uint32_t, 5> kInstitutions = {0x00080080, 0x00080081, 0x00081040, 0x00120060,
                                                            0x00400243};
    return std::ranges::find(kInstitutions, numberOf(tag)) != kInstitutions.end();
}
bool isAddress(const DcmTagKey& tag) {
    constexpr std::array<std::uint32_t, 4> kAddresses = {0x00080092, 0x00101040, 0x00380300, 0x00401104};
    return std::ranges::find(kAddresses, numberOf(tag)) != kAddresses.end();
}

bool isFreeText(DcmEVR vr) {
    return vr == EVR_LO || vr == EVR_SH || vr == EVR_LT || vr == EVR_ST || vr == EVR_UT || vr == EVR_UC ||
           vr == EVR_PN;
}
bool isTerm(DcmEVR vr) {
    return vr == EVR_CS || vr == EVR_AE || vr == EVR_UR;
}
bool isOneValue(DcmEVR vr) {
    return vr == EVR_LT || vr == EVR_ST || vr == EVR_UT || vr == EVR_UR;
}

/// Labels that a person makes up, although their VR is that of terms.
bool isLabel(const DcmTagKey& tag) {
    return tag == DCM_ContentLabel || tag == DCM_GraphicLayer;
}

/// Of these the standard has every value, or all but a maker's own (PS3.3): no name ever stands in them.
bool isOfDefinedTerms(const DcmTagKey& tag) {
    constexpr std::array<std::uint32_t, 31> kTerms = {
        0x00080005, 0x00080008, 0x00080060, 0x00080061, 0x00080064, 0x00080068, 0x00089007, 0x00180015,
        0x00180020, 0x00180021, 0x00180022, 0x00180023, 0x00180025, 0x00181140, 0x00181147, 0x00181149,
        0x00185100, 0x00185101, 0x00189005, 0x00189008, 0x00200060, 0x00200062, 0x00280004, 0x00280300,
        0x00280301, 0x00281054, 0x00281056, 0x00282110, 0x00282114, 0x00541000, 0x20500020};
    return std::ranges::find(kTerms, numberOf(tag)) != kTerms.end();
}

/// Who made a device, its programs or a list of codes: with versions, dates and addresses of their own.
bool isOfMaker(const DcmTagKey& tag) {
    return tag == DCM_Manufacturer || tag == DCM_ManufacturerModelName || tag == DCM_SoftwareVersions ||
           tag == DCM_CodingSchemeName || tag == DCM_CodingSchemeURL;
}

/// A code whose meaning a standard or a registry gives (PS3.16, 8), not a hospital.
bool isStandardCode(DcmItem& item) {
    const auto scheme = textOf(item, DCM_CodingSchemeDesignator);
    return !scheme.empty() && !scheme.starts_with("99") && scheme != "L";
}

/// Numbers, ages, dates and UIDs hold nothing but their characters (PS3.5, 6.2), and a few that some programs
/// write by mistake.
bool hasItsForm(DcmEVR vr, std::string_view value) {
    const auto only = [value](std::string_view allowed) {
        return value.find_first_not_of(allowed) == std::string_view::npos;
    };
    switch (vr) {
        case EVR_IS:
        case EVR_DS:
            return only("0123456789+-.,eE \\");
        case EVR_AS:
            return only("0123456789DWMYdwmy \\");
        case EVR_DA:
        case EVR_TM:
        case EVR_DT:
            return only("0123456789.:/+- \\");
        case EVR_UI:
            return only("0123456789. \\");
        default:
            return true;
    }
}

bool isFormal(DcmEVR vr) {
    return !hasItsForm(vr, "x");
}

}  // namespace

std::string wholeText(DcmElement& element) {
    OFString value;
    return element.getOFStringArray(value).good() ? std::string(value.c_str(), value.size()) : std::string();
}

TextSweep::TextSweep(DcmItem& dataset, std::uint32_t options) : m_options(options) {
    const auto born = textOf(dataset, DCM_PatientBirthDate);
    m_birthYear = born.substr(0, 4);
    if (m_birthYear.size() < 4)
        m_birthYear = "no year";
    collect(dataset);
}

void TextSweep::collect(DcmItem& item) {
    for (unsigned long i = 0; i < item.card(); ++i) {
        auto* const element = item.getElement(i);
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(element);
        if (sequence == nullptr) {
            remember(*element);
            continue;
        }
        for (unsigned long k = 0; element->getTag() != DCM_PixelData && k < sequence->card(); ++k)
            collect(*sequence->getItem(k));
    }
}

void TextSweep::remember(DcmElement& element) {
    const auto tag = element.getTag();
    if (element.getLengthField() > kLongestIdentifier)
        return;
    const auto vr = decidingVr(element);
    const bool isShown = (m_options & keep::kDates) != 0 && tag != DCM_PatientBirthDate;
    if ((vr == EVR_DA || vr == EVR_DT) && !isShown)
        m_dates.remember(wholeText(element));
    if (vr == EVR_PN)
        m_identifiers.rememberName(wholeText(element));
    else if (isNumber(tag) && (!isDevice(tag) || (m_options & keep::kDevice) == 0))
        m_identifiers.rememberNumber(wholeText(element));
    else if (isAddress(tag) || (isInstitution(tag) && (m_options & keep::kInstitution) == 0))
        m_identifiers.rememberPlace(wholeText(element));
}

bool TextSweep::isIdentifying(const std::string& value) const {
    const auto known = m_found.find(value);
    if (known != m_found.end())
        return known->second;
    // Where dates are kept one in a sentence says no more, unless somebody was born on it.
    const bool dated =
        (m_options & keep::kDates) != 0 ? hasDatePattern(value, m_birthYear) : hasDatePattern(value);
    const bool found = dated || m_identifiers.areIn(value) || m_dates.areIn(value) ||
                       hasIdentifyingPattern(value) || hasLongNumber(value);
    constexpr std::size_t kMostKnown = 10000;
    if (m_found.size() < kMostKnown)
        m_found.emplace(value, found);
    return found;
}

bool TextSweep::freeTextNames(DcmEVR vr, const std::string& value) const {
    const bool full = (vr == EVR_SH && value.size() == 16) || (vr == EVR_LO && value.size() == 64);
    return isIdentifying(value) || (full && m_identifiers.areInCut(value));
}

bool TextSweep::names(DcmItem& item, const DcmTagKey& tag, DcmEVR vr, const std::string& value) const {
    if (isTerm(vr) && isLabel(tag))
        return m_identifiers.areInLabel(value);
    if (isTerm(vr))
        return m_identifiers.areInTerm(value);
    if (isOfMaker(tag))
        return m_identifiers.areInTerm(value) || m_dates.areIn(value) || hasIdentifyingPattern(value);
    const bool isCode = tag == DCM_CodeMeaning || tag == DCM_CodeValue || tag == DCM_LongCodeValue;
    if (isCode && isStandardCode(item))
        return m_identifiers.areInStandardMeaning(value);
    return freeTextNames(vr, value);
}

bool TextSweep::isNamedInBytes(DcmElement& element) const {
    constexpr Uint32 kLongest = 16U << 20;
    const auto vr = element.getVR();
    const auto length = element.getLengthField();
    const bool bytes =
        vr == EVR_OB || vr == EVR_OW || vr == EVR_OL || vr == EVR_OV || vr == EVR_OF || vr == EVR_OD;
    if (!bytes || element.getTag().getGroup() == 0x7fe0 || length == 0 || length > kLongest)
        return false;
    std::string value(length, '\0');
    return element.getPartialValue(value.data(), 0, length, nullptr, EBO_LittleEndian).bad() ||
           m_identifiers.areInBytes(value);
}

TextSweep::Change TextSweep::changeOf(DcmItem& item, DcmElement& element) const {
    const auto tag = element.getTag();
    const auto vr = element.getVR();
    if (!isFreeText(vr) && !isTerm(vr) && !isFormal(vr))
        return {};
    Change change;
    const auto all = wholeText(element);
    // Behind a zero byte no program looks, and anything may stand.
    const auto value = all.substr(0, all.find('\0'));
    change.needed = all.find_first_not_of(std::string_view("\0 ", 2), value.size()) != std::string::npos;
    if (isFormal(vr)) {
        const bool good = hasItsForm(vr, value);
        return {change.needed || !good, good ? value : std::string()};
    }
    const bool isDefined = vr == EVR_CS && isOfDefinedTerms(tag);
    std::size_t begin = 0;
    while (begin <= value.size()) {
        const auto end = isOneValue(vr) ? value.size() : std::min(value.find('\\', begin), value.size());
        const auto one = value.substr(begin, end - begin);
        const bool replaced = !one.empty() && !isDefined && names(item, tag, vr, one);
        change.needed = change.needed || replaced;
        change.value += (begin == 0 ? "" : "\\") + (replaced ? std::string(kRemovedText) : one);
        begin = end + 1;
    }
    return change;
}

}  // namespace medveil::imaging
