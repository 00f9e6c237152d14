#include "core/records/fhir_events.h"

#include <algorithm>
#include <array>

#include "core/records/fhir_subject.h"

namespace medveil::records {

namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kLongestText = 1000;  ///< of a name, a number, a reference
constexpr std::size_t kMostOfOne = 32;      ///< names or numbers of one patient

std::string cut(const std::string& text) {
    if (text.size() <= kLongestText)
        return text;
    auto end = kLongestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80)
        --end;
    return text.substr(0, end);
}

/// The part of "http://server/fhir/Patient/12/_history/1" or "Patient/12" that names the patient; else empty.
std::string patientIn(const std::string& reference) {
    static constexpr std::string_view kType = "Patient/";
    const auto at = reference.rfind(kType);
    if (at == std::string::npos || (at > 0 && reference[at - 1] != '/'))
        return {};
    const auto rest = reference.substr(at + kType.size());
    return rest.substr(0, rest.find_first_of("/?|#"));
}

bool pointsToSubject(const std::string& key) {
    static constexpr std::array<std::string_view, 4> kKeys{"subject", "patient", "beneficiary", "for"};
    return std::ranges::find(kKeys, key) != kKeys.end();
}

/// Names of members that decide whose a resource is.
constexpr std::array<std::string_view, 9> kSaidOnce{
    "identifier", "name", "subject", "patient", "reference", "value", "beneficiary", "birthDate", "for"};

bool namesPerson(const std::string& resourceType) {
    return resourceType == "Patient" || resourceType == "Person";
}

template <class Item>
void addTo(std::vector<Item>& items, Item item) {
    if (items.size() < kMostOfOne && std::ranges::find(items, item) == items.end())
        items.push_back(std::move(item));
}

}  // namespace

bool FhirEvents::open(bool object) {
    if (m_frames.size() >= kDeepest)
        return false;
    Frame frame;
    frame.object = object;
    if (!m_frames.empty())
        frame.key = m_frames.back().object ? m_frames.back().member : m_frames.back().key;
    frame.member = frame.key;
    m_frames.push_back(std::move(frame));
    return true;
}

bool FhirEvents::close() {
    auto frame = std::move(m_frames.back());
    m_frames.pop_back();
    if (frame.object)
        finish(std::move(frame));
    // What was found in an array belongs to the object around it.
    else if (!m_frames.empty())
        inherit(m_frames.back(), frame);
    return !m_tooMany;
}

void FhirEvents::member(const std::string& name) {
    if (!m_frames.empty())
        m_frames.back().member = cut(name);
}

void FhirEvents::countMember(const std::string& name) {
    const auto known = std::ranges::find(kSaidOnce, name);
    if (m_frames.empty() || known == kSaidOnce.end())
        return;
    const auto bit = std::uint32_t{1} << (known - kSaidOnce.begin());
    m_unclear |= (m_frames.back().members & bit) != 0;
    m_frames.back().members |= bit;
}

void FhirEvents::text(const std::string& value) {
    if (m_frames.empty())
        return;
    const auto text = cut(value);
    auto& frame = m_frames.back();
    auto& owner = !frame.object && m_frames.size() > 1 ? m_frames[m_frames.size() - 2] : frame;
    const auto& name = frame.object ? frame.member : frame.key;
    owner.namedByText |= name == "identifier" || name == "name";
    owner.subjectIsText |= pointsToSubject(name);
    const std::array<std::pair<std::string_view, std::string*>, 10> kTexts{{
        {"resourceType", &owner.resourceType},
        {"id", &owner.id},
        {"fullUrl", &owner.fullUrl},
        {"reference", &owner.reference},
        {"type", &owner.type},
        {"display", &owner.display},
        {"system", &owner.system},
        {"value", &owner.value},
        {"text", &owner.text},
        {"birthDate", &owner.birthDate},
    }};
    for (const auto& [known, to] : kTexts) {
        // Said twice, a reader may take the one or the other: it is a patient's if either says so.
        if (name == known && !(to == &owner.resourceType && namesPerson(*to)))
            *to = text;
    }
    const std::array<std::pair<std::string_view, std::string*>, 4> kParts{{
        {"family", &owner.name.family},
        {"given", &owner.name.given},
        {"prefix", &owner.name.prefix},
        {"suffix", &owner.name.suffix},
    }};
    for (const auto& [known, to] : kParts) {
        if (name == known && to->size() < kLongestText)
            *to += (to->empty() ? "" : " ") + text;
    }
    m_sawFhir = m_sawFhir || name == "resourceType";
}

void FhirEvents::inherit(Frame& into, const Frame& from) {
    for (const auto& id : from.subject.ids)
        addTo(into.subject.ids, id);
    for (const auto& name : from.subject.names)
        addTo(into.subject.names, name);
    into.patients.insert(into.patients.end(), from.patients.begin(), from.patients.end());
}

void FhirEvents::finish(Frame frame) {
    Frame* const parent = m_frames.empty() ? nullptr : &m_frames.back();
    if (frame.key == "identifier" && parent != nullptr && !frame.value.empty())
        addTo(parent->subject.ids, PatientId{frame.system, frame.value});
    if (frame.key == "name" && parent != nullptr) {
        if (!frame.name.empty())
            addTo(parent->subject.names, dicomName(frame.name));
        if (!frame.text.empty())
            addTo(parent->subject.names, frame.text);
    }
    // Other resources have names that are texts; whom one is about is never a text.
    m_unclear |= (frame.namedByText && namesPerson(frame.resourceType)) ||
                 (frame.subjectIsText && !frame.resourceType.empty());
    if (namesPerson(frame.resourceType)) {
        frame.patients.push_back(m_patients.size());
        frame.subject.birthDate = frame.birthDate;
        m_patients.push_back({frame.id, {}, frame.subject});
    } else if (frame.resourceType.empty()) {
        keepReference(frame);
    }
    for (const auto index : frame.patients) {
        if (!frame.fullUrl.empty())
            m_patients[index].fullUrl = frame.fullUrl;
    }
    if (parent != nullptr)
        parent->patients.insert(parent->patients.end(), frame.patients.begin(), frame.patients.end());
    m_tooMany = m_patients.size() > kMostSubjects;
}

void FhirEvents::keepReference(Frame& frame) {
    const bool toPatient = !patientIn(frame.reference).empty() || frame.type == "Patient";
    const bool says = !frame.reference.empty() || !frame.display.empty() || !frame.subject.ids.empty();
    // A group, a device or a place may be a subject, too.
    const bool elsewhere = frame.reference.find('/') != std::string::npos && !toPatient;
    if (!toPatient && !(pointsToSubject(frame.key) && says && !elsewhere))
        return;
    Reference found{frame.reference, {frame.subject.ids, {}, {}, {}}};
    if (!frame.display.empty())
        found.subject.names.push_back(frame.display);
    const auto known = std::ranges::find_if(m_references, [&](const Reference& each) {
        return each.target == found.target && each.subject.ids == found.subject.ids &&
               each.subject.names == found.subject.names;
    });
    constexpr std::size_t kMostReferences = 4096;
    if (known == m_references.end() && m_references.size() < kMostReferences)
        m_references.push_back(std::move(found));
}

std::vector<Subject> FhirEvents::allSubjects() const {
    std::vector<Subject> all;
    for (const auto& patient : m_patients) {
        auto subject = patient.subject;
        if (!subject.namesSomebody() && !patient.id.empty())
            subject.ids.push_back({{}, patient.id});
        all.push_back(std::move(subject));
    }
    for (const auto& reference : m_references) {
        const auto id = patientIn(reference.target);
        const bool here = std::ranges::any_of(m_patients, [&](const Patient& patient) {
            return !reference.target.empty() &&
                   (patient.fullUrl == reference.target || (!id.empty() && patient.id == id) ||
                    (reference.target.starts_with('#') && reference.target.substr(1) == patient.id));
        });
        if (here)
            continue;
        auto subject = reference.subject;
        if (subject.ids.empty() && !reference.target.empty())
            subject.ids.push_back({{}, id.empty() ? reference.target : id});
        const auto same = std::ranges::find_if(all, [&](const Subject& each) {
            return each.ids == subject.ids && (each.names == subject.names || subject.names.empty());
        });
        if (same == all.end())
            all.push_back(std::move(subject));
    }
    return all;
}

base::Result<std::vector<Subject>> FhirEvents::subjects() const {
    auto all = allSubjects();
    if (m_tooMany || all.size() > kMostSubjects)
        return base::fail(base::ErrorCode::kTooLarge, "patients of a file");
    return all;
}

}  // namespace medveil::records
