#include "app/services/png_file.h"

#include <zlib.h>

#include "core/base/big_endian.h"
#include "stego/carrier/png_rows.h"

namespace medveil::app {

using base::appendBigEndian;

namespace {

void appendChunk(base::Bytes& out, std::string_view type, base::ByteView body) {
    appendBigEndian(out, static_cast<std::uint32_t>(body.size()));
    const auto begin = out.size();
    out.insert(out.end(), type.begin(), type.end());
    out.insert(out.end(), body.begin(), body.end());
    appendBigEndian(out, static_cast<std::uint32_t>(
                             ::crc32(0, out.data() + begin, static_cast<uInt>(out.size() - begin))));
}

}  // namespace

base::Result<base::Bytes> encodePng(base::ByteView pixels, std::uint32_t width, std::uint32_t height,
                                    std::uint32_t channels) {
    const auto rowBytes = std::size_t{width} * channels;
    if (width == 0 || height == 0 || (channels != 1 && channels != 3) || pixels.size() != rowBytes * height)
        return base::fail(base::ErrorCode::kInvalidArgument, "pixels");
    base::Bytes out(kPngSignature.begin(), kPngSignature.end());
    base::Bytes head;
    appendBigEndian(head, width);
    appendBigEndian(head, height);
    // PNG, 11.2.2: depth, colour type, and nothing unusual about compression, filters and order.
    head.insert(head.end(), {8, static_cast<base::Byte>(channels == 3 ? 2 : 0), 0, 0, 0});
    appendChunk(out, "IHDR", head);
    MEDVEIL_ASSIGN(const base::Bytes data,
                   stego::encodePngRows(pixels, {width, height, channels, false}, {}));
    out.insert(out.end(), data.begin(), data.end());
    appendChunk(out, "IEND", {});
    return out;
}

}  // namespace medveil::app
