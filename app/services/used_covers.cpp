#include "app/services/used_covers.h"

#include "core/format/file_digest.h"

namespace medveil::app {

base::Result<CoverMarks> marksOf(SessionState& state, const base::Path& cover,
                                 const crypto::Digest& samples) {
    MEDVEIL_ASSIGN(const crypto::Digest file, format::fileDigest(state.files, cover));
    return CoverMarks{samples, file};
}

base::Result<bool> wasUsed(SessionState& state, const CoverMarks& marks) {
    MEDVEIL_ASSIGN(const bool known, state.settings.coverWasUsed(marks.samples));
    if (known)
        return true;
    return state.settings.coverWasUsed(marks.file);
}

base::Result<void> rememberUsed(SessionState& state, const CoverMarks& marks, base::Timestamp now) {
    MEDVEIL_TRY(state.settings.rememberCover(marks.samples, now));
    return state.settings.rememberCover(marks.file, now);
}

}  // namespace medveil::app
