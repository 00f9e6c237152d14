#include "stego/formats/jpeg_layout.h"

#include <algorithm>

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostScans = 500;
constexpr int kMostLowBit = 10;
constexpr std::uint32_t kMostUnitBlocks = 10;  ///< blocks of an interleaved unit, T.81 B.2.3

std::uint32_t ceilDiv(std::uint32_t a, std::uint32_t b) {
    return (a + b - 1) / b;
}

enum Marker : std::uint8_t {
    kSof0 = 0xc0,
    kSof1 = 0xc1,
    kSof2 = 0xc2,
    kSof3 = 0xc3,
    kDht = 0xc4,
    kJpg = 0xc8,
    kSof9 = 0xc9,
    kDac = 0xcc,
    kSof15 = 0xcf,
    kRst0 = 0xd0,
    kRst7 = 0xd7,
    kSoi = 0xd8,
    kEoi = 0xd9,
    kSos = 0xda,
    kDnl = 0xdc,
    kDri = 0xdd,
    kDhp = 0xde,
    kExp = 0xdf,
};

class Walk {
  public:
    explicit Walk(base::ByteView file) : m_file(file) {}

    base::Result<JpegLayout> run() {
        if (m_file.size() < 4 || m_file[0] != 0xff || m_file[1] != kSoi)
            return damaged("JPEG without its first marker");
        m_at = 2;
        while (true) {
            MEDVEIL_ASSIGN(const std::uint8_t marker, nextMarker());
            if (marker == kEoi)
                break;
            MEDVEIL_TRY(segment(marker));
        }
        m_layout.end = m_at;
        // What follows the end (a second picture, a film, a maker's data) stays.
        closeKept(m_file.size());
        if (m_layout.scans.empty())
            return damaged("JPEG without a scan");
        MEDVEIL_TRY(checkScript());
        return std::move(m_layout);
    }

  private:
    static std::unexpected<base::Error> damaged(const char* what) {
        return fail(ErrorCode::kCoverDamaged, what);
    }
    static std::unexpected<base::Error> unsupported(const char* what) {
        return fail(ErrorCode::kCoverUnsupported, what);
    }

    /// Steps over a marker and the fill bytes before it.
    base::Result<std::uint8_t> nextMarker() {
        if (m_at >= m_file.size())
            return damaged("JPEG cut short: the file ends before its picture does");
        if (m_file[m_at] != 0xff)
            return damaged("JPEG with bytes between its segments");
        while (m_at < m_file.size() && m_file[m_at] == 0xff)
            ++m_at;
        if (m_at >= m_file.size())
            return damaged("JPEG cut short: the file ends before its picture does");
        return m_file[m_at++];
    }

    void closeKept(std::size_t end) {
        if (end > m_keptFrom)
            m_layout.pieces.push_back({JpegPiece::Kind::kKept, {m_keptFrom, end}, 0});
        m_keptFrom = end;
    }
    void addPiece(JpegPiece::Kind kind, ByteRange bytes) {
        closeKept(bytes.begin);
        m_layout.pieces.push_back({kind, bytes, m_layout.scans.size()});
        m_keptFrom = bytes.end;
    }

    base::Result<void> segment(std::uint8_t marker) {
        const std::size_t begin = m_at - 2;
        if (marker == 0 || marker == kSoi || (marker >= kRst0 && marker <= kRst7) || marker == 0x01)
            return damaged("JPEG marker where none may stand");
        if (m_file.size() - m_at < 2)
            return damaged("JPEG cut short: the file ends before its picture does");
        const std::size_t length = std::size_t{m_file[m_at]} << 8 | m_file[m_at + 1];
        if (length < 2 || length > m_file.size() - m_at)
            return damaged("JPEG segment runs over the end of the file");
        const auto content = m_file.subspan(m_at + 2, length - 2);
        const std::size_t contentAt = m_at + 2;
        m_at += length;
        switch (marker) {
            case kDht:
                MEDVEIL_TRY(huffmanTables(content, contentAt));
                addPiece(JpegPiece::Kind::kTables, {begin, m_at});
                return {};
            case kSos:
                return scan(content, begin);
            case kDri:
                if (content.size() != 2)
                    return damaged("JPEG restart interval");
                m_interval = std::uint32_t{content[0]} << 8 | content[1];
                return {};
            case kDac:
                return unsupported("JPEG with arithmetic coding");
            case kDnl:
                return unsupported("JPEG that says its height behind the picture");
            case kDhp:
            case kExp:
                return unsupported("hierarchical JPEG");
            case 0xf7:
            case 0xf8:
                return unsupported("JPEG-LS");
            default:
                break;
        }
        if (marker >= kSof0 && marker <= kSof15)
            return frame(marker, content);
        return {};
    }

    base::Result<void> frame(std::uint8_t marker, base::ByteView content) {
        if (marker == kJpg)
            return unsupported("JPEG extension");
        if (marker >= kSof9)
            return unsupported("JPEG with arithmetic coding");
        if (marker == kSof3)
            return unsupported("lossless JPEG");
        if (marker > kSof3)
            return unsupported("hierarchical JPEG");
        if (!m_layout.components.empty() || !m_layout.scans.empty())
            return damaged("JPEG with two frame headers");
        if (content.size() < 6 || content.size() != 6 + std::size_t{content[5]} * 3)
            return damaged("JPEG frame header");
        if (content[0] != 8)
            return unsupported("JPEG of another depth than 8 bits");
        m_layout.progressive = marker == kSof2;
        m_layout.height = std::uint32_t{content[1]} << 8 | content[2];
        m_layout.width = std::uint32_t{content[3]} << 8 | content[4];
        if (m_layout.width == 0)
            return damaged("JPEG without columns");
        if (m_layout.height == 0)
            return unsupported("JPEG that says its height behind the picture");
        if (content[5] != 1 && content[5] != 3 && content[5] != 4)
            return unsupported("JPEG that has neither one nor three nor four channels");
        for (std::size_t i = 6; i < content.size(); i += 3) {
            JpegLayout::Component component{content[i], std::uint32_t{content[i + 1]} >> 4U,
                                            content[i + 1] & 15U};
            if (component.horizontal < 1 || component.horizontal > 4 || component.vertical < 1 ||
                component.vertical > 4)
                return damaged("JPEG sampling factors");
            if (std::ranges::count(m_layout.components, component.identifier,
                                   &JpegLayout::Component::identifier) != 0)
                return damaged("JPEG with two channels of one name");
            m_layout.mostHorizontal = std::max(m_layout.mostHorizontal, component.horizontal);
            m_layout.mostVertical = std::max(m_layout.mostVertical, component.vertical);
            m_layout.components.push_back(component);
        }
        return {};
    }

    base::Result<void> huffmanTables(base::ByteView content, std::size_t contentAt) {
        std::size_t at = 0;
        while (at < content.size()) {
            if (content.size() - at < 17)
                return damaged("JPEG Huffman table");
            std::size_t symbols = 0;
            for (std::size_t i = 1; i <= 16; ++i)
                symbols += content[at + i];
            if (symbols > 256 || symbols > content.size() - at - 17 || (content[at] & 0xecU) != 0)
                return damaged("JPEG Huffman table");
            m_tables.push_back({content[at], {contentAt + at, contentAt + at + 17 + symbols}});
            at += 17 + symbols;
        }
        return {};
    }

    base::Result<void> scan(base::ByteView content, std::size_t begin) {
        if (m_layout.components.empty())
            return damaged("JPEG scan before its frame header");
        if (m_layout.scans.size() >= kMostScans)
            return fail(ErrorCode::kTooLarge, "JPEG with more than 500 scans");
        if (content.empty() || content[0] < 1 || content[0] > 4 || content.size() != 4 + content[0] * 2U)
            return damaged("JPEG scan header");
        JpegScan scan;
        std::uint32_t unitBlocks = 0;
        for (std::size_t i = 1; i + 3 < content.size(); i += 2) {
            const auto found =
                std::ranges::find(m_layout.components, content[i], &JpegLayout::Component::identifier);
            const auto tables = content[i + 1];
            if (found == m_layout.components.end() || (tables & 0xccU) != 0)
                return damaged("JPEG scan header");
            const auto index = static_cast<std::uint8_t>(found - m_layout.components.begin());
            if (!scan.parts.empty() && scan.parts.back().component >= index)
                return damaged("JPEG scan with its channels out of order");
            unitBlocks += found->horizontal * found->vertical;
            scan.parts.push_back(
                {index, static_cast<std::uint8_t>(tables >> 4U), static_cast<std::uint8_t>(tables & 15U)});
        }
        if (scan.parts.size() > 1 && unitBlocks > kMostUnitBlocks)
            return damaged("JPEG scan with too many blocks in a unit");
        const auto tail = content.last(3);
        scan.firstCoefficient = tail[0];
        scan.lastCoefficient = tail[1];
        scan.highBit = tail[2] >> 4U;
        scan.lowBit = tail[2] & 15U;
        if (!m_layout.scans.empty() && m_interval != m_layout.restartInterval)
            return unsupported("JPEG whose restart interval changes");
        m_layout.restartInterval = m_interval;
        scan.header = {begin, m_at};
        scan.tables = std::move(m_tables);
        m_tables.clear();
        addPiece(JpegPiece::Kind::kScanHeader, scan.header);
        addPiece(JpegPiece::Kind::kScanData, {m_at, endOfScan()});
        m_at = m_keptFrom;
        m_layout.scans.push_back(std::move(scan));
        return {};
    }

    /// The first of the bytes 0xff that lead to a marker other than a restart.
    std::size_t endOfScan() const {
        std::size_t at = m_at;
        while (true) {
            const auto* found = std::find(m_file.data() + at, m_file.data() + m_file.size(), 0xff);
            const auto first = static_cast<std::size_t>(found - m_file.data());
            at = first;
            while (at < m_file.size() && m_file[at] == 0xff)
                ++at;
            if (at >= m_file.size())
                return first;
            const auto marker = m_file[at++];
            if (marker != 0 && (marker < kRst0 || marker > kRst7))
                return first;
        }
    }

    /// The rules of T.81 G.1.1.1, which the encoder checks too; and that nothing is left out, for what is not
    /// sent cannot be changed either.
    base::Result<void> checkScript() const {
        constexpr int kUnsent = -1;
        std::vector<std::array<int, 64>> lowest(m_layout.components.size());
        for (auto& component : lowest)
            component.fill(kUnsent);
        for (const auto& scan : m_layout.scans) {
            const bool whole = scan.firstCoefficient == 0 && scan.lastCoefficient == 63 &&
                               scan.highBit == 0 && scan.lowBit == 0;
            const bool dcOnly = scan.firstCoefficient == 0 && scan.lastCoefficient == 0;
            const bool acOnly = scan.firstCoefficient > 0 && scan.lastCoefficient >= scan.firstCoefficient &&
                                scan.lastCoefficient < 64 && scan.parts.size() == 1;
            if (m_layout.progressive ? !dcOnly && !acOnly : !whole)
                return damaged("JPEG scan parameters");
            if (scan.lowBit > kMostLowBit)
                return damaged("JPEG scan parameters");
            for (const auto& part : scan.parts) {
                auto& bits = lowest[part.component];
                if (acOnly && bits[0] == kUnsent)
                    return damaged("JPEG scans out of order");
                for (std::size_t i = scan.firstCoefficient; i <= scan.lastCoefficient; ++i) {
                    const bool inOrder = bits[i] == kUnsent
                                             ? scan.highBit == 0
                                             : scan.highBit == bits[i] && scan.lowBit + 1 == scan.highBit;
                    if (!inOrder)
                        return damaged("JPEG scans out of order");
                    bits[i] = scan.lowBit;
                }
            }
        }
        for (const auto& component : lowest) {
            if (std::ranges::any_of(component, [](int bit) { return bit != 0; }))
                return unsupported("JPEG whose scans leave out a part of the picture");
        }
        return {};
    }

    base::ByteView m_file;
    std::size_t m_at = 0;
    std::size_t m_keptFrom = 0;
    std::uint32_t m_interval = 0;
    std::vector<JpegHuffman> m_tables;
    JpegLayout m_layout;
};

}  // namespace

std::uint32_t JpegLayout::blocksWide(const Component& component) const {
    return ceilDiv(width * component.horizontal, 8 * mostHorizontal);
}
std::uint32_t JpegLayout::blocksHigh(const Component& component) const {
    return ceilDiv(height * component.vertical, 8 * mostVertical);
}
std::uint32_t JpegLayout::paddedWide(const Component& component) const {
    return ceilDiv(width, 8 * mostHorizontal) * component.horizontal;
}
std::uint32_t JpegLayout::paddedHigh(const Component& component) const {
    return ceilDiv(height, 8 * mostVertical) * component.vertical;
}

base::Result<JpegLayout> findJpegLayout(base::ByteView file) {
    return Walk(file).run();
}

}  // namespace medveil::stego
