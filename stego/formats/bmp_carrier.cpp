#include "stego/formats/bmp_carrier.h"

#include "stego/formats/placed_carrier.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::size_t kFileHeader = 14;
constexpr std::size_t kInfoHeader = 40;
constexpr std::size_t kMaskBytes = 12;
constexpr std::uint32_t kPlain = 0;
constexpr std::uint32_t kMasks = 3;

std::uint32_t littleEndian(base::ByteView file, std::size_t at) {
    return std::uint32_t{file[at]} | std::uint32_t{file[at + 1]} << 8 | std::uint32_t{file[at + 2]} << 16 |
           std::uint32_t{file[at + 3]} << 24;
}

/// Whether the first three bytes of a pixel are its colours.
bool usualMasks(base::ByteView file) {
    constexpr std::size_t at = kFileHeader + kInfoHeader;
    return file.size() >= at + kMaskBytes && littleEndian(file, at) == 0xff0000 &&
           littleEndian(file, at + 4) == 0xff00 && littleEndian(file, at + 8) == 0xff;
}
}  // namespace

base::Result<std::unique_ptr<Carrier>> openBmp(base::Bytes file) {
    if (file.size() < kFileHeader + kInfoHeader)
        return fail(ErrorCode::kCoverDamaged, "BMP header");
    if (littleEndian(file, kFileHeader) < kInfoHeader)
        return fail(ErrorCode::kCoverUnsupported, "BMP of OS/2");
    const auto bits = littleEndian(file, 26) >> 16;
    const auto compression = littleEndian(file, 30);
    if (bits != 24 && bits != 32)
        return fail(ErrorCode::kCoverUnsupported,
                    "BMP with a palette: one step in a palette is another colour");
    if (compression != kPlain && !(compression == kMasks && bits == 32 && usualMasks(file)))
        return fail(ErrorCode::kCoverUnsupported, "BMP that is compressed or has unusual colours");
    const auto height = static_cast<std::int32_t>(littleEndian(file, 22));
    CarrierInfo info;
    info.kind = CarrierKind::kBmp;
    info.width = littleEndian(file, 18);
    info.height = height < 0 ? 0U - static_cast<std::uint32_t>(height) : static_cast<std::uint32_t>(height);
    info.channels = 3;
    const std::uint64_t begin = littleEndian(file, 10);
    const std::uint64_t rowBytes = (std::uint64_t{info.width} * bits / 8 + 3) / 4 * 4;
    if (info.width == 0 || info.height == 0 || info.width > INT32_MAX || begin > file.size() ||
        (rowBytes > (file.size() - begin) / info.height))
        return fail(ErrorCode::kCoverDamaged, "BMP claims more pixels than it can hold");
    Placement placement;
    placement.pixelBytes = bits / 8;
    placement.rows.reserve(info.height);
    // The file begins with the lowest row unless the height is negative.
    for (std::uint32_t y = 0; y < info.height; ++y)
        placement.rows.push_back(
            static_cast<std::size_t>(begin + rowBytes * (height < 0 ? y : info.height - 1 - y)));
    return makePlacedCarrier(std::move(file), info, std::move(placement));
}

}  // namespace medveil::stego
