#include "core/imaging/decoder.h"

#include <algorithm>
#include <array>

#include "core/imaging/dicom_decoder.h"
#include "core/imaging/picture_decoder.h"

namespace medveil::imaging {

std::size_t bytesOf(SampleType type) {
    switch (type) {
        case SampleType::kU8:
        case SampleType::kS8:
            return 1;
        case SampleType::kU16:
        case SampleType::kS16:
            return 2;
        case SampleType::kU32:
        case SampleType::kS32:
        case SampleType::kF32:
            return 4;
        case SampleType::kF64:
            return 8;
    }
    return 1;
}

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
    prepareDicom();
}

}  // namespace medveil::imaging
