// What an error means to a person: what happened, what it means for their data, what to do. The only place
// that turns a code into sentences. Any thread, once the translators are installed.
#pragma once

#include <QString>

#include "app/model/types.h"
#include "core/base/error.h"

namespace medveil::app {

struct ErrorText {
    QString title;
    QString explanation;  ///< what it means for your data
    QString advice;       ///< what to do
};

ErrorText errorText(base::ErrorCode code);
/// The same; where the detail tells why a cover cannot be used or a release not be made, the explanation says
/// it.
ErrorText errorText(const base::Error& error);

/// Why nobody can tell whom a file is about, in one sentence.
QString untoldText(Untold why);

/// What a reader of a scan must know, in one line that stands on the picture.
QString cautionText(ScanCaution caution);

}  // namespace medveil::app
