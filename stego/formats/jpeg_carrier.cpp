#include <algorithm>
#include <bitset>

#include "stego/carrier/carrier_protocol.h"
#include "stego/formats/jpeg_codec.h"
#include "stego/formats/jpeg_file.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint64_t kMostSide = 65500;        ///< libjpeg's limit
constexpr std::uint64_t kElementsToByte = 512;    ///< a block takes one bit at the least
constexpr std::uint64_t kMostPasses = 100;        ///< scans that visit one block, on average
constexpr std::uint64_t kFewVisits = 10'000'000;  ///< nothing to worry about
constexpr std::size_t kLongestSegment = 65535;
constexpr std::size_t kBlock = 64;

/// T.81 figure A.6: where the coefficients of the zigzag stand in a block.
constexpr std::array<std::uint8_t, kJpegElements + 1> kZigzag = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6};

/// A code for each of the symbols that 8-bit pictures can need, and for none twice.
bool isComplete(base::ByteView table) {
    std::bitset<256> symbols;
    for (const auto symbol : table.subspan(17)) {
        if (symbols[symbol])
            return false;
        symbols[symbol] = true;
    }
    if ((table[0] & 0x10U) == 0) {
        for (std::size_t size = 0; size <= 11; ++size) {
            if (!symbols[size])
                return false;
        }
        return symbols.count() == symbols._Find_first() + 12;
    }
    for (std::size_t run = 0; run < 16; ++run) {
        for (std::size_t size = 1; size <= 10; ++size) {
            if (!symbols[run << 4 | size])
                return false;
        }
    }
    return symbols[0x00] && symbols[0xf0];
}

/// The file's tables where they serve any coefficients, or nothing where they were made for these.
bool findFixedTables(base::ByteView file, const JpegLayout& layout, std::vector<base::ByteView>& tables) {
    if (layout.progressive)
        return false;
    std::bitset<32> defined;
    for (const auto& scan : layout.scans) {
        for (const auto& table : scan.tables) {
            if (defined[table.slot])
                return false;
            defined[table.slot] = true;
        }
    }
    for (const auto& scan : layout.scans) {
        for (const auto& table : scan.tables) {
            const auto used = std::ranges::any_of(layout.scans, [&](const JpegScan& each) {
                return std::ranges::any_of(each.parts, [&](const JpegScan::Part& part) {
                    return table.slot == part.dcTable || table.slot == (part.acTable | 0x10U);
                });
            });
            if (!used)
                continue;
            if (!isComplete(table.bytes.of(file)))
                return false;
            tables.push_back(table.bytes.of(file));
        }
    }
    return true;
}

base::Result<void> checkSize(const JpegLayout& layout, std::size_t fileBytes) {
    if (layout.width > kMostSide || layout.height > kMostSide)
        return fail(ErrorCode::kTooLarge, "JPEG with a side of more than 65,500 pixels");
    const auto blocksOf = [&layout](const JpegLayout::Component& component) {
        return std::uint64_t{layout.paddedWide(component)} * layout.paddedHigh(component);
    };
    std::uint64_t blocks = 0;
    for (const auto& component : layout.components)
        blocks += blocksOf(component);
    if (blocks * 64 > kMostElements)
        return fail(ErrorCode::kTooLarge, "picture of more than 106 megapixels");
    if (blocks * 64 / kElementsToByte > fileBytes)
        return fail(ErrorCode::kCoverDamaged, "JPEG claims more pixels than it can hold");
    MEDVEIL_TRY(checkExpansion(blocks * kJpegElements, fileBytes));
    // A scan of a few bytes can walk over every block.
    std::uint64_t visits = 0;
    for (const auto& scan : layout.scans) {
        for (const auto& part : scan.parts)
            visits += blocksOf(layout.components[part.component]);
    }
    if (visits > std::max(blocks * kMostPasses, kFewVisits))
        return fail(ErrorCode::kTooLarge, "JPEG with too many scans for its size");
    return {};
}

class FileCarrier final : public JpegCarrier {
  public:
    FileCarrier(base::Bytes file, JpegLayout layout, JpegCoefficients coefficients)
        : m_file(std::move(file)), m_layout(std::move(layout)), m_padding(std::move(coefficients.padding)) {
        takeElements(coefficients);
        m_fixed = findFixedTables(m_file, m_layout, m_tables);
        m_info.kind = CarrierKind::kJpeg;
        m_info.width = m_layout.width;
        m_info.height = m_layout.height;
        m_info.channels = static_cast<std::uint32_t>(m_layout.components.size());
        m_info.bits = 11;
        m_info.minimum = -kMostAc;
        m_info.maximum = kMostAc;
    }

    base::Result<void> write(base::ByteSink& out) const override {
        MEDVEIL_ASSIGN(const base::Bytes encoded,
                       encodeJpeg(m_layout, allValues(), m_padding, m_fixed ? &m_tables : nullptr));
        MEDVEIL_ASSIGN(const JpegLayout fresh, findJpegLayout(encoded));
        if (fresh.scans.size() != m_layout.scans.size())
            return fail(ErrorCode::kInternal, "JPEG encoder");
        std::vector<bool> placed;
        for (const auto& piece : m_layout.pieces) {
            const auto bytes = piece.bytes.of(m_file);
            const bool lastTables = piece.scan == m_layout.scans.size();
            switch (piece.kind) {
                case JpegPiece::Kind::kKept:
                    MEDVEIL_TRY(out.write(bytes));
                    break;
                case JpegPiece::Kind::kTables:
                    if (m_fixed || lastTables) {
                        MEDVEIL_TRY(out.write(bytes));
                        break;
                    }
                    placed.resize(fresh.scans[piece.scan].tables.size());
                    MEDVEIL_TRY(out.write(freshTables(piece, encoded, fresh.scans[piece.scan], placed)));
                    break;
                case JpegPiece::Kind::kScanHeader:
                    placed.resize(fresh.scans[piece.scan].tables.size());
                    MEDVEIL_TRY(writeHeader(out, bytes, piece.scan, encoded, fresh, placed));
                    placed.clear();
                    break;
                case JpegPiece::Kind::kScanData:
                    MEDVEIL_TRY(out.write(dataOf(fresh, piece.scan).of(encoded)));
                    break;
            }
        }
        return {};
    }

    base::Result<base::Bytes> surroundings() const override {
        base::Bytes all;
        const auto append = [&all](base::ByteView bytes) {
            all.insert(all.end(), bytes.begin(), bytes.end());
        };
        for (const auto& piece : m_layout.pieces) {
            if (piece.kind == JpegPiece::Kind::kKept)
                append(piece.bytes.of(m_file));
        }
        for (const auto& scan : m_layout.scans) {
            auto header = base::toBytes(scan.header.of(m_file));
            for (std::size_t i = 0; i < scan.parts.size(); ++i)
                header[6 + 2 * i] = 0;  // numbers of the tables
            append(header);
        }
        for (const auto* values : {&m_padding, &m_rest}) {
            for (const auto value : *values) {
                const auto bits = static_cast<std::uint16_t>(value);
                all.push_back(static_cast<base::Byte>(bits >> 8U));
                all.push_back(static_cast<base::Byte>(bits & 0xffU));
            }
        }
        return all;
    }

  private:
    static std::bitset<kBlock> elementPlaces() {
        std::bitset<kBlock> places;
        for (std::size_t k = 1; k <= kJpegElements; ++k)
            places[kZigzag[k]] = true;
        return places;
    }
    /// Elements become samples; the rest is kept apart, DC first.
    void takeElements(const JpegCoefficients& coefficients) {
        const auto taken = elementPlaces();
        const auto blocks = coefficients.values.size() / kBlock;
        m_samples = Samples(Samples::Width::kSigned16);
        m_samples.resize(blocks * kJpegElements);
        m_rest.reserve(blocks * (kBlock - kJpegElements));
        const std::int16_t* block = coefficients.values.data();
        std::size_t sample = 0;
        for (std::size_t c = 0; c < m_layout.components.size(); ++c) {
            const auto& from = m_layout.components[c];
            const auto& steps = coefficients.quantisation[c];
            JpegComponent component;
            component.first = sample;
            component.blocksWide = m_layout.blocksWide(from);
            component.blocksHigh = m_layout.blocksHigh(from);
            for (std::size_t k = 0; k < kJpegElements; ++k)
                component.steps[k] = steps[kZigzag[k + 1]];
            const auto count = std::size_t{component.blocksWide} * component.blocksHigh;
            component.energy.reserve(count);
            for (std::size_t i = 0; i < count; ++i, block += kBlock) {
                float energy = 0;
                for (std::size_t k = 1; k < kBlock; ++k)
                    energy += static_cast<float>(std::abs(block[k]) * steps[k]);
                component.energy.push_back(energy);
                for (std::size_t k = 1; k <= kJpegElements; ++k) {
                    m_info.useful += block[kZigzag[k]] != 0;
                    m_samples.set(sample++, block[kZigzag[k]]);
                }
                for (std::size_t k = 0; k < kBlock; ++k) {
                    if (!taken[k])
                        m_rest.push_back(block[k]);
                }
            }
            m_components.push_back(std::move(component));
        }
    }
    std::vector<std::int16_t> allValues() const {
        const auto taken = elementPlaces();
        const auto blocks = m_samples.size() / kJpegElements;
        std::vector<std::int16_t> values(blocks * kBlock);
        const std::int16_t* rest = m_rest.data();
        std::size_t sample = 0;
        for (std::size_t i = 0; i < blocks; ++i) {
            std::int16_t* const block = values.data() + i * kBlock;
            for (std::size_t k = 1; k <= kJpegElements; ++k)
                block[kZigzag[k]] = static_cast<std::int16_t>(m_samples[sample++]);
            for (std::size_t k = 0; k < kBlock; ++k) {
                if (!taken[k])
                    block[k] = *rest++;
            }
        }
        return values;
    }

    static ByteRange dataOf(const JpegLayout& layout, std::size_t scan) {
        for (const auto& piece : layout.pieces) {
            if (piece.kind == JpegPiece::Kind::kScanData && piece.scan == scan)
                return piece.bytes;
        }
        return {};
    }

    static base::Bytes tableSegment(base::ByteView content) {
        const auto length = content.size() + 2;
        base::Bytes segment = {0xff, 0xc4, static_cast<base::Byte>(length >> 8U),
                               static_cast<base::Byte>(length & 0xffU)};
        segment.insert(segment.end(), content.begin(), content.end());
        return segment;
    }

    /// A DHT segment with the same tables in the same order, new where the scan that follows has new ones.
    base::Bytes freshTables(const JpegPiece& piece, base::ByteView encoded, const JpegScan& fresh,
                            std::vector<bool>& placed) const {
        base::Bytes content;
        auto nowPlaced = placed;
        for (const auto& table : m_layout.scans[piece.scan].tables) {
            if (table.bytes.begin < piece.bytes.begin || table.bytes.begin >= piece.bytes.end)
                continue;
            const auto found = std::ranges::find(fresh.tables, table.slot, &JpegHuffman::slot);
            const bool replaced = found != fresh.tables.end();
            const auto bytes = replaced ? found->bytes.of(encoded) : table.bytes.of(m_file);
            if (replaced)
                nowPlaced[static_cast<std::size_t>(found - fresh.tables.begin())] = true;
            content.insert(content.end(), bytes.begin(), bytes.end());
        }
        if (content.size() + 2 > kLongestSegment)
            return base::toBytes(piece.bytes.of(m_file));
        placed = nowPlaced;
        return tableSegment(content);
    }

    /// The scan's header, behind the new tables that had no place among the old ones.
    base::Result<void> writeHeader(base::ByteSink& out, base::ByteView header, std::size_t index,
                                   base::ByteView encoded, const JpegLayout& fresh,
                                   const std::vector<bool>& placed) const {
        if (m_fixed)
            return out.write(header);
        const auto& scan = m_layout.scans[index];
        const auto& written = fresh.scans[index];
        for (std::size_t i = 0; i < written.tables.size(); ++i) {
            if (!placed[i])
                MEDVEIL_TRY(out.write(tableSegment(written.tables[i].bytes.of(encoded))));
        }
        const bool sameNumbers = std::ranges::equal(
            scan.parts, written.parts, [&scan](const JpegScan::Part& a, const JpegScan::Part& b) {
                return (!scan.usesDc() || a.dcTable == b.dcTable) &&
                       (!scan.usesAc() || a.acTable == b.acTable);
            });
        return out.write(sameNumbers ? header : written.header.of(encoded));
    }

    base::Bytes m_file;
    JpegLayout m_layout;
    std::vector<std::int16_t> m_padding;
    std::vector<std::int16_t> m_rest;      ///< of every block, what is no element
    std::vector<base::ByteView> m_tables;  ///< in m_file
    bool m_fixed = false;                  ///< the file's own tables are used
};

}  // namespace

base::Result<std::unique_ptr<Carrier>> openJpeg(base::Bytes file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(JpegLayout layout, findJpegLayout(file));
    MEDVEIL_TRY(checkSize(layout, file.size()));
    MEDVEIL_TRY(task.checkpoint());
    MEDVEIL_ASSIGN(JpegCoefficients coefficients, decodeJpeg(file, layout, task));
    return std::make_unique<FileCarrier>(std::move(file), std::move(layout), std::move(coefficients));
}

}  // namespace medveil::stego
