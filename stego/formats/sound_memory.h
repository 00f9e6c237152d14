// libsndfile over memory: nothing of a cover ever stands in a temporary file. One thread; the memory and the
// table of functions must outlive the handle.
#pragma once

#include <memory>

#include <sndfile.h>

#include "core/base/bytes.h"

namespace medveil::stego {

struct SoundMemory {
    base::ByteView in;
    base::Bytes* out = nullptr;
    sf_count_t at = 0;
    sf_count_t size() const { return static_cast<sf_count_t>(out != nullptr ? out->size() : in.size()); }
};

SF_VIRTUAL_IO soundIo();

using SoundHandle = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

}  // namespace medveil::stego
