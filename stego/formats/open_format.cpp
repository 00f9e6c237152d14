#include "stego/formats/open_format.h"

#include "stego/formats/bmp_carrier.h"
#include "stego/formats/dicom_carrier.h"
#include "stego/formats/flac_carrier.h"
#include "stego/formats/jpeg_file.h"
#include "stego/formats/png_carrier.h"
#include "stego/formats/sound_carrier.h"
#include "stego/formats/tiff_carrier.h"

namespace medveil::stego {

base::Result<std::unique_ptr<Carrier>> openFormat(base::Bytes file, base::TaskContext& task) {
    const auto begins = [&file](std::string_view magic, std::size_t at = 0) {
        return file.size() >= at + magic.size() &&
               base::asText(base::ByteView(file).subspan(at, magic.size())) == magic;
    };
    if (begins("\x89PNG\r\n\x1a\n"))
        return openPng(std::move(file), task);
    if (begins("\xff\xd8\xff"))
        return openJpeg(std::move(file), task);
    if (begins("RIFF") && begins("WAVE", 8))
        return openWav(std::move(file));
    if (begins("fLaC"))
        return openFlac(std::move(file), task);
    if (begins("FORM") && (begins("AIFF", 8) || begins("AIFC", 8)))
        return openAiff(std::move(file));
    if (isDicom(file))
        return openDicom(std::move(file));
    if (begins("BM"))
        return openBmp(std::move(file));
    if (begins("II") || begins("MM"))
        return openTiff(std::move(file));
    return base::fail(base::ErrorCode::kCoverUnsupported,
                      "neither PNG, JPEG, TIFF or BMP nor WAV, AIFF or FLAC");
}

}  // namespace medveil::stego
