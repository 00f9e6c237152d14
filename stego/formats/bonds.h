// What in a file must fit its samples: a checksum or signature of its content, a second picture. In the
// helper process; pure function.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// Of a file that breaks its format what stands before the break; of other kinds kNone.
Bond bondOf(base::ByteView file);

}  // namespace medveil::stego
