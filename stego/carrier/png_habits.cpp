#include "stego/carrier/png_habits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include <libdeflate.h>
#include <zlib.h>

#include "core/base/big_endian.h"

namespace medveil::stego {

using base::appendBigEndian;
using base::bigEndian;
using base::ErrorCode;
using base::fail;

namespace {

/// Enough for several blocks of a deflate stream.
constexpr std::size_t kBeginning = std::size_t{1} << 18;
constexpr std::size_t kFraming = 12;
constexpr std::uint32_t kUsualChunk = 8192;  ///< libpng's
constexpr int kLargestWindow = 15;
/// Sizes that differ by less may come from one encoder.
constexpr double kSameSize = 0.015;

/// Reads the stream of IDAT chunks piece by piece.
class ChunkInflater {
  public:
    explicit ChunkInflater(base::ByteView chunks) : m_chunks(chunks) {
        m_ready = inflateInit(&m_stream) == Z_OK;
    }
    ~ChunkInflater() { inflateEnd(&m_stream); }
    ChunkInflater(const ChunkInflater&) = delete;
    ChunkInflater& operator=(const ChunkInflater&) = delete;

    /// Fills `out` as far as the stream goes.
    std::size_t read(std::span<base::Byte> out) {
        m_stream.next_out = out.data();
        m_stream.avail_out = static_cast<uInt>(out.size());
        while (m_ready && !m_ended && m_stream.avail_out > 0) {
            if (m_stream.avail_in == 0 && !nextChunk())
                break;
            const int state = inflate(&m_stream, Z_NO_FLUSH);
            m_ended = state == Z_STREAM_END;
            m_ready = state == Z_OK || m_ended || state == Z_BUF_ERROR;
        }
        return out.size() - m_stream.avail_out;
    }
    bool ended() const { return m_ended; }
    std::size_t consumed() const { return m_stream.total_in; }

  private:
    bool nextChunk() {
        while (m_chunks.size() >= kFraming) {
            const std::size_t length = bigEndian(m_chunks);
            const auto body = m_chunks.subspan(8, std::min(length, m_chunks.size() - kFraming));
            m_chunks = m_chunks.subspan(body.size() + kFraming);
            if (body.empty())
                continue;
            // zlib does not write to what it reads, its signature only says so.
            m_stream.next_in = const_cast<Bytef*>(body.data());
            m_stream.avail_in = static_cast<uInt>(body.size());
            return true;
        }
        return false;
    }

    base::ByteView m_chunks;
    z_stream m_stream{};
    bool m_ready = false;
    bool m_ended = false;
};

/// The first `count` bytes of the chunks' bodies.
base::Bytes bodies(base::ByteView chunks, std::size_t count) {
    base::Bytes out;
    while (chunks.size() >= kFraming && out.size() < count) {
        const std::size_t length = std::min<std::size_t>(bigEndian(chunks), chunks.size() - kFraming);
        const auto body = chunks.subspan(8, std::min(length, count - out.size()));
        out.insert(out.end(), body.begin(), body.end());
        chunks = chunks.subspan(length + kFraming);
    }
    return out;
}

base::Result<base::Bytes> withZlib(const DeflateMethod& method, base::ByteView data, base::ByteView before,
                                   std::size_t* emitted) {
    z_stream stream{};
    if (deflateInit2(&stream, method.level, Z_DEFLATED, -method.window, method.memory, method.strategy) !=
        Z_OK)
        return fail(ErrorCode::kOutOfMemory, "PNG encoder");
    const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, deflateEnd);
    if (!before.empty())
        deflateSetDictionary(&stream, before.data(), static_cast<uInt>(before.size()));
    // Stored blocks may need more than the bound says when they come in pieces.
    base::Bytes out(deflateBound(&stream, static_cast<uLong>(data.size())) + data.size() / 1000 + 64);
    stream.next_in = const_cast<Bytef*>(data.data());
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    if (emitted != nullptr) {
        deflate(&stream, Z_NO_FLUSH);
        *emitted = stream.total_out;
    }
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        return fail(ErrorCode::kInternal, "PNG encoder");
    out.resize(stream.total_out);
    return out;
}

base::Result<base::Bytes> withLibdeflate(int level, base::ByteView data) {
    const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
        libdeflate_alloc_compressor(level), libdeflate_free_compressor);
    if (!compressor)
        return fail(ErrorCode::kOutOfMemory, "PNG encoder");
    base::Bytes out(libdeflate_deflate_compress_bound(compressor.get(), data.size()));
    const auto size =
        libdeflate_deflate_compress(compressor.get(), data.data(), data.size(), out.data(), out.size());
    if (size == 0)
        return fail(ErrorCode::kInternal, "PNG encoder");
    out.resize(size);
    return out;
}

/// What zlib may have been told when it wrote this header, the most usual first.
std::vector<DeflateMethod> candidatesFor(std::uint16_t header) {
    std::vector<std::pair<int, int>> ways;  // level, strategy
    switch (header >> 6 & 3U) {
        case 0:
            ways = {{1, Z_DEFAULT_STRATEGY},
                    {1, Z_RLE},
                    {1, Z_HUFFMAN_ONLY},
                    {1, Z_FIXED},
                    {0, Z_DEFAULT_STRATEGY}};
            break;
        case 1:
            ways = {{5, Z_DEFAULT_STRATEGY}, {5, Z_FILTERED},         {4, Z_DEFAULT_STRATEGY},
                    {4, Z_FILTERED},         {3, Z_DEFAULT_STRATEGY}, {2, Z_DEFAULT_STRATEGY}};
            break;
        case 2:
            ways = {{6, Z_DEFAULT_STRATEGY}, {6, Z_FILTERED}};
            break;
        default:
            ways = {{9, Z_DEFAULT_STRATEGY}, {9, Z_FILTERED},         {7, Z_DEFAULT_STRATEGY},
                    {7, Z_FILTERED},         {8, Z_DEFAULT_STRATEGY}, {8, Z_FILTERED}};
    }
    std::vector<DeflateMethod> candidates;
    for (const int memory : {8, 9})
        for (const auto& [level, strategy] : ways)
            candidates.push_back({false, level, strategy, memory, kLargestWindow});
    return candidates;
}

std::vector<DeflateMethod> otherEncoders() {
    std::vector<DeflateMethod> candidates;
    for (const int level : {1, 3, 6, 9, 12})
        candidates.push_back({true, level, 0, 0, kLargestWindow});
    for (const int level : {1, 3, 6, 9})
        for (const int strategy : {Z_DEFAULT_STRATEGY, Z_FILTERED})
            candidates.push_back({false, level, strategy, 8, kLargestWindow});
    candidates.push_back({false, 1, Z_HUFFMAN_ONLY, 8, kLargestWindow});
    return candidates;
}

/// How far what the method makes of the beginning is from what is in the file: the difference of their sizes
/// as a share, 0 where it is the very same.
base::Result<double> distanceOf(const DeflateMethod& method, const PngHabits& habits) {
    std::size_t emitted = 0;
    base::Bytes out;
    if (method.libdeflate) {
        MEDVEIL_ASSIGN(out, withLibdeflate(method.level, habits.beginning));
    } else {
        MEDVEIL_ASSIGN(out, withZlib(method, habits.beginning, {}, habits.whole ? nullptr : &emitted));
    }
    if (habits.whole)
        emitted = out.size();
    const auto same = std::min(emitted, habits.deflated.size());
    if (same > 0 && (!habits.whole || out.size() == habits.deflated.size()) &&
        std::equal(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(same), habits.deflated.begin()))
        return 0.0;
    // Not the very same: never nearer than what is.
    constexpr double kNotTheSame = 1e-9;
    const auto size = static_cast<double>(habits.deflated.size());
    return kNotTheSame + std::fabs(static_cast<double>(out.size()) - size) / std::max(size, 1.0);
}

}  // namespace

PngHabits pngHabits(base::ByteView chunks) {
    PngHabits habits;
    for (auto rest = chunks; rest.size() >= kFraming;) {
        habits.chunks.push_back(bigEndian(rest));
        rest = rest.subspan(std::min<std::size_t>(rest.size(), habits.chunks.back() + kFraming));
    }
    const auto head = bodies(chunks, 2);
    if (head.size() == 2) {
        const auto header = static_cast<std::uint16_t>(head[0] << 8 | head[1]);
        const bool sound = header % 31 == 0 && (header & 0x0f20U) == 0x0800U && header >> 12 <= 7;
        habits.zlibHeader = sound ? header : habits.zlibHeader;
    }
    ChunkInflater inflater(chunks);
    habits.beginning.resize(kBeginning);
    habits.beginning.resize(inflater.read(habits.beginning));
    // The checksum is read only when one asks for more.
    base::Byte more = 0;
    const auto said = inflater.consumed();
    habits.whole = inflater.read({&more, 1}) == 0;
    const auto taken =
        habits.whole ? inflater.consumed() - std::min<std::size_t>(4, inflater.consumed()) : said;
    habits.deflated = bodies(chunks, taken);
    habits.deflated.erase(habits.deflated.begin(),
                          habits.deflated.begin() +
                              static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, habits.deflated.size())));
    return habits;
}

std::vector<std::uint8_t> filtersOf(base::ByteView chunks, const std::vector<std::size_t>& rowBytes) {
    ChunkInflater inflater(chunks);
    std::vector<std::uint8_t> filters;
    base::Bytes row;
    for (const auto length : rowBytes) {
        row.resize(length);
        if (inflater.read(row) != length)
            return {};
        filters.push_back(row[0]);
    }
    return filters;
}

base::Result<DeflateMethod> methodOf(const PngHabits& habits, std::size_t total) {
    // Nothing to be like: as libpng does it.
    if (habits.beginning.empty())
        return DeflateMethod{false, 6, Z_FILTERED, 8, kLargestWindow};
    DeflateMethod best;
    double least = std::numeric_limits<double>::infinity();
    const auto tryAll = [&](const std::vector<DeflateMethod>& candidates) -> base::Result<void> {
        for (const auto& candidate : candidates) {
            if (least == 0)
                break;
            MEDVEIL_ASSIGN(const double distance, distanceOf(candidate, habits));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return {};
    };
    MEDVEIL_TRY(tryAll(candidatesFor(habits.zlibHeader)));
    if (least > kSameSize)
        MEDVEIL_TRY(tryAll(otherEncoders()));
    // A header must not promise a smaller window than is used. zlib knows none below 9.
    const auto promised = static_cast<int>(habits.zlibHeader >> 12) + 8;
    if (total > std::size_t{1} << promised)
        best.window = std::max(9, promised);
    if (best.libdeflate && best.window < kLargestWindow)
        best = {false, best.level > 6 ? 9 : std::max(best.level, 1), Z_DEFAULT_STRATEGY, 8, best.window};
    return best;
}

base::Result<base::Bytes> deflated(const DeflateMethod& method, base::ByteView data, base::ByteView before) {
    if (method.libdeflate)
        return withLibdeflate(method.level, data);
    const auto window = std::size_t{1} << method.window;
    return withZlib(method, data, before.last(std::min(before.size(), window)), nullptr);
}

base::Bytes asChunks(const base::Bytes& stream, const PngHabits& habits) {
    std::vector<std::size_t> ends;
    const auto& old = habits.chunks;
    const auto count = old.size();
    // As libpng has it where there were none. One stays one; chunks of one length, but for the last and
    // perhaps the first, keep it; others keep their number and their shares.
    const auto usual = count == 0 ? kUsualChunk : count >= 3 ? old[1] : count == 2 ? old[0] : 0;
    const bool regular =
        count == 0 || (usual > 0 && old.back() <= usual &&
                       std::ranges::all_of(old.begin() + 1, old.end() - 1,
                                           [usual](std::uint32_t each) { return each == usual; }));
    if (regular) {
        const std::size_t first = count == 0 ? usual : std::max<std::uint32_t>(old[0], 1);
        for (auto end = first; end < stream.size(); end += usual)
            ends.push_back(end);
    } else {
        std::uint64_t all = 0;
        for (const auto each : old)
            all += each;
        std::uint64_t before = 0;
        for (std::size_t i = 0; i + 1 < count; ++i) {
            before += old[i];
            ends.push_back(
                static_cast<std::size_t>(before * stream.size() / std::max<std::uint64_t>(all, 1)));
        }
    }
    ends.push_back(stream.size());
    base::Bytes out;
    out.reserve(stream.size() + ends.size() * kFraming);
    std::size_t at = 0;
    for (const auto end : ends) {
        const auto size = end - at;
        appendBigEndian(out, static_cast<std::uint32_t>(size));
        const auto begin = out.size();
        for (const char letter : {'I', 'D', 'A', 'T'})
            out.push_back(static_cast<base::Byte>(letter));
        out.insert(out.end(), stream.begin() + static_cast<std::ptrdiff_t>(at),
                   stream.begin() + static_cast<std::ptrdiff_t>(end));
        appendBigEndian(out, libdeflate_crc32(0, out.data() + begin, size + 4));
        at = end;
    }
    return out;
}

}  // namespace medveil::stego
