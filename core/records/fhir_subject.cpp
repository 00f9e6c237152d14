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
    bool boolean(bool) { return true; }
    bool number_integer(number_integer_t) { return true; }
    bool number_unsigned(number_unsigned_t) { return true; }
    bool number_float(number_float_t, const string_t&) { return true; }
    bool binary(binary_t&) { return true; }
    bool string(string_t& text) {
        m_events.text(text);
        return true;
    }
    bool start_object(std::size_t) { return m_events.open(true); }
    bool start_array(std::size_t) { return m_events.open(false); }
    bool key(string_t& name) {
        m_events.member(name);
        return true;
    }
    bool end_object() { return m_events.close(); }
    bool end_array() { return m_events.close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

    FhirEvents& events() { return m_events; }

  private:
    FhirEvents m_events;
};

std::string_view withoutMark(std::string_view text) {
    return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kResourceType = "\"resourceType\"";

/// UTF-16 with its mark, and one of these characters first.
bool beginsWide(std::string_view text, std::string_view characters) {
    if (text.size() < 4)
        return false;
    const bool little = text.starts_with("\xff\xfe") && text[3] == 0;
    const bool big = text.starts_with("\xfe\xff") && text[2] == 0;
    return (little && characters.contains(text[2])) || (big && characters.contains(text[3]));
}

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

}  // namespace

bool mayBeXml(base::ByteView beginning) {
    const auto text = withoutMark(base::asText(beginning));
    const auto first = text.find_first_not_of(kBlank);
    return (first != std::string_view::npos && text[first] == '<') || beginsWide(text, "<");
}

bool mayBeFhir(base::ByteView beginning) {
    const auto text = withoutMark(base::asText(beginning));
    const auto first = text.find_first_not_of(kBlank);
    // Nothing but blanks so far says nothing yet. What no parser takes may still be read by a person.
    return mayBeXml(beginning) || (first == std::string_view::npos && !text.empty()) ||
           (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) ||
           beginsWide(text, "{[") || text.find(kResourceType) != std::string_view::npos;
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
    if (!whole) {
        if (!handler.events().sawFhir() && text.find(kResourceType) == std::string_view::npos &&
            !beginsWide(text, "{["))
            return std::vector<Subject>();
        return fail(ErrorCode::kMalformed, "FHIR");
    }
    if (!handler.events().sawFhir())
        return std::vector<Subject>();
    return handler.events().subjects();
}

}  // namespace medveil::records
