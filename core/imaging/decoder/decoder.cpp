#include "core/imaging/decoder/decoder.h"

#include <algorithm>
#include <array>

#include "core/imaging/decoder/dicom_decoder.h"
#include "core/imaging/decoder/identifying_patterns.h"
#include "core/imaging/decoder/picture_decoder.h"

namespace medveil::imaging {

base::Result<std::unique_ptr<Decoder>> openDecoder(base::ByteView file) {
    const auto begins = [file](std::string_view text, std::size_t at = 0) {
        return file.size() >= at + text.size() && base::asText(file.subspan(at, text.size())) == text;
    };
    if (begins("\x89PNG\r\n\x1a\n"))
        return openPngDecoder(file);
    if (begins("\xff\xd8\xff"))
        return openJpegDecoder(file);
    if (begins(std::string_view("II*\0", 4)) || begins(std::string_view("MM\0*", 4)) ||
        begins(std::string_view("II+\0", 4)) || begins(std::string_view("MM\0+", 4))) {
        // A DICOM file may have a TIFF's head in its preamble (PS3.10, 7.1): it is read as what it is at its
        // end.
        if (!begins("DICM", 128))
            return openTiffDecoder(file);
    }
    return openDicomDecoder(file);
}

void prepareDecoders() {
    preparePatterns();
    prepareDicom();
}

}  // namespace medveil::imaging
