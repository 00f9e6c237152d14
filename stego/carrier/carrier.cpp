#include "stego/carrier/carrier.h"

#include "stego/carrier/bmp_carrier.h"
#include "stego/carrier/dicom_carrier.h"
#include "stego/carrier/jpeg_carrier.h"
#include "stego/carrier/png_carrier.h"
#include "stego/carrier/sound_carrier.h"
#include "stego/carrier/tiff_carrier.h"

namespace medveil::stego {

namespace {
base::Result<std::unique_ptr<Carrier>> openByKind(base::Bytes file, base::TaskContext& task) {
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
        return openDicom(std::move(file), task);
    if (begins("BM"))
        return openBmp(std::move(file));
    if (begins("II") || begins("MM"))
        return openTiff(std::move(file));
    return base::fail(base::ErrorCode::kCoverUnsupported,
                      "neither PNG, JPEG, TIFF or BMP nor WAV, AIFF or FLAC");
}
}  // namespace

bool isSound(CarrierKind kind) {
    return kind == CarrierKind::kWav || kind == CarrierKind::kFlac || kind == CarrierKind::kAiff;
}

std::string_view fileEnding(CarrierKind kind) {
    switch (kind) {
        case CarrierKind::kPng:
            return "png";
        case CarrierKind::kWav:
            return "wav";
        case CarrierKind::kFlac:
            return "flac";
        case CarrierKind::kJpeg:
            return "jpg";
        case CarrierKind::kBmp:
            return "bmp";
        case CarrierKind::kTiff:
            return "tif";
        case CarrierKind::kAiff:
            return "aiff";
        case CarrierKind::kDicom:
            return "dcm";
    }
    return "";
}

base::Result<std::unique_ptr<Carrier>> openCarrier(base::Bytes file, base::TaskContext& task) {
    return withinMemory([&] { return openByKind(std::move(file), task); });
}

base::Result<std::unique_ptr<Carrier>> openCarrier(base::FileSystem& files, const base::Path& path,
                                                   base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<std::unique_ptr<Carrier>> {
        MEDVEIL_ASSIGN(base::Bytes file, base::readWholeFile(files, path, kLargestCover));
        return openByKind(std::move(file), task);
    });
}

base::Result<std::unique_ptr<Carrier>> openCover(base::FileSystem& files, const base::Path& path,
                                                 base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<std::unique_ptr<Carrier>> {
        MEDVEIL_ASSIGN(base::Bytes file, base::readWholeFile(files, path, kLargestCover));
        MEDVEIL_ASSIGN(file, unpackedScan(std::move(file), task));
        return openByKind(std::move(file), task);
    });
}

}  // namespace medveil::stego
