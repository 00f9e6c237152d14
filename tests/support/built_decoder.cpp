// The helper that this build made, for tests that open files: it lies elsewhere than beside the test.
#include "core/imaging/client/image_file.h"

namespace {
[[maybe_unused]] const bool kSet = (medveil::imaging::setDecoderProgram(MEDVEIL_DECODER), true);
}
