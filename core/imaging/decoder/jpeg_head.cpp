#include "core/imaging/decoder/jpeg_head.h"

#include <algorithm>

namespace medveil::imaging {

using base::Byte;
using base::ErrorCode;
using base::fail;

namespace {

constexpr Byte kStart = 0xd8;
constexpr Byte kEnd = 0xd9;
constexpr Byte kScan = 0xda;
constexpr Byte kApp0 = 0xe0;
constexpr Byte kApp14 = 0xee;
constexpr Byte kJpegLs = 0xf7;

std::unexpected<base::Error> damaged() {
    return fail(ErrorCode::kImageDamaged, "JPEG without a head");
}

bool isFrame(Byte marker) {
    // 0xc4, 0xc8 and 0xcc are tables.
    return (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) ||
           marker == kJpegLs;
}

/// Markers that stand alone.
bool isBare(Byte marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

std::uint32_t word(base::ByteView bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} << 8 | bytes[at + 1];
}

bool readFrame(base::ByteView body, Byte marker, JpegHead& head) {
    constexpr std::size_t kFixed = 6;
    if (body.size() < kFixed || body.size() < kFixed + std::size_t{3} * body[5])
        return false;
    head.process = marker;
    head.precision = body[0];
    head.rows = word(body, 1);
    head.columns = word(body, 3);
    for (std::size_t i = 0; i < body[5]; ++i)
        head.components.push_back(body[kFixed + 3 * i]);
    return true;
}

bool hasMark(base::ByteView body, std::string_view mark) {
    return base::asText(body.first(std::min(body.size(), mark.size()))) == mark;
}

}  // namespace

base::Result<JpegHead> readJpegHead(base::ByteView stream) {
    if (stream.size() < 4 || stream[0] != 0xff || stream[1] != kStart)
        return damaged();
    JpegHead head;
    std::size_t at = 2;
    while (at + 4 <= stream.size()) {
        if (stream[at] != 0xff)
            return damaged();
        const auto marker = stream[at + 1];
        if (marker == 0xff) {  // bytes that fill
            ++at;
            continue;
        }
        at += 2;
        if (isBare(marker))
            continue;
        if (marker == kEnd || marker == kScan)
            break;
        const auto length = word(stream, at);
        if (length < 2 || length > stream.size() - at)
            return damaged();
        const auto body = stream.subspan(at + 2, length - 2);
        if (isFrame(marker) && !readFrame(body, marker, head))
            return damaged();
        head.jfif |= marker == kApp0 && hasMark(body, std::string_view("JFIF\0", 5));
        constexpr std::size_t kTransformAt = 11;
        if (marker == kApp14 && hasMark(body, "Adobe") && body.size() > kTransformAt)
            head.adobe = body[kTransformAt];
        at += length;
    }
    if (head.components.empty())
        return damaged();
    head.scanAt = std::min(at, stream.size());
    return head;
}

bool hasEnd(base::ByteView stream, const JpegHead& head) {
    for (std::size_t i = head.scanAt; i + 1 < stream.size(); ++i) {
        if (stream[i] == 0xff && stream[i + 1] == kEnd)
            return true;
    }
    return false;
}

}  // namespace medveil::imaging
