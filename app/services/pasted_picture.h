// A picture that another program put on the clipboard. Whether it is one, the helper process finds out:
// nothing of it is decoded beside the keys. Functions; any thread.
#pragma once

#include "app/services/compose.h"

namespace medveil::app {

/// The bytes as they are, named "picture" with the ending of its kind. kImageUnsupported for what is neither
/// PNG nor JPEG, kImageDamaged, kTooLarge, kDecoderStopped, kCancelled.
base::Result<PastedAttachment> pastedPicture(base::ByteView bytes, base::TaskContext& task);

}  // namespace medveil::app
