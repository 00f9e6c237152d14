// Codestreams made anew with the marker segments that decoding needs and nothing else: comments, previews,
// metadata of programs and whatever stands behind the end are left out. Markers are read, samples are not
// decoded: bytes within entropy-coded data that no decoder looks at cannot be told from it. Pure functions
// over hostile bytes; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace medveil::imaging {

struct Codestream {
    base::Bytes bytes;
    std::uint32_t precision = 0;  ///< bits of the deepest component
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
};

enum class JpegFamily : std::uint8_t { kJpeg, kJpegLs };

/// ITU-T T.81, annex B, and T.87, annex C. Of application data only the Adobe and JFIF marks stay, written
/// anew, and HP's colour transform of JPEG-LS. kUnexpectedEnd where the stream ends before its end mark,
/// kImageUnsupported where it is not understood: hierarchical, damaged or of another kind.
base::Result<Codestream> cleanJpeg(base::ByteView stream, JpegFamily family);

/// ITU-T T.800 and T.814, annex A; of a file of boxes (annex I) the codestream. Lengths of tile-parts and
/// their table are written anew; tables that only help a reader to jump are left out. Errors as above.
base::Result<Codestream> cleanJpeg2000(base::ByteView stream);

}  // namespace medveil::imaging
