#include "app/services/fresh_cover.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "app/services/scans.h"
#include "core/base/new_file.h"
#include "core/crypto/random.h"
#include "stego/carrier/carrier.h"
#include "stego/carrier/recording.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint32_t kLeastSide = 256;  ///< pixels of the cover
/// Three does not divide the eight pixels of JPEG's blocks: their edges fall on no line of the cover.
constexpr std::uint32_t kReduceJpeg = 3;
constexpr std::uint32_t kReduceOthers = 2;
constexpr std::uint32_t kMostCutOff = 48;  ///< pixels of the photograph, on the left and at the top

ScanPicture reduced(const ScanPicture& from, std::uint32_t left, std::uint32_t top, std::uint32_t factor) {
    ScanPicture to;
    to.channels = from.channels;
    to.width = (from.width - left) / factor;
    to.height = (from.height - top) / factor;
    to.pixels.resize(std::size_t{to.width} * to.height * to.channels);
    const auto at = [&](std::uint32_t x, std::uint32_t y, std::uint32_t channel) -> std::uint32_t {
        return from.pixels[(std::size_t{y} * from.width + x) * from.channels + channel];
    };
    auto* out = to.pixels.data();
    for (std::uint32_t y = 0; y < to.height; ++y) {
        for (std::uint32_t x = 0; x < to.width; ++x) {
            for (std::uint32_t channel = 0; channel < to.channels; ++channel) {
                std::uint32_t sum = factor * factor / 2;
                for (std::uint32_t i = 0; i < factor * factor; ++i)
                    sum += at(left + x * factor + i % factor, top + y * factor + i / factor, channel);
                *out++ = static_cast<std::uint8_t>(sum / (factor * factor));
            }
        }
    }
    return to;
}

base::Result<void> makePicture(const base::Path& photograph, const base::Path& out, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto scan, Scan::open(photograph, task));
    const auto& info = scan->info();
    if (info.kind == "DICOM")
        return fail(ErrorCode::kCoverUnsupported, "a medical scan: a cover goes where everybody sees it");
    const auto factor = info.kind == "JPEG" ? kReduceJpeg : kReduceOthers;
    const auto least = kLeastSide * factor + kMostCutOff;
    if (info.columns < least || info.rows < least)
        return fail(ErrorCode::kCoverTooSmall,
                    "a photograph of at least " + std::to_string(least) + " pixels each way is wanted");
    MEDVEIL_ASSIGN(const auto values, scan->values(0, task));
    MEDVEIL_ASSIGN(const ScanPicture picture, values->picture({}, false));
    return writePicture(
        reduced(picture, crypto::randomBelow(kMostCutOff), crypto::randomBelow(kMostCutOff), factor), out);
}

base::Result<void> makeSound(const base::Path& recording, const base::Path& out, base::TaskContext& task) {
    auto& files = base::systemFileSystem();
    return stego::withinMemory([&]() -> base::Result<void> {
        MEDVEIL_ASSIGN(const base::Bytes sound, stego::freshSoundOf(recording, task));
        return base::writeNewFile(files, out, sound);
    });
}

base::Result<bool> isRecording(const base::Path& path) {
    constexpr std::size_t kHead = 16;
    MEDVEIL_ASSIGN(const auto file, base::systemFileSystem().openForReading(path));
    std::array<base::Byte, kHead> head{};
    MEDVEIL_ASSIGN(const std::size_t got, file->read(head));
    return stego::isRecording(base::ByteView(head).first(got));
}

}  // namespace

base::Result<void> makeCover(const base::Path& source, const base::Path& out, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const bool sound, isRecording(source));
    // A name that says another kind than the file is would be the first thing to make somebody look closer.
    auto ending = out.extension().string();
    std::ranges::transform(ending, ending.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending != (sound ? ".flac" : ".png"))
        return fail(ErrorCode::kInvalidArgument, sound ? "a cover made of a recording is called .flac"
                                                       : "a cover made of a picture is called .png");
    return sound ? makeSound(source, out, task) : makePicture(source, out, task);
}

}  // namespace medveil::app
