#include "core/imaging/decoder/fhir_xml.h"

#include <algorithm>
#include <memory>
#include <new>
#include <string_view>

#include <expat.h>

#include "core/records/fhir_events.h"
#include "core/records/fhir_subject.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kNamespace = "http://hl7.org/fhir";
constexpr std::string_view kPicture = "http://www.w3.org/2000/svg\nsvg";
constexpr char kSeparator = '\n';          ///< between namespace and name; no name holds one
constexpr std::size_t kDeepestAny = 1000;  ///< elements of any namespace: a narrative's text nests, too
constexpr std::size_t kPiece = 64U << 20;  ///< bytes; large ones, because a long token is read again for each

/// Expat calls this while it reads. Nothing is thrown through its frames.
class Reader {
  public:
    explicit Reader(XML_Parser parser) : m_parser(parser) {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, &Reader::begins, &Reader::ends);
        XML_SetStartDoctypeDeclHandler(parser, &Reader::documentType);
    }
    records::FhirEvents& events() { return m_events; }
    bool outOfMemory() const { return m_outOfMemory; }
    /// No FHIR anywhere is no surprise in a picture. Of anything else that is not FHIR as a whole, and names
    /// nobody in FHIR's words, nobody knows whom it names in others.
    bool mayNameNobody() const { return m_rootMayBeSilent; }

  private:
    /// Calls may still come after the parser was stopped.
    template <class Work>
    void guarded(Work work) {
        if (m_stopped)
            return;
        try {
            m_stopped = !work();
        } catch (const std::bad_alloc&) {
            m_stopped = m_outOfMemory = true;
        }
        if (m_stopped)
            XML_StopParser(m_parser, XML_FALSE);
    }

    /// A resource is an object that says its type; anything else stands under its own name, and its `value`
    /// is what JSON has as a string.
    bool begin(std::string_view element, const XML_Char** attributes) {
        if (m_isFhir.size() >= kDeepestAny)
            return false;
        const bool fhir = element.size() > kNamespace.size() && element.starts_with(kNamespace) &&
                          element[kNamespace.size()] == kSeparator;
        if (m_isFhir.empty())
            m_rootMayBeSilent = fhir || element == kPicture;
        m_isFhir.push_back(fhir);
        if (!fhir)
            return true;
        const std::string name(element.substr(kNamespace.size() + 1));
        const bool resource = name[0] >= 'A' && name[0] <= 'Z';
        m_events.member(name);
        for (; *attributes != nullptr; attributes += 2) {
            if (std::string_view(attributes[0]) == "value")
                m_events.text(attributes[1]);
        }
        if (!m_events.open(true))
            return false;
        if (resource) {
            m_events.member("resourceType");
            m_events.text(name);
        }
        return true;
    }

    bool end() {
        const bool fhir = m_isFhir.back();
        m_isFhir.pop_back();
        return !fhir || m_events.close();
    }

    static void XMLCALL begins(void* self, const XML_Char* name, const XML_Char** attributes) {
        auto* const reader = static_cast<Reader*>(self);
        reader->guarded([&] { return reader->begin(name, attributes); });
    }
    static void XMLCALL ends(void* self, const XML_Char* /*name*/) {
        auto* const reader = static_cast<Reader*>(self);
        reader->guarded([&] { return reader->end(); });
    }
    static void XMLCALL documentType(void* self, const XML_Char* /*name*/, const XML_Char* /*system*/,
                                     const XML_Char* /*open*/, int /*hasSubset*/) {
        static_cast<Reader*>(self)->guarded([] { return false; });
    }

    XML_Parser m_parser;
    records::FhirEvents m_events;
    bool m_rootMayBeSilent = false;
    std::vector<bool> m_isFhir;  ///< of each element that is open
    bool m_stopped = false;
    bool m_outOfMemory = false;
};

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

bool parse(XML_Parser parser, base::ByteView file) {
    do {
        const auto piece = file.first(std::min(file.size(), kPiece));
        file = file.subspan(piece.size());
        if (XML_Parse(parser, reinterpret_cast<const char*>(piece.data()), static_cast<int>(piece.size()),
                      file.empty() ? 1 : 0) != XML_STATUS_OK)
            return false;
    } while (!file.empty());
    return true;
}

}  // namespace

base::Result<std::vector<records::Subject>> subjectsOfFhirXml(base::ByteView file) {
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser(
        XML_ParserCreateNS(nullptr, kSeparator));
    if (!parser)
        return fail(ErrorCode::kOutOfMemory, "XML");
    Reader reader(parser.get());
    const bool whole = parse(parser.get(), file);
    if (reader.outOfMemory() || (!whole && XML_GetErrorCode(parser.get()) == XML_ERROR_NO_MEMORY))
        return fail(ErrorCode::kOutOfMemory, "XML");
    if (reader.events().tooMany())
        return reader.events().subjects();
    if (!whole || reader.events().isUnclear())
        return fail(ErrorCode::kMalformed, "XML");
    MEDVEIL_ASSIGN(auto subjects, reader.events().subjects());
    if (subjects.empty() && !reader.mayNameNobody())
        return fail(ErrorCode::kUnsupported, "XML that is no FHIR");
    return subjects;
}

}  // namespace medveil::imaging
