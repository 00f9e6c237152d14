#include "core/imaging/decoder/identifying_patterns.h"

#include <memory>
#include <vector>

#include <unicode/regex.h>

#include "core/base/text_fold.h"

namespace medveil::imaging {

namespace {

constexpr std::size_t kLongestText = 1 << 20;  ///< bytes that are searched
constexpr std::int32_t kMostSteps = 200;       ///< of ICU's counter: about as many milliseconds

const std::string kMonths =
    "(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[ée]vr(?:ier)?|mar(?:ch|s|zo)?|m[äa]e?rz|apr(?:il|ile)?|"
    "avril|"
    "may|mai|maggio|june?|juni|juin|giugno|july?|juli|juillet|luglio|aug(?:ust)?|ao[uû]t|agosto|"
    "sept?(?:ember|embre)?|oct(?:ober|obre)?|okt(?:ober)?|ottobre|nov(?:ember|embre)?|dec(?:ember)?|"
    "d[ée]c(?:embre)?|dez(?:ember)?|dicembre|enero|febrero|abril|mayo|junio|julio|septiembre|octubre|"
    "noviembre|diciembre|gennaio|febbraio|aprile|settembre)";
/// Those that are no other word, so that a day is enough beside them.
const std::string kLongMonths =
    "(?:january|januar|janvier|february|februar|f[ée]vrier|march|märz|maerz|april|avril|june|juni|juin|july|"
    "juli|juillet|august|ao[uû]t|september|septembre|october|oktober|octobre|november|novembre|december|"
    "dezember|d[ée]cembre)";
const std::string kOrdinals =
    "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    "twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[- ]first)";
const std::string kDay = "(?:0?[1-9]|[12]\\d|3[01])";
const std::string kMonth = "(?:0?[1-9]|1[0-2])";
const std::string kYear = "(?:1[89]|20)\\d{2}";

const std::vector<std::string> kDates = {
    // 1947-03-12, 12.03.1947, 3/12/1947, 03/12/47, 19470312, 19470312143000
    "(?<!\\d)" + kYear + "([-./])" + kMonth + "\\1" + kDay + "(?!\\d)",
    "(?<![\\d.])" + kDay + "\\s?[-./]\\s?" + kMonth + "\\s?[-./]\\s?" + kYear + "(?!\\d)",
    "(?<![\\d.])" + kMonth + "[-./]" + kDay + "[-./]" + kYear + "(?!\\d)",
    "(?<![\\d./])(?:" + kDay + "/" + kMonth + "|" + kMonth + "/" + kDay + ")/\\d{2}(?![\\d/])",
    "(?<![\\d.])" + kYear + "(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:\\d{2}){0,3}(?![\\d])",
    "(?i)\\b(?:dob|d\\.o\\.b\\.?|born|birth ?date|geb\\.?|geboren|n[ée]e? "
    "le|\\*)[\\s:.]{0,3}\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}",
    // 12 March 1947, 12th of March, March 12th, 1947, Mar-12-1947, 12-MAR-47, March 1947
    "(?iu)(?<!\\p{L})" + kDay + "(?:st|nd|rd|th|\\.|er)?[\\s-]*(?:of\\s+|de\\s+)?" + kMonths +
        "(?!\\p{L})\\.?[\\s,-]*(?:de\\s+)?(?:" + kYear + "|'\\d{2})(?!\\d)",
    "(?iu)(?<![\\p{L}\\d])" + kDay + "-" + kMonths + "-\\d{2}(?!\\d)",
    "(?iu)\\b" + kMonths + "\\b\\.?[\\s-]*" + kDay + "(?:st|nd|rd|th)?[\\s,-]+" + kYear + "(?!\\d)",
    "(?iu)\\b" + kMonths + "\\b\\.?[\\s,/-]*" + kYear + "(?!\\d)",
    "(?iu)(?<![\\d.])" + kDay + "(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?" + kLongMonths + "\\b",
    "(?iu)\\b" + kLongMonths + "\\s+" + kDay + "(?:st|nd|rd|th)?\\b(?!\\s?(?:mm|cm|kv|ma))",
    "(?iu)\\b" + kOrdinals + "\\s+(?:of\\s+)?" + kMonths + "\\b",
    "(?iu)\\b" + kMonths + "\\s+(?:the\\s+)?" + kOrdinals + "\\b",
    "(?iu)\\b(?:dob|born|geboren|geb\\.?)\\s+(?:on\\s+|am\\s+)?(?:the\\s+)?" + kDay +
        "(?:st|nd|rd|th|\\.)?\\s",
    "(?i)\\bnineteen[- ](?:hundred|oh|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\\b",
};

const std::vector<std::string> kOthers = {
    // E-mail
    "(?iu)[\\p{L}\\d._%+-]+\\s?(?:@|\\(at\\)|\\[at\\])\\s?[\\p{L}\\d-]+(?:\\.[\\p{L}\\d-]+)+",
    "(?iu)\\b[\\p{L}\\d._-]+\\s+at\\s+[\\p{L}\\d-]+\\s+(?:dot|punkt)\\s+\\p{L}{2,}",
    // Ages over 89 are rare enough to find somebody by (45 CFR 164.514)
    "(?iu)(?<!\\d)(?:9\\d|1[01]\\d)[\\s-]?(?:years?|yrs?|y\\.?\\s?o\\b|y/o|jahre|jährig\\p{L}*|ans\\b)",
    // Telephone
    "(?<![\\d+])\\+\\d{1,3}[\\s().\\/-]{0,3}(?:\\d[\\s().\\/-]{0,2}){6,13}",
    "(?<!\\d)00[1-9]\\d?[\\s().\\/-]{1,3}(?:\\d[\\s().\\/-]{0,2}){7,12}",
    "(?<![\\d.])(?:\\(\\d{3}\\)\\s?|\\d{3}[-. ])\\d{3}[-.]\\d{4}(?![\\d.])",
    "^\\s*\\d{3} \\d{3} \\d{4}\\s*$",
    "(?<![\\d.])\\(?0[1-9]\\d{1,4}\\)?\\s?[/-]\\s?\\d{3,4}[\\s-]?\\d{2,5}(?![\\d.])",
    "(?<![\\d.])0[1-9]\\d{1,4}\\s\\d{3,4}[\\s-]?\\d{3,5}(?![\\d.])",
    "(?i)\\b(?:tel(?:efon|ephone)?|phone|fax|mobile?|handy|cell|call(?:ed)?|ph)\\b[\\s.:#]{0,4}(?:no\\.?\\s*|"
    "at\\s*)?[(+]{0,2}(?:\\d[\\s().\\/-]{0,2}){5,}",
    // Numbers of people
    "(?<![\\d-])\\d{3}-\\d{2}-\\d{4}(?![\\d-])",
    "(?<!\\d)756[. ]\\d{4}[. ]\\d{4}[. ]\\d{2}(?!\\d)",
    "(?i)\\b(?:ssn|ahv|avs|nhs|nino|svnr|kvnr|social "
    "security|sozialversicherung\\w*|insurance|versicherten?nr|"
    "passport|steuer-?id)\\b\\W{0,4}(?:(?:no|nr|number|num)\\b\\W{0,3})?[A-Z]{0,3}\\W?\\d[\\d .-]{4,}",
    "(?i)\\b(?:mrn|pid|upi|urn|uhid|pat(?:ient)?(?:en)?[ .-]{0,2}(?:id|no|nr|number|num)|fall(?:nummer|[ "
    "-]?nr)?|case(?:\\s?(?:no|nr|number))|"
    "acc(?:ession)?(?:\\s?(?:no|nr|number))?|chart|hosp(?:ital)?\\s?(?:id|no|nr|number)|medical "
    "record(?:\\s?(?:no|number))?|aktenzeichen|visit(?:\\s?(?:id|no)))\\b"
    "\\W{0,4}(?:[A-Z]{1,5}[-/ ]?)?\\d[A-Z\\d/-]{2,}",
    // Streets
    "(?u)\\p{Lu}[\\p{L}.-]*(?:stra(?:ß|ss)e|str\\.|weg|allee|platz|gasse|ring|damm|ufer|chaussee|steig|"
    "straat|laan|vej|gatan)\\s+\\d{1,4}\\s?[a-z]?\\b",
    "(?u)(?:Stra(?:ß|ss)e|Str\\.|Weg|Allee|Platz|Gasse|Ring|Damm|Ufer)\\s+(?:des|der|am|an|zum|zur)?[\\p{L}"
    "\\d. ]{0,30}\\s\\d{1,4}[a-z]?\\b",
    "(?u)(?<![\\d.])\\d{1,5}[A-Za-z]?,?\\s+(?:[NSEW]\\.?\\s+)?(?:\\p{Lu}[\\p{L}'.-]*\\s+){1,4}(?:Street|St\\."
    "?|Avenue|Ave\\.?|Road|Rd\\.?|Lane|Ln\\.?|Drive|Boulevard|Blvd\\.?|Court|Terrace|Highway|Hwy|Parkway|"
    "Pkwy|Square|Crescent|Close)(?![\\p{L}\\d])",
    "(?iu)(?<![\\d.])\\d{1,4}\\s?(?:bis|ter)?,?\\s+(?:rue|avenue|boulevard|chemin|place|all[ée]e|impasse|"
    "route|quai)\\s+(?:de|du|des|d'|la|le|l'|\\p{L})",
    "(?u)\\b(?:Via|Viale|Piazza|Corso|Calle|Avenida|Plaza|Rua|Rue|Avenue)\\s+\\p{Lu}?\\p{L}[\\p{L}' "
    ".]{1,30},?\\s+(?:n\\.?\\s?)?\\d{1,4}\\b",
    "(?i)\\b(?:p\\.?\\s?o\\.?\\s?box|postfach)\\s*\\d+",
    "(?u)(?:^|[,;\\n]\\s*|\\b(?:D|A|CH|DE|AT)-)\\d{4,5}\\s+\\p{Lu}\\p{Ll}{2,}",
    "(?u)\\p{Lu}\\p{Ll}+,?\\s+[A-Z]{2}\\s+\\d{5}(?:-\\d{4})?(?!\\d)",
    // Positions
    "(?u)\\d{1,2}[.,]\\d{2,}\\s*°?\\s*[NSns]\\b[\\s,;/]*\\d{1,3}[.,]\\d{2,}\\s*°?\\s*[EWOewo]\\b",
    "(?u)[NS]\\s?\\d{1,2}[.,]\\d{3,}°?[\\s,;/]+[EWO]\\s?\\d{1,3}[.,]\\d{3,}",
    "(?u)\\d{1,3}\\s?°\\s?\\d{1,2}\\s?['′’](?:\\s?\\d{1,2}(?:[.,]\\d+)?\\s?(?:\"|″|''))?\\s?[NSEWO]",
    "(?iu)\\b(?:gps|lat(?:itude)?|lon(?:g(?:itude)?)?|coord\\w*|geo)\\b\\W{0,4}-?\\d{1,3}[.,]\\d{3,}",
    "(?<![\\d.])-?\\d{1,2}\\.\\d{5,}\\s*[,;]\\s*-?\\d{1,3}\\.\\d{5,}(?![\\d,;])",
    // People with a title, whoever they are
    "(?u)\\b(?:Dr|Prof|Mr|Mrs|Ms|Miss|Herrn?|Frau|Mme|Mlle|Sig(?:ra)?|Schwester|Nurse)\\b\\.?\\s*(?:(?:med|"
    "Dr|Prof)\\.?\\s*)*\\p{Lu}[\\p{L}'-]+",
    "(?iu)\\b(?:patient(?:in)?'?s?\\s*name|pt\\.?\\s*name|surname|nachname|vorname|first name|last "
    "name)\\s*[:=]\\s*\\p{L}{2,}",
};

/// Numbers that may be anybody's.
const std::vector<std::string> kNumbers = {
    "(?<![\\d.,])\\d{7,}(?![\\d.,])",
    "(?<![\\p{L}\\d])[A-Z]{1,4}-?\\d{6,}[A-Z]{0,3}(?![\\p{L}\\d])",
};

using Patterns = std::vector<std::unique_ptr<icu::RegexPattern>>;

Patterns compiled(const std::vector<std::string>& expressions) {
    Patterns patterns;
    for (const auto& expression : expressions) {
        UErrorCode error = U_ZERO_ERROR;
        UParseError place{};
        std::unique_ptr<icu::RegexPattern> pattern(
            icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(expression), 0, place, error));
        patterns.push_back(U_SUCCESS(error) ? std::move(pattern) : nullptr);
    }
    return patterns;
}

/// What cannot be searched counts as found: it is then replaced, not passed on. `accept` is asked about each
/// place.
template <class Accept>
bool anyMatch(const Patterns& patterns, std::string_view text, Accept accept) {
    if (text.size() > kLongestText)
        return true;
    const auto wide = icu::UnicodeString::fromUTF8(base::composed(text));
    for (const auto& pattern : patterns) {
        UErrorCode error = U_ZERO_ERROR;
        if (pattern == nullptr)
            return true;
        const std::unique_ptr<icu::RegexMatcher> matcher(pattern->matcher(wide, error));
        if (U_FAILURE(error))
            return true;
        matcher->setTimeLimit(kMostSteps, error);
        while (matcher->find(error) != 0) {
            std::string found;
            matcher->group(error).toUTF8String(found);
            if (accept(found))
                return true;
        }
        if (U_FAILURE(error))
            return true;
    }
    return false;
}

const Patterns& datePatterns() {
    static const Patterns kPatterns = compiled(kDates);
    return kPatterns;
}
const Patterns& numberPatterns() {
    static const Patterns kPatterns = compiled(kNumbers);
    return kPatterns;
}
const Patterns& otherPatterns() {
    static const Patterns kPatterns = compiled(kOthers);
    return kPatterns;
}

bool isAnything(const std::string&) {
    return true;
}

}  // namespace

void preparePatterns() {
    (void)datePatterns();
    (void)numberPatterns();
    (void)otherPatterns();
}

bool hasIdentifyingPattern(std::string_view text) {
    return anyMatch(otherPatterns(), text, isAnything);
}

bool hasLongNumber(std::string_view text) {
    return anyMatch(numberPatterns(), text, isAnything);
}

bool hasDatePattern(std::string_view text, std::string_view year) {
    return anyMatch(datePatterns(), text,
                    [year](const std::string& found) { return found.find(year) != std::string::npos; });
}

}  // namespace medveil::imaging
