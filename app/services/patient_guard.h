// Whose data a letter carries, asked of everything that names somebody: internal to app/services.
#pragma once

#include "app/services/compose.h"
#include "app/services/session_state.h"

namespace medveil::app {

/// The first that names another patient than the letter does: the vault under the same number, or an attached
/// DICOM file (an image, a report, whatever it is), or one of which it cannot be told. Files that say they
/// are de-identified, and such that are no DICOM, name nobody. kDecoderStopped, ...: then nobody knows.
base::Result<std::optional<OtherPatient>> otherPatient(SessionState& state, const Letter& letter,
                                                       base::TaskContext& task);

}  // namespace medveil::app
