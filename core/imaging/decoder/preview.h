// A small picture of whatever image a file is, for people who look at an attachment or choose a cover: never
// for diagnosis. What kind it is, its bytes say. In the helper process; function.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

/// The first frame in red, green and blue, eight bits each, upright, made smaller to fit into the box and
/// never larger. kImageUnsupported, kImageDamaged; kTooLarge for more pixels than anybody wants a small
/// picture of.
base::Result<Frame> previewOf(base::ByteView file, PreviewBox box);

}  // namespace medveil::imaging
