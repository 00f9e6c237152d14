#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "core/imaging/decoder/codestream.h"

namespace medveil::imaging {

using base::Byte;
using base::Bytes;
using base::ByteView;
using base::ErrorCode;
using base::fail;

namespace {

// T.81, table B.1, and T.87, table C.1; the byte behind 0xff.
constexpr Byte kStart = 0xd8;
constexpr Byte kEnd = 0xd9;
constexpr Byte kScan = 0xda;
constexpr Byte kQuantisation = 0xdb;
constexpr Byte kLines = 0xdc;
constexpr Byte kRestartInterval = 0xdd;
constexpr Byte kHuffman = 0xc4;
constexpr Byte kArithmetic = 0xcc;
constexpr Byte kFrameLs = 0xf7;
constexpr Byte kPresetsLs = 0xf8;
constexpr Byte kComment = 0xfe;

bool isRestart(Byte marker) {
    return marker >= 0xd0 && marker <= 0xd7;
}
bool isApplication(Byte marker) {
    return marker >= 0xe0 && marker <= 0xef;
}
/// SOF0 to SOF11 without those of hierarchical frames (SOF5 to SOF7, SOF13 to SOF15).
bool isFrame(Byte marker) {
    return (marker >= 0xc0 && marker <= 0xc3) || (marker >= 0xc9 && marker <= 0xcb);
}

std::unexpected<base::Error> notUnderstood(const char* what) {
    return fail(ErrorCode::kImageUnsupported, std::string("a JPEG stream with ") + what);
}
std::unexpected<base::Error> endsEarly() {
    return fail(ErrorCode::kUnexpectedEnd, "JPEG stream");
}

/// Of quantisation and entropy coding, by what T.81 calls their destinations (B.2.4.1 and B.2.4.2).
struct Tables {
    std::set<Byte> quantisation;
    std::set<Byte> huffman;  ///< with their class

    bool areAllIn(const Tables& others) const {
        return std::ranges::includes(others.quantisation, quantisation) &&
               std::ranges::includes(others.huffman, huffman);
    }
};

class JpegCleaner {
  public:
    /// `only`: tables that stay; all where there is none.
    JpegCleaner(ByteView stream, JpegFamily family, const Tables* only = nullptr)
        : m_in(stream), m_family(family), m_only(only) {}

    const Tables& defined() const { return m_defined; }
    const Tables& used() const { return m_used; }

    base::Result<Codestream> clean() {
        MEDVEIL_ASSIGN(const Byte first, nextMarker());
        if (first != kStart)
            return notUnderstood("another beginning");
        putMarker(kStart);
        while (true) {
            MEDVEIL_ASSIGN(const Byte marker, nextMarker());
            if (marker == kEnd)
                break;
            MEDVEIL_ASSIGN(const ByteView body, segment());
            MEDVEIL_TRY(pass(marker, body));
        }
        if (m_scans == 0)
            return notUnderstood("no scan");
        putMarker(kEnd);
        return std::move(m_out);
    }

  private:
    /// Fill bytes (T.81, B.1.1.2) may stand before a marker: they are left out.
    base::Result<Byte> nextMarker() {
        if (m_at >= m_in.size())
            return endsEarly();
        if (m_in[m_at] != 0xff)
            return notUnderstood("bytes between its segments");
        while (m_at < m_in.size() && m_in[m_at] == 0xff)
            ++m_at;
        if (m_at >= m_in.size())
            return endsEarly();
        return m_in[m_at++];
    }

    base::Result<ByteView> segment() {
        if (m_in.size() - m_at < 2)
            return endsEarly();
        const std::size_t length = std::size_t{m_in[m_at]} << 8 | m_in[m_at + 1];
        if (length < 2)
            return notUnderstood("a segment without length");
        if (length > m_in.size() - m_at)
            return endsEarly();
        const auto body = m_in.subspan(m_at + 2, length - 2);
        m_at += length;
        return body;
    }

    base::Result<void> pass(Byte marker, ByteView body) {
        if (isApplication(marker)) {
            passApplication(marker, body);
            return {};
        }
        if (marker == kComment)
            return {};
        const bool ls = m_family == JpegFamily::kJpegLs;
        if (ls ? marker == kFrameLs : isFrame(marker))
            return passFrame(marker, body);
        if (marker == kScan)
            return passScan(body);
        if (!hasRightLength(marker, body))
            return notUnderstood("a segment that is not needed or not whole");
        if (!ls && (marker == kQuantisation || marker == kHuffman))
            putTables(marker, body);
        else
            put(marker, body);
        return {};
    }

    /// Without those that no frame or scan names: they may hold anything.
    void putTables(Byte marker, ByteView body) {
        const bool codes = marker == kHuffman;
        Bytes needed;
        while (!body.empty()) {
            const auto size = codes ? huffmanSize(body) : quantisationSize(body);
            const auto name = static_cast<Byte>(codes ? body[0] : body[0] % 16);
            (codes ? m_defined.huffman : m_defined.quantisation).insert(name);
            if (m_only == nullptr || (codes ? m_only->huffman : m_only->quantisation).contains(name))
                needed.insert(needed.end(), body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));
            body = body.subspan(size);
        }
        if (!needed.empty())
            put(marker, needed);
    }

    /// Tables end where the standard says, so that nothing can stand behind them.
    bool hasRightLength(Byte marker, ByteView body) const {
        if (marker == kRestartInterval)
            return body.size() == 2 || (m_family == JpegFamily::kJpegLs && body.size() <= 4);
        if (marker == kLines)
            return body.size() == 2 && m_scans == 1;
        if (m_family == JpegFamily::kJpegLs)
            return marker == kPresetsLs && presetsFit(body);
        if (marker == kQuantisation)
            return tablesFit(body, quantisationSize);
        if (marker == kHuffman)
            return tablesFit(body, huffmanSize);
        return marker == kArithmetic && body.size() % 2 == 0 && body.size() <= 16;
    }

    template <class Size>
    static bool tablesFit(ByteView body, Size sizeOf) {
        if (body.empty())
            return false;
        while (!body.empty()) {
            const std::size_t size = sizeOf(body);
            if (size == 0 || size > body.size())
                return false;
            body = body.subspan(size);
        }
        return true;
    }

    /// T.81, B.2.4.1: 64 values of one byte or two.
    static std::size_t quantisationSize(ByteView rest) {
        const std::size_t each = rest[0] / 16;
        return each > 1 || rest[0] % 16 > 3 ? 0 : 1 + 64 * (1 + each);
    }

    /// T.81, B.2.4.2: class and place, how many codes there are of each length, their values.
    static std::size_t huffmanSize(ByteView rest) {
        constexpr std::size_t kHead = 17;
        if (rest.size() < kHead || rest[0] / 16 > 1 || rest[0] % 16 > 3)
            return 0;
        std::size_t values = 0;
        for (std::size_t i = 1; i < kHead; ++i)
            values += rest[i];
        return values > 256 ? 0 : kHead + values;
    }

    /// T.87, C.2.4.1: thresholds, mapping tables, sizes over 65535.
    static bool presetsFit(ByteView body) {
        if (body.empty())
            return false;
        switch (body[0]) {
            case 1:
                return body.size() == 11;
            case 2:
            case 3:
                return body.size() > 3;
            case 4:
                return body.size() >= 2 && body[1] <= 4 && body.size() == 2 + 2 * std::size_t{body[1]};
            default:
                return false;
        }
    }

    base::Result<void> passFrame(Byte marker, ByteView body) {
        constexpr std::size_t kHead = 6;
        if (m_frames++ > 0 || body.size() < kHead || body[5] == 0 ||
            body.size() != kHead + 3 * std::size_t{body[5]})
            return notUnderstood("a frame header that is not whole");
        for (std::size_t i = kHead; i < body.size(); i += 3)
            m_used.quantisation.insert(body[i + 2]);
        m_out.precision = body[0];
        m_out.rows = std::uint32_t{body[1]} << 8 | body[2];
        m_out.columns = std::uint32_t{body[3]} << 8 | body[4];
        put(marker, body);
        return {};
    }

    base::Result<void> passScan(ByteView body) {
        if (m_frames == 0 || body.empty() || body[0] < 1 || body[0] > 4 ||
            body.size() != 4 + 2 * std::size_t{body[0]})
            return notUnderstood("a scan header that is not whole");
        ++m_scans;
        for (std::size_t i = 2; i + 3 < body.size(); i += 2) {
            m_used.huffman.insert(body[i] / 16);
            m_used.huffman.insert(static_cast<Byte>(0x10 | body[i] % 16));
        }
        put(kScan, body);
        const auto begin = m_at;
        MEDVEIL_TRY(skipEntropyCoded());
        m_out.bytes.insert(m_out.bytes.end(), m_in.begin() + static_cast<std::ptrdiff_t>(begin),
                           m_in.begin() + static_cast<std::ptrdiff_t>(m_at));
        return {};
    }

    /// T.81, B.1.1.5: 0xff is followed by 0 within data. T.87, A.1: by a byte below 0x80.
    base::Result<void> skipEntropyCoded() {
        const Byte stuffed = m_family == JpegFamily::kJpegLs ? 0x7f : 0;
        while (m_at + 1 < m_in.size()) {
            if (m_in[m_at] != 0xff) {
                ++m_at;
                continue;
            }
            const Byte next = m_in[m_at + 1];
            if (next == 0xff)
                return endOfFill();
            if (next > stuffed && !isRestart(next))
                return {};
            m_at += 2;
        }
        return endsEarly();
    }
    /// Fill bytes: data goes on behind them only at a restart.
    base::Result<void> endOfFill() {
        auto at = m_at;
        while (at < m_in.size() && m_in[at] == 0xff)
            ++at;
        if (at == m_in.size())
            return endsEarly();
        if (isRestart(m_in[at]) || m_in[at] <= (m_family == JpegFamily::kJpegLs ? 0x7f : 0))
            return notUnderstood("fill bytes within its data");
        return {};
    }

    /// What decides colours, each once and made anew: versions, densities and thumbnails are left out.
    void passApplication(Byte marker, ByteView body) {
        const auto text = base::asText(body);
        if (marker == 0xe0 && text.starts_with(std::string_view("JFIF\0", 5)) &&
            m_marks.insert(marker).second) {
            constexpr std::array<Byte, 14> kJfif{'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0};
            put(marker, kJfif);
        }
        constexpr std::size_t kAdobe = 12;
        if (marker == 0xee && text.starts_with("Adobe") && body.size() >= kAdobe &&
            m_marks.insert(marker).second) {
            const std::array<Byte, kAdobe> mark{'A', 'd', 'o', 'b', 'e', 0,
                                                100, 0,   0,   0,   0,   std::min<Byte>(body[11], 2)};
            put(marker, mark);
        }
        if (marker == 0xe8 && m_family == JpegFamily::kJpegLs && body.size() == 5 &&
            text.starts_with("mrfx") && m_marks.insert(marker).second)
            put(marker, body);
    }

    void putMarker(Byte marker) {
        m_out.bytes.push_back(0xff);
        m_out.bytes.push_back(marker);
    }
    void put(Byte marker, ByteView body) {
        putMarker(marker);
        const auto length = body.size() + 2;
        m_out.bytes.push_back(static_cast<Byte>(length >> 8));
        m_out.bytes.push_back(static_cast<Byte>(length & 0xffU));
        m_out.bytes.insert(m_out.bytes.end(), body.begin(), body.end());
    }

    ByteView m_in;
    JpegFamily m_family;
    std::size_t m_at = 0;
    int m_frames = 0;
    int m_scans = 0;
    std::set<Byte> m_marks;
    const Tables* m_only;
    Tables m_defined;
    Tables m_used;
    Codestream m_out;
};

}  // namespace

base::Result<Codestream> cleanJpeg(ByteView stream, JpegFamily family) {
    JpegCleaner cleaner(stream, family);
    MEDVEIL_ASSIGN(auto cleaned, cleaner.clean());
    if (cleaner.defined().areAllIn(cleaner.used()))
        return cleaned;
    return JpegCleaner(cleaned.bytes, family, &cleaner.used()).clean();
}

}  // namespace medveil::imaging
