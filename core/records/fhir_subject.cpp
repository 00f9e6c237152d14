#include "core/records/fhir_subject.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "core/records/fhir_events.h"

namespace medveil::records {

using base::ErrorCode;
using base::fail;

namespace {

/// nlohmann's parser calls this while it reads.
class Handler {
  public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = std::string;
    using binary_t = nlohmann::json::binary_t;

    bool null() { return true; }
    bool boolean(bool value) { return said(value ? "true" : "false"); }
    // What FHIR has as a text, somebody's program may write as a number.
    bool number_integer(number_integer_t value) { return said(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) { return said(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) { return said(text); }
    bool binary(binary_t&) { return true; }
    bool string(string_t& text) { return said(text); }
    bool start_object(std::size_t) { return m_events.open(true); }
    bool start_array(std::size_t) { return m_events.open(false); }
    bool key(string_t& name) {
        m_events.member(name);
        m_events.countMember(name);
        return true;
    }
    bool end_object() { return m_events.close(); }
    bool end_array() { return m_events.close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

    FhirEvents& events() { return m_events; }

  private:
    bool said(const std::string& text) {
        m_events.text(text);
        return true;
    }
    FhirEvents m_events;
};

std::string_view withoutMark(std::string_view text) {
    return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kResourceType = "\"resourceType\"";
constexpr std::string_view kTerm = "<http://hl7.org/fhir";  ///< of FHIR as RDF: Turtle, N-Triples

bool read(std::string_view text, Handler& handler) {
    return nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
}

/// Resources one a line, as bulk exports have them.
bool readLines(std::string_view text, Handler& handler) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        handler.events().nextResource();
        if (line.find_first_not_of(" \t\r") != std::string_view::npos && !read(line, handler))
            return false;
    }
    return true;
}

/// JSON, with or without a comment, or XML; neither RTF nor a note in plain text: "[Lab] ...", "<5 mmol/l".
bool beginsRecord(std::string_view letters) {
    const auto next = letters.find_first_not_of(kBlank, 1);
    const char second = next == std::string_view::npos ? '\0' : letters[next];
    switch (letters.front()) {
        case '{':
            return !letters.starts_with("{\\rtf");
        case '[':
            return second == '\0' || std::string_view("{[\"'/").contains(second);
        case '<':
            return !std::string_view(" =0123456789").contains(letters.size() > 1 ? letters[1] : '!');
        case '/':
            return letters.starts_with("//") || letters.starts_with("/*");
        default:
            return false;
    }
}

}  // namespace

std::string firstLetters(base::ByteView beginning, std::size_t count) {
    // UTF-8, UTF-16 and UTF-32 in either order differ in zeros and marks only, as long as letters are ASCII.
    constexpr std::string_view kNothing("\0 \t\r\n\v\f\xef\xbb\xbf\xfe\xff", 12);
    const auto text = base::asText(beginning);
    std::string letters;
    for (auto at = text.find_first_not_of(kNothing); at < text.size() && letters.size() < count; ++at) {
        if (text[at] != '\0')
            letters += text[at];
    }
    return letters;
}

bool mayBeXml(base::ByteView beginning) {
    return firstLetters(beginning, 1) == "<";
}

bool mayBeFhir(base::ByteView beginning) {
    constexpr std::size_t kEnough = 256;
    const auto letters = firstLetters(beginning, kEnough);
    // Nothing but blanks so far says nothing yet. What no parser takes may still be read by a person.
    return (letters.empty() ? !beginning.empty() : beginsRecord(letters)) ||
           base::asText(beginning).find(kResourceType) != std::string_view::npos ||
           base::asText(beginning).find(kTerm) != std::string_view::npos;
}

base::ByteView withoutBlanks(base::ByteView file) {
    const auto text = base::asText(file);
    const auto first = text.find_first_not_of(kBlank);
    return first == std::string_view::npos ? base::ByteView() : file.subspan(first);
}

base::Result<std::vector<Subject>> subjectsOfFhir(base::ByteView file) {
    const auto text = withoutMark(base::asText(file));
    if (mayBeXml(file))
        return fail(ErrorCode::kUnsupported, "XML");
    Handler handler;
    bool whole = read(text, handler);
    if (!whole && !handler.events().tooMany()) {
        Handler lines;
        whole = readLines(text, lines);
        if (whole || lines.events().tooMany())
            handler = std::move(lines);
    }
    if (handler.events().tooMany())
        return fail(ErrorCode::kTooLarge, "patients of a file");
    if (!whole)
        return fail(ErrorCode::kMalformed, "JSON");
    if (!handler.events().sawFhir())
        return fail(ErrorCode::kUnsupported, "JSON that is no FHIR");
    if (handler.events().isUnclear())
        return fail(ErrorCode::kMalformed, "FHIR whose patient is said in another way");
    return handler.events().subjects();
}

}  // namespace medveil::records
