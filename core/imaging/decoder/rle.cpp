#include "core/imaging/decoder/rle.h"

#include <algorithm>
#include <vector>

#include "core/base/byte_reader.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kHead = 64;
constexpr std::uint32_t kMostSegments = 15;

std::unexpected<base::Error> damaged(const char* what) {
    return fail(ErrorCode::kImageDamaged, what);
}

/// Where each segment begins, and the end of the last.
base::Result<std::vector<std::size_t>> segmentsOf(base::ByteView frame, std::size_t wanted) {
    if (frame.size() < kHead)
        return damaged("RLE frame without its head");
    base::ByteReader head(frame.first(kHead));
    MEDVEIL_ASSIGN(const std::uint32_t count, head.integer<std::uint32_t>());
    if (count > kMostSegments || count != wanted)
        return fail(ErrorCode::kImageDamaged, "RLE frame of " + std::to_string(count) +
                                                  " segments instead of " + std::to_string(wanted));
    std::vector<std::size_t> edges;
    for (std::uint32_t i = 0; i < count; ++i) {
        MEDVEIL_ASSIGN(const std::uint32_t offset, head.integer<std::uint32_t>());
        if (offset < kHead || offset > frame.size() || (!edges.empty() && offset < edges.back()))
            return damaged("RLE segments");
        edges.push_back(offset);
    }
    edges.push_back(frame.size());
    return edges;
}

/// G.3.2. Each byte goes `step` places behind the one before.
base::Result<void> unpack(base::ByteView segment, base::Byte* out, std::size_t count, std::size_t step) {
    std::size_t at = 0;
    std::size_t done = 0;
    while (done < count) {
        if (at >= segment.size())
            return damaged("RLE segment that ends early");
        const std::size_t control = segment[at++];
        if (control == 128)
            continue;
        const bool literal = control < 128;
        const auto length = std::min(literal ? control + 1 : 257 - control, count - done);
        if (at + (literal ? length : 1) > segment.size())
            return damaged("RLE segment that ends early");
        for (std::size_t i = 0; i < length; ++i)
            out[(done + i) * step] = segment[literal ? at + i : at];
        at += literal ? length : 1;
        done += length;
    }
    return {};
}

}  // namespace

base::Result<base::Bytes> decodeRle(base::ByteView frame, std::size_t pixels, std::size_t channels,
                                    std::size_t bytes) {
    MEDVEIL_ASSIGN(const auto edges, segmentsOf(frame, channels * bytes));
    base::Bytes out(pixels * channels * bytes);
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const auto segment = frame.subspan(edges[i], edges[i + 1] - edges[i]);
        const auto channel = i / bytes;
        const auto byte = bytes - 1 - i % bytes;
        MEDVEIL_TRY(unpack(segment, out.data() + channel * bytes + byte, pixels, channels * bytes));
    }
    return out;
}

}  // namespace medveil::imaging
