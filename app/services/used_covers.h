// Covers that were used: a second copy with other bits in it shows what is hidden in both. Borrows the
// session.
#pragma once

#include "app/services/session_state.h"

namespace medveil::app {

/// What a cover is known by: its samples, whatever file they are in; and its file, by which earlier versions
/// remembered it.
struct CoverMarks {
    crypto::Digest samples;
    crypto::Digest file;
};
/// `samples` is stego::fingerprintOf() the cover.
base::Result<CoverMarks> marksOf(SessionState& state, const base::Path& cover, const crypto::Digest& samples);

base::Result<bool> wasUsed(SessionState& state, const CoverMarks& marks);
base::Result<void> rememberUsed(SessionState& state, const CoverMarks& marks, base::Timestamp now);

}  // namespace medveil::app
