#include "core/imaging/decoder/rle_codestream.h"

#include <algorithm>

namespace medveil::imaging {

using base::Byte;
using base::Bytes;
using base::ByteView;
using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kHead = 64;
constexpr std::size_t kMostSegments = 15;

std::uint32_t wordAt(ByteView bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} | std::uint32_t{bytes[at + 1]} << 8 | std::uint32_t{bytes[at + 2]} << 16 |
           std::uint32_t{bytes[at + 3]} << 24;
}

/// PS3.5, G.3.2. What a segment holds beyond `size` is no part of the picture.
base::Result<Bytes> unpacked(ByteView segment, std::size_t size) {
    Bytes out;
    out.reserve(size);
    std::size_t at = 0;
    while (out.size() < size) {
        if (at >= segment.size())
            return fail(ErrorCode::kUnexpectedEnd, "RLE segment");
        const std::size_t head = segment[at++];
        if (head == 128)
            continue;
        const bool literal = head < 128;
        const auto count = std::min(literal ? head + 1 : 257 - head, size - out.size());
        if (segment.size() - at < (literal ? count : 1))
            return fail(ErrorCode::kUnexpectedEnd, "RLE segment");
        if (literal)
            out.insert(out.end(), segment.begin() + static_cast<std::ptrdiff_t>(at),
                       segment.begin() + static_cast<std::ptrdiff_t>(at + count));
        else
            out.insert(out.end(), count, segment[at]);
        at += literal ? count : 1;
    }
    return out;
}

/// PS3.5, G.3.1.
void packRow(ByteView row, Bytes& out) {
    constexpr std::size_t kLongest = 128;
    const auto runAt = [row](std::size_t at) {
        std::size_t count = 1;
        while (count < kLongest && at + count < row.size() && row[at + count] == row[at])
            ++count;
        return count;
    };
    std::size_t at = 0;
    while (at < row.size()) {
        if (const auto run = runAt(at); run > 1) {
            out.push_back(static_cast<Byte>(257 - run));
            out.push_back(row[at]);
            at += run;
            continue;
        }
        const auto begin = at++;
        while (at < row.size() && at - begin < kLongest && runAt(at) < 3)
            ++at;
        out.push_back(static_cast<Byte>(at - begin - 1));
        out.insert(out.end(), row.begin() + static_cast<std::ptrdiff_t>(begin),
                   row.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

/// One sample of the planes of a channel, the highest byte first.
std::uint32_t sampleAt(std::span<const Bytes> planes, std::size_t at) {
    std::uint32_t sample = 0;
    for (const auto& plane : planes)
        sample = sample << 8 | plane[at];
    return sample;
}

void clearUnused(std::span<Bytes> planes, SampleBits bits) {
    if (!bits.hasUnused() || bits.allocated < 8)
        return;
    bits.onesAbove = false;
    for (std::size_t i = 0; i < planes[0].size(); ++i)
        bits.onesAbove = bits.onesAbove || bits.hasBitsAbove(sampleAt(planes, i));
    for (std::size_t i = 0; i < planes[0].size(); ++i) {
        auto sample = bits.cleared(sampleAt(planes, i));
        for (auto plane = planes.rbegin(); plane != planes.rend(); ++plane) {
            (*plane)[i] = static_cast<Byte>(sample & 0xffU);
            sample >>= 8;
        }
    }
}

base::Result<std::vector<Bytes>> planesOf(ByteView frame, std::size_t count, std::size_t size) {
    if (frame.size() < kHead)
        return fail(ErrorCode::kUnexpectedEnd, "RLE header");
    if (wordAt(frame, 0) != count)
        return fail(ErrorCode::kImageUnsupported, "RLE of " + std::to_string(wordAt(frame, 0)) +
                                                      " segments where the picture has " +
                                                      std::to_string(count));
    std::vector<Bytes> planes;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = wordAt(frame, 4 + 4 * i);
        const std::size_t end = i + 1 < count ? wordAt(frame, 8 + 4 * i) : frame.size();
        if (begin < kHead || begin > end || end > frame.size())
            return fail(end > frame.size() ? ErrorCode::kUnexpectedEnd : ErrorCode::kImageUnsupported,
                        "RLE segments that lie in each other");
        MEDVEIL_ASSIGN(Bytes plane, unpacked(frame.subspan(begin, end - begin), size));
        planes.push_back(std::move(plane));
    }
    return planes;
}

}  // namespace

base::Result<Bytes> cleanRle(ByteView frame, const RleShape& shape) {
    const bool single = shape.bits.allocated == 1;
    if (!shape.bits.isPossible() || (!single && shape.bits.allocated % 8 != 0))
        return fail(ErrorCode::kImageUnsupported, "RLE of unusual samples");
    const auto pixels = shape.rows * shape.columns;
    const std::size_t each = single ? 1 : shape.bits.allocated / 8;
    const auto count = each * shape.channels;
    const auto size = single ? (pixels + 7) / 8 : pixels;
    if (count == 0 || count > kMostSegments || size == 0)
        return fail(ErrorCode::kImageUnsupported, "RLE of too many segments");
    MEDVEIL_ASSIGN(auto planes, planesOf(frame, count, size));
    for (std::size_t channel = 0; channel < shape.channels; ++channel)
        clearUnused(std::span(planes).subspan(channel * each, each), shape.bits);
    if (single && pixels % 8 != 0)
        planes[0].back() &= static_cast<Byte>((1U << (pixels % 8)) - 1);
    // Runs do not go over the end of a row.
    const auto row = single ? (shape.columns % 8 == 0 ? shape.columns / 8 : size) : shape.columns;
    Bytes out(kHead);
    const auto put = [&out](std::size_t at, std::size_t value) {
        for (unsigned i = 0; i < 4; ++i)
            out[at + i] = static_cast<Byte>(value >> (8 * i) & 0xffU);
    };
    put(0, count);
    for (std::size_t i = 0; i < count; ++i) {
        put(4 + 4 * i, out.size());
        for (std::size_t at = 0; at < size; at += row)
            packRow(ByteView(planes[i]).subspan(at, std::min(row, size - at)), out);
        if (out.size() % 2 != 0)
            out.push_back(0);
    }
    return out;
}

}  // namespace medveil::imaging
