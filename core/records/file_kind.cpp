#include "core/records/file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "core/records/fhir_subject.h"

namespace medveil::records {

namespace {

using namespace std::string_view_literals;

std::string_view at(std::string_view text, std::size_t offset) {
    return text.size() < offset ? std::string_view() : text.substr(offset);
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Bytes in files ------------------------------------------------------------------------------------------

enum class Order : std::uint8_t { kLittle, kBig };

std::size_t word(std::string_view text, std::size_t offset, Order order = Order::kLittle) {
    if (text.size() < offset + 2)
        return 0;
    const std::size_t first = static_cast<unsigned char>(text[offset]);
    const std::size_t second = static_cast<unsigned char>(text[offset + 1]);
    return order == Order::kLittle ? first | second << 8 : first << 8 | second;
}

/// OOXML and OpenDocument are archives of their own parts, and begin with one of these (APPNOTE 4.3.7).
bool isOfficeDocument(std::string_view zip) {
    constexpr std::size_t kNameAt = 30;
    const auto name = at(zip, kNameAt).substr(0, word(zip, 26));
    if (name == "mimetype")
        return at(zip, kNameAt + name.size() + word(zip, 28))
            .starts_with("application/vnd.oasis.opendocument.");
    constexpr std::array kParts = {
        "[Content_Types].xml"sv, "_rels/.rels"sv, "docProps/"sv, "word/"sv, "xl/"sv, "ppt/"sv};
    return std::ranges::any_of(kParts, [&](const auto part) { return name.starts_with(part); });
}

/// POSIX 1003.1, ustar: its mark, or, in files older than that, the sum over the header.
bool isTar(std::string_view text) {
    constexpr std::size_t kHeader = 512;
    constexpr std::size_t kSumAt = 148;
    constexpr std::size_t kSumSize = 8;
    if (text.size() < kHeader || text.front() == '\0')
        return false;
    if (at(text, 257).starts_with("ustar"))
        return true;
    std::size_t sum = kSumSize * ' ';
    for (std::size_t i = 0; i < kHeader; ++i)
        sum += i >= kSumAt && i < kSumAt + kSumSize ? 0 : static_cast<unsigned char>(text[i]);
    std::size_t stated = 0;
    for (const char c : text.substr(kSumAt, kSumSize))
        stated = c >= '0' && c <= '7' ? stated * 8 + static_cast<std::size_t>(c - '0') : stated;
    return sum == stated;
}

bool isPacked(std::string_view text) {
    constexpr std::array kMarks = {
        "\x1f\x8b"sv,       // gzip
        "\x1f\x9d"sv,       // compress
        "\xfd\x37zXZ\0"sv,  // xz
        "\x5d\0\0"sv,       // lzma
        "7z\xbc\xaf\x27\x1c"sv,
        "\x28\xb5\x2f\xfd"sv,  // zstd
        "\x04\x22\x4d\x18"sv,  // lz4
        "LZIP"sv,
        "Rar!\x1a\x07"sv,
        "MSCF\0\0\0\0"sv,  // cabinet
        "PK\x05\x06"sv,    // zip: empty, or in pieces
        "PK\x07\x08"sv,
    };
    constexpr std::size_t kDiscAt = 32'769;  // ISO 9660
    return std::ranges::any_of(kMarks, [&](const auto mark) { return text.starts_with(mark); }) ||
           (text.starts_with("PK\x03\x04") && !isOfficeDocument(text)) ||
           (text.starts_with("BZh") && text.size() > 3 && isDigit(text[3])) || isTar(text) ||
           at(text, kDiscAt).starts_with("CD001");
}

bool separates(char c) {
    return std::ispunct(static_cast<unsigned char>(c)) != 0;
}

/// ISO 9735: a string of service characters, or an interchange header. X12.5: the header, whose separator
/// stands again after its first value of two letters.
bool isEdi(base::ByteView beginning) {
    const auto letters = firstLetters(beginning, 7);
    if (letters.size() < 7)
        return false;
    return (letters.starts_with("UNA") && separates(letters[3]) && separates(letters[4])) ||
           (letters.starts_with("UNB") && separates(letters[3])) ||
           (letters.starts_with("ISA") && separates(letters[3]) && letters[6] == letters[3]);
}

/// GDT and LDT (QMS): lines that say their length and, in the first, which record it is. EDF and BDF: a head
/// of 256 letters with the patient in it.
bool isMeasurement(std::string_view text) {
    const auto digits = [text](std::size_t from, std::size_t count) {
        return text.size() >= from + count && std::ranges::all_of(text.substr(from, count), isDigit);
    };
    const bool gdt = digits(0, 3) && at(text, 3).starts_with("8000") && digits(7, 4);
    constexpr std::size_t kHead = 256;
    const bool edf = text.size() >= kHead && (text.starts_with("0       ") || text.starts_with("\xff"
                                                                                               "BIOSEMI"));
    return gdt || edf;
}

/// RFC 5322, 2.2: fields, and among them one that only mail has. RFC 4155: many behind each other.
bool isMail(base::ByteView beginning) {
    constexpr std::size_t kMostFields = std::size_t{16} * 1024;
    std::string text(base::asText(beginning).substr(0, kMostFields));
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto first = text.substr(0, text.find('\n'));
    if (first.starts_with("from ") && first.find('@') != std::string::npos)
        return true;
    const auto name = first.substr(0, first.find(':'));
    const bool isField = name.size() < first.size() && !name.empty() &&
                         std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
    constexpr std::array kMarks = {"mime-version:"sv, "received:"sv, "message-id:"sv, "return-path:"sv,
                                   "delivered-to:"sv};
    return isField && std::ranges::any_of(kMarks, [&](const auto mark) {
               return text.starts_with(mark) || text.find("\n" + std::string(mark)) != std::string::npos;
           });
}

/// HL7 v2.9, 2.5 and 2.10: a header with its separators, alone or in a batch, or a patient's segment.
bool isHl7(base::ByteView beginning) {
    const auto letters = firstLetters(beginning, 5);
    const bool header =
        letters.starts_with("MSH") || letters.starts_with("FHS") || letters.starts_with("BHS");
    const auto text = base::asText(beginning);
    return (header && letters.size() == 5 && separates(letters[3]) && separates(letters[4])) ||
           letters.starts_with("PID|") || text.find("\rPID|") != std::string_view::npos ||
           text.find("\nPID|") != std::string_view::npos;
}

// DICOM ---------------------------------------------------------------------------------------------------

/// PS3.5, 7.1: a data set without a head begins with an element of group 0002 or 0008.
bool beginsLikeDataSet(std::string_view text) {
    if (text.size() < 8 || (text[0] != 8 && text[0] != 2) || text[1] != 0 || text[3] != 0)
        return false;
    const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool explicitVr = isLetter(text[4]) && isLetter(text[5]);
    return explicitVr || (text[6] == 0 && text[7] == 0);
}

/// How many bytes an element takes that says what an image is or whose, by its kind (PS3.5, 6.2; those with
/// short lengths). 0: there is none.
std::size_t elementSize(std::string_view text, Order order) {
    constexpr auto kKinds = "AEASATCSDADSDTFDFLISLOLTPNSHSLSSSTTMUIULUS"sv;
    const auto group = word(text, 0, order);
    if (text.size() < 8 || (group != 2 && group != 8 && group != 0x10) || word(text, 2, order) > 0xff)
        return 0;
    for (std::size_t i = 0; i < kKinds.size(); i += 2) {
        if (text.substr(4, 2) == kKinds.substr(i, 2))
            return 8 + word(text, 6, order);
    }
    return 0;
}

/// Any bytes may look like one element, and hardly any like two in a row.
bool holdsElements(std::string_view text, Order order) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto size = elementSize(text.substr(i), order);
        if (size > 0 && elementSize(at(text, i + size), order) > 0)
            return true;
    }
    return false;
}

/// DICOM with its mark, with its registered numbers, or with elements somewhere: behind junk it is read by
/// others. Text that speaks of DICOM has no zeros.
bool holdsDicom(std::string_view text) {
    return text.find('\0') != std::string_view::npos &&
           (text.find("DICM") != std::string_view::npos ||
            text.find("1.2.840.10008.") != std::string_view::npos || holdsElements(text, Order::kLittle) ||
            holdsElements(text, Order::kBig));
}

FileKind kindOfName(std::string_view name) {
    const auto dot = name.rfind('.');
    std::string ending(dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1));
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
    constexpr std::array kMails = {"eml"sv, "mbox"sv, "msg"sv, "emlx"sv};
    constexpr std::array kInterchanges = {"hl7"sv, "edi"sv, "edifact"sv, "x12"sv, "gdt"sv,
                                          "bdt"sv, "ldt"sv, "edf"sv,     "bdf"sv};
    constexpr std::array kTexts = {"json"sv, "ndjson"sv, "jsonl"sv, "xml"sv,    "cda"sv,
                                   "ccd"sv,  "ccda"sv,   "ttl"sv,   "jsonld"sv, "rdf"sv};
    const auto isOneOf = [&ending](const auto& endings) {
        return std::ranges::find(endings, ending) != endings.end();
    };
    if (isOneOf(kInterchanges))
        return FileKind::kInterchange;
    if (isOneOf(kMails))
        return FileKind::kMail;
    if (ending == "dcm" || ending == "dicom")
        return FileKind::kScan;
    return isOneOf(kTexts) ? FileKind::kText : FileKind::kOther;
}

}  // namespace

FileKind kindOf(base::ByteView beginning, std::string_view name) {
    constexpr std::size_t kMarkAt = 128;  // PS3.10, 7.1: what stands in front may look like anything
    const auto text = base::asText(beginning);
    if (text.empty())
        return FileKind::kOther;
    if (at(text, kMarkAt).starts_with("DICM"))
        return FileKind::kScan;
    if (isPacked(text))
        return FileKind::kPacked;
    if (isHl7(beginning) || isEdi(beginning) || isMeasurement(text))
        return FileKind::kInterchange;
    if (isMail(beginning))
        return FileKind::kMail;
    if (beginsLikeDataSet(text))
        return FileKind::kScan;
    if (mayBeFhir(beginning))
        return FileKind::kText;
    return holdsDicom(text) ? FileKind::kScan : kindOfName(name);
}

}  // namespace medveil::records
