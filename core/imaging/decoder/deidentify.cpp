#include "core/imaging/decoder/deidentify.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <set>

#include "core/crypto/digest.h"
#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/decoder/masked_dicom.h"
#include "core/imaging/model/mark.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

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

enum class Fate : std::uint8_t { kKeep, kRemove, kEmpty, kReplace, kNewUid, kShift, kLookInside };

constexpr const char* kRemoved = "REMOVED";

std::uint32_t numberOf(const DcmTagKey& tag) {
    return std::uint32_t{tag.getGroup()} << 16 | tag.getElement();
}

const Rule* ruleFor(const DcmTagKey& tag) {
    const auto number = numberOf(tag);
    const auto* const found = std::ranges::lower_bound(kTable, number, {}, &Rule::tag);
    return found != std::end(kTable) && found->tag == number ? found : nullptr;
}

bool isDate(DcmEVR vr) {
    return vr == EVR_DA || vr == EVR_DT || vr == EVR_TM;
}
bool isText(DcmEVR vr) {
    return vr == EVR_LO || vr == EVR_SH || vr == EVR_LT || vr == EVR_ST || vr == EVR_UT || vr == EVR_UC ||
           vr == EVR_PN || vr == EVR_CS || vr == EVR_AE || vr == EVR_UR;
}
/// Curves, overlays, signatures, what is encrypted for somebody, padding: never passed on.
bool isOutOfBounds(const DcmTagKey& tag) {
    const auto group = tag.getGroup();
    return group % 2 == 1 || (group >= 0x5000 && group <= 0x50ff) || (group >= 0x6000 && group <= 0x60ff) ||
           group == 0xfffa || group == 0x4ffe || group == 0xfffc || tag == DCM_EncryptedAttributesSequence ||
           tag == DCM_IconImageSequence;
}

Fate basicFate(std::string_view action, DcmEVR vr) {
    if (vr == EVR_SQ)
        return action == "X" ? Fate::kRemove : action.ends_with('U') ? Fate::kLookInside : Fate::kEmpty;
    if (action.ends_with('U'))
        return Fate::kNewUid;
    if (action.ends_with('D'))
        return Fate::kReplace;
    return action == "X" ? Fate::kRemove : Fate::kEmpty;
}

Fate fateOf(const DcmTag& tag, DcmEVR vr, std::uint32_t options) {
    if (isOutOfBounds(tag))
        return Fate::kRemove;
    if (const auto* rule = ruleFor(tag)) {
        const auto kept = rule->options & options;
        if ((kept & ~kShiftedDates) != 0)
            return vr == EVR_SQ ? Fate::kLookInside : Fate::kKeep;
        if ((kept & kShiftedDates) != 0 && isDate(vr))
            return Fate::kShift;
        return basicFate(rule->action, vr);
    }
    if (vr == EVR_SQ)
        return Fate::kLookInside;
    if (isDate(vr))
        return (options & kDates) != 0          ? Fate::kKeep
               : (options & kShiftedDates) != 0 ? Fate::kShift
                                                : Fate::kEmpty;
    if (vr == EVR_PN)
        return Fate::kEmpty;
    // What no dictionary knows may say anything.
    DcmTag named(tag);
    const bool unknown = vr == EVR_UN || std::string_view(named.getTagName()) == DcmTag_ERROR_TagName;
    return unknown ? Fate::kRemove : Fate::kKeep;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Names and numbers that were taken away, in words, to find them again in free text.
class Identifiers {
  public:
    void remember(const DcmTagKey& tag, DcmEVR vr, const std::string& value) {
        static const std::set<std::uint32_t> kNumbers = {0x00100020, 0x00101000, 0x00080050, 0x00101040,
                                                         0x00102154, 0x00080080, 0x00080081, 0x00100030,
                                                         0x00102160, 0x00101001};
        if (vr != EVR_PN && !kNumbers.contains(numberOf(tag)))
            return;
        constexpr std::size_t kShortest = 3;
        std::string word;
        for (const char c : value + "^") {
            const bool ends = c == '^' || c == '=' || c == ' ' || c == '\\' || c == ',';
            if (!ends) {
                word += c;
                continue;
            }
            if (word.size() >= kShortest)
                m_words.insert(lower(word));
            word.clear();
        }
    }
    bool isIn(const std::string& text) const {
        const auto searched = lower(text);
        return std::ranges::any_of(m_words, [&](const std::string& word) {
            for (auto at = searched.find(word); at != std::string::npos; at = searched.find(word, at + 1)) {
                const auto end = at + word.size();
                const bool begins =
                    at == 0 || std::isalnum(static_cast<unsigned char>(searched[at - 1])) == 0;
                const bool ends =
                    end == searched.size() || std::isalnum(static_cast<unsigned char>(searched[end])) == 0;
                if (begins && ends)
                    return true;
            }
            return false;
        });
    }

  private:
    std::set<std::string> m_words;
};

/// What comes from the key: the same for the same value.
class Pseudonyms {
  public:
    Pseudonyms(base::ByteView key, const std::string& patient) : m_key(key) {
        const auto digest = keyed("patient", patient);
        m_patient = "MV" + base::toBase32(base::ByteView(digest.view()).first(10));
        constexpr unsigned kMostDays = 3650;
        const auto shift = keyed("shift", patient);
        m_days = 1 + (unsigned{shift.view()[0]} << 8 | shift.view()[1]) % kMostDays;
    }
    const std::string& patient() const { return m_patient; }

    std::string uid(const std::string& old) const {
        const auto digest = keyed("uid", old);
        std::array<base::Byte, 16> bytes{};
        std::copy_n(digest.view().begin(), bytes.size(), bytes.begin());
        return uidFrom(bytes);
    }

    /// YYYYMMDD and what follows; empty for what is no date. Into the past, so that no date lies in the
    /// future.
    std::string shifted(const std::string& value) const {
        constexpr std::size_t kDigits = 8;
        if (value.size() < kDigits ||
            !std::all_of(value.begin(), value.begin() + kDigits, [](char c) { return c >= '0' && c <= '9'; }))
            return {};
        using namespace std::chrono;
        const auto date = year_month_day(year(std::stoi(value.substr(0, 4))),
                                         month(static_cast<unsigned>(std::stoi(value.substr(4, 2)))),
                                         day(static_cast<unsigned>(std::stoi(value.substr(6, 2)))));
        if (!date.ok())
            return {};
        const auto moved = year_month_day(sys_days(date) - days(m_days));
        std::array<char, 16> text{};
        std::snprintf(text.data(), text.size(), "%04d%02u%02u", static_cast<int>(moved.year()),
                      static_cast<unsigned>(moved.month()), static_cast<unsigned>(moved.day()));
        return text.data() + value.substr(kDigits);
    }

  private:
    crypto::Digest keyed(std::string_view use, const std::string& value) const {
        return crypto::hmacSha256(m_key,
                                  base::asBytes("medveil/v1/deidentify/" + std::string(use) + "/" + value));
    }
    base::ByteView m_key;
    std::string m_patient;
    unsigned m_days = 0;
};

std::string valueOf(DcmElement& element) {
    OFString value;
    return element.getOFStringArray(value).good() ? std::string(value.c_str(), value.size()) : std::string();
}

class Cleaner {
  public:
    Cleaner(const DeidentifyPlan& plan, const Pseudonyms& pseudonyms, Deidentified& report)
        : m_plan(plan), m_pseudonyms(pseudonyms), m_report(report) {}

    void clean(DcmItem& item) {
        std::vector<DcmElement*> elements;
        for (unsigned long i = 0; i < item.card(); ++i)
            elements.push_back(item.getElement(i));
        for (auto* element : elements)
            apply(item, *element,
                  fateOf(element->getTag(), element->ident() == EVR_SQ ? EVR_SQ : element->getVR(),
                         m_plan.options));
    }

    /// Free text that the table keeps may still name somebody.
    void sweep(DcmItem& item) {
        for (unsigned long i = 0; i < item.card(); ++i) {
            auto* const element = item.getElement(i);
            if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element);
                sequence != nullptr && element->getTag() != DCM_PixelData) {
                for (unsigned long k = 0; k < sequence->card(); ++k)
                    sweep(*sequence->getItem(k));
            } else if (isText(element->getVR()) && !isOurs(element->getTag()) &&
                       m_identifiers.isIn(valueOf(*element))) {
                (void)element->putString(kRemoved);
                note(element->getTag(), "replaced, because it named somebody");
            }
        }
    }

  private:
    static bool isOurs(const DcmTagKey& tag) { return tag == DCM_PatientName || tag == DCM_PatientID; }

    void note(const DcmTagKey& key, const char* action) {
        constexpr std::size_t kMostLines = 5000;
        if (m_report.actions.size() >= kMostLines)
            return;
        DcmTag tag(key);
        std::array<char, 16> text{};
        std::snprintf(text.data(), text.size(), "(%04X,%04X)", tag.getGroup(), tag.getElement());
        m_report.actions.push_back({text.data(), tag.isPrivate() ? "private" : tag.getTagName(), action});
    }

    void apply(DcmItem& item, DcmElement& element, Fate fate) {
        const DcmTag tag = element.getTag();
        if (fate != Fate::kKeep && fate != Fate::kLookInside && element.ident() != EVR_SQ &&
            element.getLengthField() < 4096)
            m_identifiers.remember(tag, element.getVR(), valueOf(element));
        switch (fate) {
            case Fate::kKeep:
                return;
            case Fate::kLookInside: {
                auto& sequence = dynamic_cast<DcmSequenceOfItems&>(element);
                for (unsigned long i = 0; i < sequence.card(); ++i)
                    clean(*sequence.getItem(i));
                return;
            }
            case Fate::kRemove:
                note(tag, "removed");
                (void)item.findAndDeleteElement(tag);
                return;
            case Fate::kEmpty:
                if (isOurs(tag))
                    return replace(element);
                if (!element.isEmpty())
                    note(tag, "emptied");
                (void)item.insertEmptyElement(tag);
                return;
            case Fate::kReplace:
                return replace(element);
            case Fate::kNewUid:
                note(tag, "new UID");
                (void)element.putString(newUids(valueOf(element)).c_str());
                return;
            case Fate::kShift:
                return shift(item, element);
        }
    }

    /// One for one, where there are several.
    std::string newUids(const std::string& old) const {
        std::string all;
        std::string one;
        for (const char c : old + "\\") {
            if (c != '\\') {
                one += c;
                continue;
            }
            if (!one.empty())
                all += (all.empty() ? "" : "\\") + m_pseudonyms.uid(one);
            one.clear();
        }
        return all;
    }

    void replace(DcmElement& element) {
        note(element.getTag(), "replaced");
        (void)element.putString(dummyFor(element).c_str());
        // Of binary values nothing may stay either.
        if (!isText(element.getVR()) && !isDate(element.getVR()) && element.getVR() != EVR_UI &&
            element.getVR() != EVR_AS && element.getVR() != EVR_IS && element.getVR() != EVR_DS)
            (void)element.clear();
    }

    std::string dummyFor(DcmElement& element) const {
        if (isOurs(element.getTag()))
            return m_pseudonyms.patient();
        switch (element.getVR()) {
            case EVR_DA:
                return "19000101";
            case EVR_DT:
                return "19000101000000";
            case EVR_TM:
                return "000000";
            case EVR_AS:
                return "000Y";
            case EVR_IS:
            case EVR_DS:
                return "0";
            case EVR_UI:
                return newUids(valueOf(element));
            default:
                return kRemoved;
        }
    }

    /// Times of day stay: the day has moved.
    void shift(DcmItem& item, DcmElement& element) {
        if (element.getVR() == EVR_TM || element.isEmpty())
            return;
        const auto moved = m_pseudonyms.shifted(valueOf(element));
        note(element.getTag(), moved.empty() ? "emptied" : "shifted");
        if (moved.empty())
            (void)item.insertEmptyElement(element.getTag());
        else
            (void)element.putString(moved.c_str());
    }

    const DeidentifyPlan& m_plan;
    const Pseudonyms& m_pseudonyms;
    Deidentified& m_report;
    Identifiers m_identifiers;
};

/// PS3.15, E.1.1 and CID 7050: what was done.
void record(DcmDataset& dataset, const DeidentifyPlan& plan) {
    (void)dataset.putAndInsertString(DCM_PatientIdentityRemoved, "YES");
    (void)dataset.putAndInsertString(DCM_DeidentificationMethod,
                                     plan.pixelsChecked
                                         ? "Medveil, PS3.15 2024e table E.1-1; pixels checked by a person"
                                         : "Medveil, PS3.15 2024e table E.1-1");
    (void)dataset.findAndDeleteElement(DCM_DeidentificationMethodCodeSequence);
    constexpr std::array<std::tuple<std::uint32_t, const char*, const char*>, 7> kCodes = {
        {{0, "113100", "Basic Application Confidentiality Profile"},
         {kDates, "113106", "Retain Longitudinal Temporal Information Full Dates Option"},
         {kShiftedDates, "113107", "Retain Longitudinal Temporal Information Modified Dates Option"},
         {kPatient, "113108", "Retain Patient Characteristics Option"},
         {kDevice, "113109", "Retain Device Identity Option"},
         {kUids, "113110", "Retain UIDs Option"},
         {kInstitution, "113112", "Retain Institution Identity Option"}}};
    signed long place = 0;
    for (const auto& [option, code, meaning] : kCodes) {
        DcmItem* item = nullptr;
        if (option != 0 && (plan.options & option) == 0)
            continue;
        if (dataset.findOrCreateSequenceItem(DCM_DeidentificationMethodCodeSequence, item, place++).bad())
            continue;
        (void)item->putAndInsertString(DCM_CodeValue, code);
        (void)item->putAndInsertString(DCM_CodingSchemeDesignator, "DCM");
        (void)item->putAndInsertString(DCM_CodeMeaning, meaning);
    }
    (void)dataset.putAndInsertString(DCM_LongitudinalTemporalInformationModified,
                                     (plan.options & kDates) != 0          ? "UNMODIFIED"
                                     : (plan.options & kShiftedDates) != 0 ? "MODIFIED"
                                                                           : "REMOVED");
    if (plan.pixelsChecked)
        (void)dataset.putAndInsertString(DCM_BurnedInAnnotation, "NO");
}

std::vector<std::string> warningsFor(DcmDataset& dataset, const DeidentifyPlan& plan) {
    std::vector<std::string> warnings;
    const auto text = [&dataset](const DcmTagKey& tag) {
        OFString value;
        (void)dataset.findAndGetOFStringArray(tag, value);
        return std::string(value.c_str());
    };
    const auto modality = text(DCM_Modality);
    if (dataset.tagExists(DCM_PixelData) && !plan.pixelsChecked)
        warnings.emplace_back(text(DCM_BurnedInAnnotation) == "YES" ? "pixels-name-somebody"
                                                                    : "pixels-not-checked");
    const auto part = lower(text(DCM_BodyPartExamined) + " " + text(DCM_StudyDescription) + " " +
                            text(DCM_SeriesDescription) + " " + text(DCM_ProtocolName));
    const bool head =
        std::ranges::any_of(std::array{"head", "brain", "skull", "face", "neuro"},
                            [&](const char* word) { return part.find(word) != std::string::npos; });
    if (head && (modality == "CT" || modality == "MR" || modality == "PT"))
        warnings.emplace_back("face-can-be-rebuilt");
    if (modality == "SR" || modality == "DOC")
        warnings.emplace_back("document");
    return warnings;
}

base::Result<Deidentified> clean(base::ByteView file, const DeidentifyPlan& plan) {
    DcmFileFormat format;
    MEDVEIL_TRY(readDicom(format, file, Deflated::kInflate));
    DcmDataset& dataset = *format.getDataset();
    OFString mark;
    if (dataset.findAndGetOFString(DcmTagKey(0x7fdf, 0x0010), mark).good() &&
        mark == OFString(kMarkCreator.data()))
        return fail(ErrorCode::kImageUnsupported, "it carries hidden data: restore it first");
    const bool masked = isMasked(dataset);
    const DcmXfer syntax(dataset.getOriginalXfer());
    if (syntax.getXfer() == EXS_Unknown)
        return fail(ErrorCode::kImageUnsupported, "DICOM in a transfer syntax that cannot be written");
    OFString patient;
    (void)dataset.findAndGetOFStringArray(DCM_PatientID, patient);
    Deidentified result;
    result.warnings = warningsFor(dataset, plan);
    const Pseudonyms pseudonyms(plan.key, patient.c_str());
    Cleaner cleaner(plan, pseudonyms, result);
    cleaner.clean(dataset);
    cleaner.sweep(dataset);
    record(dataset, plan);
    // That regions are covered is said on, whoever the image is of; an original inside went with all else
    // that is private.
    if (masked)
        putMaskedMark(dataset);
    // The file's head is made anew: it names the machine that sent it.
    const bool deflated = syntax.getStreamCompression() != ESC_none;
    MEDVEIL_ASSIGN(result.file,
                   writeDicom(format, deflated ? EXS_LittleEndianExplicit : syntax.getXfer(), kLargestDicom));
    std::fill_n(result.file.begin(), std::min<std::size_t>(128, result.file.size()), base::Byte{0});
    return result;
}

}  // namespace

base::Result<Deidentified> deidentify(base::ByteView file, const DeidentifyPlan& plan) {
    return withDcmtk([&] { return clean(file, plan); });
}

}  // namespace medveil::imaging
