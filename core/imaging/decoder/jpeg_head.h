// What a JPEG or JPEG-LS codestream says of itself, in front of its samples (ITU-T T.81, B; T.87, C; T.871).
// Decodes nothing. Pure functions.
#pragma once

#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

struct JpegHead {
    base::Byte process = 0;  ///< the marker of its frame: 0xc0 baseline, 0xc3 lossless, 0xf7 JPEG-LS, ...
    std::uint32_t precision = 8;  ///< bits of a sample
    std::uint32_t rows = 0;       ///< 0: said behind the first scan
    std::uint32_t columns = 0;
    std::vector<base::Byte> components;  ///< their numbers
    bool jfif = false;
    std::optional<base::Byte> adobe;  ///< its colour transform: 0 none, 1 YCbCr, 2 YCCK
    std::size_t scanAt = 0;           ///< where its first scan begins

    bool hasLoss() const { return process != 0xc3 && process != 0xf7; }
};

/// kImageDamaged.
base::Result<JpegHead> readJpegHead(base::ByteView codestream);

/// Whether its end is there; among samples no bytes look like it.
bool hasEnd(base::ByteView codestream, const JpegHead& head);

}  // namespace medveil::imaging
