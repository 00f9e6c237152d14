#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/imaging/decoder/codestream.h"

namespace medveil::imaging {

using base::Byte;
using base::Bytes;
using base::ByteView;
using base::ErrorCode;
using base::fail;

namespace {

// T.800, table A.2, and T.814, A.2.
constexpr std::uint16_t kStart = 0xff4f;
constexpr std::uint16_t kEnd = 0xffd9;
constexpr std::uint16_t kTilePart = 0xff90;
constexpr std::uint16_t kData = 0xff93;
constexpr std::uint16_t kSize = 0xff51;
constexpr std::uint16_t kCodingStyle = 0xff52;
constexpr std::uint16_t kComponentStyle = 0xff53;
constexpr std::uint16_t kQuantisation = 0xff5c;
constexpr std::uint16_t kComponentQuantisation = 0xff5d;
constexpr std::uint16_t kTilePartLengths = 0xff55;
constexpr std::size_t kTilePartHead = 12;
constexpr std::uint32_t kMostTileParts = 65535;

/// What may stand in a header and decides what the samples are. Left out: CRG, COM, PLM, PLT, TLM.
constexpr std::array<std::uint16_t, 18> kNeeded{
    0xff50,  // capabilities
    kSize,           kCodingStyle,
    kComponentStyle,  // component's coding style
    0xff59,           // profile
    kQuantisation,   kComponentQuantisation,
    0xff5e,          0xff5f,  // quantisation, region of interest, order
    0xff60,          0xff61,  // packed packet headers
    0xff72,          0xff73,
    0xff74,          0xff75,
    0xff76,          0xff77,
    0xff78};  // T.801: transforms of several components
constexpr std::array<std::uint16_t, 5> kLeftOut{0xff63, 0xff64, 0xff57, 0xff58, kTilePartLengths};

std::unexpected<base::Error> notUnderstood(const char* what) {
    return fail(ErrorCode::kImageUnsupported, std::string("a JPEG 2000 stream with ") + what);
}
std::unexpected<base::Error> endsEarly() {
    return fail(ErrorCode::kUnexpectedEnd, "JPEG 2000 stream");
}

std::uint32_t bigEndian(ByteView bytes) {
    std::uint32_t value = 0;
    for (const auto byte : bytes)
        value = value << 8 | byte;
    return value;
}

void append(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}
void append(Bytes& out, std::uint32_t value, unsigned bytes) {
    while (bytes-- > 0)
        out.push_back(static_cast<Byte>(value >> (8 * bytes) & 0xffU));
}

class Jpeg2000Cleaner {
  public:
    explicit Jpeg2000Cleaner(ByteView stream) : m_in(stream) {}

    base::Result<Codestream> clean() {
        MEDVEIL_ASSIGN(const std::uint16_t first, marker());
        if (first != kStart)
            return notUnderstood("another beginning");
        MEDVEIL_ASSIGN(std::uint16_t next, header(m_main));
        if (m_out.precision == 0 || !m_coded)
            return notUnderstood("no size or coding style");
        while (next == kTilePart) {
            MEDVEIL_TRY(tilePart());
            // Some writers leave the end mark out; what else stands behind the last part is none of it.
            if (m_in.size() - m_at < 2)
                break;
            next = static_cast<std::uint16_t>(bigEndian(m_in.subspan(m_at, 2)));
            m_at += next == kTilePart ? 2 : 0;
        }
        if (m_lengths.empty())
            return notUnderstood("no tile");
        return written();
    }

  private:
    base::Result<std::uint16_t> marker() {
        if (m_in.size() - m_at < 2)
            return endsEarly();
        const auto found = static_cast<std::uint16_t>(bigEndian(m_in.subspan(m_at, 2)));
        m_at += 2;
        return found;
    }

    base::Result<ByteView> segment() {
        if (m_in.size() - m_at < 2)
            return endsEarly();
        const std::size_t length = bigEndian(m_in.subspan(m_at, 2));
        if (length < 2)
            return notUnderstood("a segment without length");
        if (length > m_in.size() - m_at)
            return endsEarly();
        const auto whole = m_in.subspan(m_at, length);
        m_at += length;
        return whole;
    }

    /// Up to the marker that ends it: SOT or SOD.
    base::Result<std::uint16_t> header(Bytes& out) {
        while (true) {
            MEDVEIL_ASSIGN(const std::uint16_t found, marker());
            if (found == kTilePart || found == kData) {
                if (m_steps > 3 * m_levels + 1)
                    return notUnderstood("more quantisation than it has subbands");
                return found;
            }
            if (std::ranges::find(kLeftOut, found) != kLeftOut.end()) {
                MEDVEIL_TRY(segment());
                m_hadLengths |= found == kTilePartLengths;
                continue;
            }
            if (std::ranges::find(kNeeded, found) == kNeeded.end())
                return notUnderstood("a marker that is not known");
            MEDVEIL_ASSIGN(const ByteView body, segment());
            MEDVEIL_TRY(check(found, body));
            append(out, found, 2);
            append(out, body);
        }
    }

    /// `body` with its length. T.800, A.5.1 and A.6.1.
    base::Result<void> check(std::uint16_t found, ByteView body) {
        constexpr std::size_t kSizeHead = 38;
        if (found == kSize) {
            if (m_out.precision != 0 || !m_main.empty() || body.size() < kSizeHead + 3 ||
                body.size() != kSizeHead + 3 * std::size_t{bigEndian(body.subspan(36, 2))})
                return notUnderstood("a size that is not whole");
            m_components = bigEndian(body.subspan(36, 2));
            m_out.columns = bigEndian(body.subspan(4, 4)) - bigEndian(body.subspan(12, 4));
            m_out.rows = bigEndian(body.subspan(8, 4)) - bigEndian(body.subspan(16, 4));
            for (std::size_t i = kSizeHead; i < body.size(); i += 3)
                m_out.precision = std::max(m_out.precision, (body[i] & 0x7fU) + 1);
        }
        if (found == kCodingStyle) {
            const bool whole = body.size() >= 12 && body[7] <= 32 &&
                               body.size() == ((body[2] & 1U) != 0 ? 13 + std::size_t{body[7]} : 12);
            if (!whole)
                return notUnderstood("a coding style that is not whole");
            m_coded = true;
            m_levels = std::max(m_levels, std::size_t{body[7]});
        }
        if (found == kComponentStyle)
            return checkComponentStyle(body);
        if (found == kQuantisation || found == kComponentQuantisation)
            return noteQuantisation(body, found == kComponentQuantisation ? indexBytes() : 0);
        return {};
    }

    std::size_t indexBytes() const { return m_components < 257 ? 1 : 2; }

    /// T.800, A.6.2.
    base::Result<void> checkComponentStyle(ByteView body) {
        const auto at = 2 + indexBytes();
        const bool whole = body.size() >= at + 6 && body[at + 1] <= 32 &&
                           body.size() == at + 6 + ((body[at] & 1U) != 0 ? 1 + std::size_t{body[at + 1]} : 0);
        if (!whole)
            return notUnderstood("a coding style that is not whole");
        m_levels = std::max(m_levels, std::size_t{body[at + 1]});
        return {};
    }

    /// T.800, A.6.4 and A.6.5: a step for each subband. How many there are is known at the header's end.
    base::Result<void> noteQuantisation(ByteView body, std::size_t index) {
        const auto head = 3 + index;
        if (body.size() < head)
            return notUnderstood("a quantisation that is not whole");
        const auto style = body[2 + index] & 0x1fU;
        const auto rest = body.size() - head;
        if (style > 2 || (style == 1 && rest != 2) || (style == 2 && rest % 2 != 0))
            return notUnderstood("a quantisation that is not whole");
        if (style != 1)
            m_steps = std::max(m_steps, style == 0 ? rest : rest / 2);
        return {};
    }

    /// Behind its marker. T.800, A.4.2: length 10, tile, length of the part, number, how many there are.
    base::Result<void> tilePart() {
        const auto begin = m_at - 2;
        MEDVEIL_ASSIGN(const ByteView head, segment());
        if (head.size() != kTilePartHead - 2 || m_lengths.size() >= kMostTileParts)
            return notUnderstood("a tile-part that is not whole");
        const std::size_t said = bigEndian(head.subspan(4, 4));
        if (said != 0 && said < kTilePartHead + 2)
            return notUnderstood("a tile-part that is not whole");
        if (said > m_in.size() - begin)
            return endsEarly();
        const auto all = m_in;
        if (said != 0)
            m_in = m_in.first(begin + said);
        Bytes inner;
        MEDVEIL_ASSIGN(const std::uint16_t end, header(inner));
        if (end != kData)
            return notUnderstood("a tile-part without data");
        const auto data = said != 0 ? m_in.subspan(m_at) : upToEnd();
        m_in = all;
        m_at += data.size();
        const auto length = kTilePartHead + inner.size() + 2 + data.size();
        m_lengths.emplace_back(static_cast<std::uint16_t>(bigEndian(head.subspan(2, 2))),
                               static_cast<std::uint32_t>(length));
        append(m_parts, kTilePart, 2);
        append(m_parts, head.first(4));
        append(m_parts, static_cast<std::uint32_t>(length), 4);
        append(m_parts, head.subspan(8, 2));
        append(m_parts, inner);
        append(m_parts, kData, 2);
        append(m_parts, data);
        return {};
    }

    /// No byte over 0x8f follows 0xff within data (T.800, B.10.1 and C.2): the first such mark is the end's.
    ByteView upToEnd() const {
        const auto rest = m_in.subspan(m_at);
        for (std::size_t i = 0; i + 1 < rest.size(); ++i) {
            if (rest[i] == 0xff && rest[i + 1] == (kEnd & 0xffU))
                return rest.first(i);
        }
        return rest;
    }

    Codestream written() {
        append(m_out.bytes, kStart, 2);
        append(m_out.bytes, m_main);
        if (m_hadLengths)
            putLengths();
        append(m_out.bytes, m_parts);
        append(m_out.bytes, kEnd, 2);
        return std::move(m_out);
    }

    /// T.800, A.7.1; some readers want it (T.814 with RPCL). Two bytes for the tile, four for the length.
    void putLengths() {
        constexpr std::size_t kEach = 6;
        constexpr std::size_t kMost = 10000;
        for (std::size_t i = 0; i < m_lengths.size(); i += kMost) {
            const auto count = std::min(kMost, m_lengths.size() - i);
            append(m_out.bytes, kTilePartLengths, 2);
            append(m_out.bytes, static_cast<std::uint32_t>(4 + kEach * count), 2);
            append(m_out.bytes, static_cast<std::uint32_t>(i / kMost), 1);
            append(m_out.bytes, 0x60, 1);
            for (std::size_t k = i; k < i + count; ++k) {
                append(m_out.bytes, m_lengths[k].first, 2);
                append(m_out.bytes, m_lengths[k].second, 4);
            }
        }
    }

    ByteView m_in;
    std::size_t m_at = 0;
    Bytes m_main;                                                    ///< segments of the main header
    Bytes m_parts;                                                   ///< tile-parts
    std::vector<std::pair<std::uint16_t, std::uint32_t>> m_lengths;  ///< tile and length of each part
    bool m_hadLengths = false;
    bool m_coded = false;
    std::size_t m_components = 0;
    std::size_t m_levels = 0;  ///< of decomposition, the most
    std::size_t m_steps = 0;   ///< of quantisation, the most
    Codestream m_out;
};

/// T.800, I.4: the one codestream of a file of boxes. A palette or a change of channels would be lost.
base::Result<ByteView> fromBoxes(ByteView file) {
    constexpr std::size_t kHead = 8;
    std::size_t at = 0;
    while (file.size() - at >= kHead) {
        const std::size_t length = bigEndian(file.subspan(at, 4));
        const auto kind = base::asText(file.subspan(at + 4, 4));
        const auto size = length == 0 ? file.size() - at : length;
        if (size < kHead || size > file.size() - at)
            return notUnderstood("boxes that are not whole");
        const auto body = file.subspan(at + kHead, size - kHead);
        if (kind == "jp2c")
            return body;
        const auto text = base::asText(body);
        if (kind == "jp2h" &&
            (text.find("pclr") != std::string_view::npos || text.find("cdef") != std::string_view::npos))
            return notUnderstood("a palette of its own");
        at += size;
    }
    return endsEarly();
}

}  // namespace

base::Result<Codestream> cleanJpeg2000(ByteView stream) {
    constexpr std::string_view kSignature("\0\0\0\x0cjP  \r\n\x87\n", 12);
    if (base::asText(stream).starts_with(kSignature)) {
        MEDVEIL_ASSIGN(const ByteView inner, fromBoxes(stream));
        return Jpeg2000Cleaner(inner).clean();
    }
    return Jpeg2000Cleaner(stream).clean();
}

}  // namespace medveil::imaging
