#include "stego/embed/fingerprint.h"

#include <algorithm>
#include <string_view>

namespace medveil::stego {

namespace {

constexpr std::string_view kLabel = "medveil cover samples 1";
constexpr std::size_t kBmpPixel = 3;

/// BMP has blue first, all others red.
void updateTurned(crypto::Sha256& hash, base::ByteView pixels) {
    constexpr std::size_t kPiece = kBmpPixel * 16'384;
    base::Bytes piece;
    while (!pixels.empty()) {
        const auto now = pixels.first(std::min(kPiece, pixels.size()));
        piece.assign(now.begin(), now.end());
        for (std::size_t i = 0; i + kBmpPixel <= piece.size(); i += kBmpPixel)
            std::swap(piece[i], piece[i + 2]);
        hash.update(piece);
        pixels = pixels.subspan(now.size());
    }
}

}  // namespace

crypto::Digest fingerprintOf(const Carrier& carrier) {
    const auto& info = carrier.info();
    const auto& samples = carrier.samples();
    const bool jpeg = info.kind == CarrierKind::kJpeg;
    crypto::Sha256 hash;
    hash.update(base::asBytes(kLabel));
    base::Bytes measures{static_cast<base::Byte>(jpeg                 ? 2
                                                 : isSound(info.kind) ? 1
                                                                      : 0),
                         static_cast<base::Byte>(samples.width())};
    for (const auto measure : {info.width, info.height, info.channels, info.bits})
        for (int shift = 0; shift < 32; shift += 8)
            measures.push_back(static_cast<base::Byte>(measure >> shift & 0xffU));
    hash.update(measures);
    if (info.kind == CarrierKind::kBmp && info.channels == kBmpPixel)
        updateTurned(hash, samples.raw());
    else
        hash.update(samples.raw());
    return hash.finish();
}

base::Result<crypto::Digest> fingerprintOf(base::FileSystem& files, const base::Path& cover,
                                           base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<crypto::Digest> {
        MEDVEIL_ASSIGN(const auto carrier, openCover(files, cover, task));
        return fingerprintOf(*carrier);
    });
}

}  // namespace medveil::stego
