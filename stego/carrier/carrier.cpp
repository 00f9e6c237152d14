#include "stego/carrier/carrier.h"

#include "stego/carrier/png_carrier.h"
#include "stego/carrier/sound_carrier.h"

namespace medveil::stego {

namespace {
base::Result<std::unique_ptr<Carrier>> openByKind(base::Bytes file, base::TaskContext& task) {
    const auto begins = [&file](std::string_view magic, std::size_t at = 0) {
        return file.size() >= at + magic.size() &&
               base::asText(base::ByteView(file).subspan(at, magic.size())) == magic;
    };
    if (begins("\x89PNG\r\n\x1a\n"))
        return openPng(std::move(file), task);
    if (begins("RIFF") && begins("WAVE", 8))
        return openWav(std::move(file), task);
    if (begins("fLaC"))
        return openFlac(std::move(file), task);
    return base::fail(base::ErrorCode::kCoverUnsupported, "neither PNG nor WAV nor FLAC");
}
}  // namespace

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

}  // namespace medveil::stego
