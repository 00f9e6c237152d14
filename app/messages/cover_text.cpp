// Why a cover cannot be used, or a release not be made, in sentences: by the detail of the error, which the
// rooms below keep in English.
#include <QCoreApplication>
#include <algorithm>
#include <array>

#include "app/messages/error_text.h"

namespace medveil::app {

namespace {
struct Reason {
    std::string_view detail;
    const char* sentence;
};
constexpr std::array kReasons = {
    Reason{"its lowest bits are all alike: it was made from fewer bits",
           QT_TRANSLATE_NOOP("ErrorText",
                             "It was made from a file with fewer bits, so every change would stand out.")},
    Reason{"its red, green and blue are the same: it is grey, saved as colour",
           QT_TRANSLATE_NOOP(
               "ErrorText",
               "It is a grey picture saved in colour: red, green and blue are the same, and a change would "
               "break that.")},
    Reason{"its channels say the same: it is one channel, saved as several",
           QT_TRANSLATE_NOOP(
               "ErrorText",
               "Two of its channels, colours or the sides of a sound, say the same, and a change would break "
               "that.")},
    Reason{"values are missing between those that occur: it was stretched, amplified or saved again",
           QT_TRANSLATE_NOOP(
               "ErrorText",
               "It was brightened, amplified or saved again: values are missing in it, and a change would "
               "bring them back.")},
    Reason{"it has few colours, as from a palette or a drawing",
           QT_TRANSLATE_NOOP("ErrorText",
                             "It has few colours, as drawings have, and a change would add others.")},
    Reason{"nearly nothing happens in it: silence, or one surface",
           QT_TRANSLATE_NOOP("ErrorText", "Nearly nothing happens in it: it is silent, or one surface.")},
    Reason{
        "its pixels or samples are there several times: it was enlarged",
        QT_TRANSLATE_NOOP(
            "ErrorText",
            "It was enlarged: each pixel or sample is there several times, and a change would break that.")},
    Reason{"pieces of it are there several times: it was put together of copies",
           QT_TRANSLATE_NOOP(
               "ErrorText",
               "Pieces of it are there several times, as in a mirror or a loop: after a change they would "
               "differ.")},
    Reason{"half of its pixels or samples follow from those beside them: it was enlarged",
           QT_TRANSLATE_NOOP("ErrorText",
                             "It was enlarged: half of its pixels or samples follow from those beside them, "
                             "and a change would break that.")},
    Reason{"one of its channels follows from the others",
           QT_TRANSLATE_NOOP("ErrorText",
                             "One of its colours, or one side of a sound, was made from the others, and a "
                             "change would break that.")},
    Reason{"it was a JPEG: its blocks are still those of one",
           QT_TRANSLATE_NOOP("ErrorText",
                             "It was a JPEG: its blocks are still those of one, and a change would break "
                             "that. Make a cover from the photograph (make-cover).")},
    Reason{"its file holds a checksum or signature of its content",
           QT_TRANSLATE_NOOP("ErrorText",
                             "Its file holds a checksum or signature of its content, which would no longer "
                             "be right after a change.")},
    Reason{"it holds another picture, or a preview of itself",
           QT_TRANSLATE_NOOP("ErrorText",
                             "It holds another picture, or a preview of itself, which would stay as it was: "
                             "the difference would show.")},
    Reason{"the ending of the new file's name is not that of its kind",
           QT_TRANSLATE_NOOP(
               "ErrorText",
               "The ending of the new file's name is that of another kind of file, which would be noticed "
               "first. Let the name end as the cover's does.")},
    Reason{"one picture or sound was given twice",
           QT_TRANSLATE_NOOP(
               "ErrorText",
               "Two of the covers are the same picture or sound: side by side, their copies would show "
               "all that is hidden.")},
    Reason{"JPEG cut short: the file ends before its picture does",
           QT_TRANSLATE_NOOP("ErrorText", "The file is cut short: it ends before its picture does.")},
    Reason{"sound shorter than its header says",
           QT_TRANSLATE_NOOP("ErrorText", "The file is cut short: it ends before its sound does.")},
};
}  // namespace

ErrorText errorText(const base::Error& error) {
    auto text = errorText(error.code);
    const auto found = std::ranges::find(kReasons, error.detail, &Reason::detail);
    if (found != kReasons.end()) {
        const auto nothing =
            QCoreApplication::translate("ErrorText", QT_TRANSLATE_NOOP("ErrorText", "Nothing was written."));
        text.explanation =
            QCoreApplication::translate("ErrorText", found->sentence) + QLatin1Char(' ') + nothing;
    }
    if (error.code == base::ErrorCode::kPatientMismatch && error.detail == "a release of several patients") {
        text.explanation = QCoreApplication::translate(
            "ErrorText", "The files are of more than one patient. Nothing was written.");
        text.advice = QCoreApplication::translate("ErrorText", "Release the files of one patient at a time.");
    }
    return text;
}

}  // namespace medveil::app
