#include "stego/formats/placed_carrier.h"

#include <algorithm>
#include <tuple>

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

class PlacedCarrier final : public Carrier {
  public:
    PlacedCarrier(base::Bytes file, const CarrierInfo& info, Placement placement)
        : m_file(std::move(file)), m_placement(std::move(placement)) {
        m_info = info;
        const std::int64_t range = std::int64_t{1} << m_info.bits;
        m_info.minimum = m_placement.withSign ? static_cast<std::int32_t>(-range / 2) : 0;
        m_info.maximum = static_cast<std::int32_t>((m_placement.withSign ? range / 2 : range) - 1);
        m_samples = Samples(
            Samples::widthFor(static_cast<std::uint32_t>(8 * m_placement.sampleBytes), m_placement.withSign));
        m_samples.resize(std::size_t{m_info.width} * m_info.height * m_info.channels);
        eachSample([&](std::size_t i, std::size_t at) { m_samples.set(i, read(at)); });
    }

    base::Result<void> write(base::ByteSink& out) const override {
        base::Bytes patched = m_file;
        eachSample([&](std::size_t i, std::size_t at) {
            patch(patched.data() + at, static_cast<std::uint32_t>(m_samples[i]));
        });
        return out.write(patched);
    }

    bool isMarked() const override {
        const auto& [mark, at] = std::tie(m_placement.mark, m_placement.markAt);
        return !mark.empty() && at >= mark.size() &&
               std::ranges::equal(base::ByteView(m_file).subspan(at - mark.size(), mark.size()), mark);
    }
    base::Result<void> setMarked(bool marked) override {
        if (m_placement.mark.empty())
            return Carrier::setMarked(marked);
        if (marked == isMarked())
            return {};
        const auto size = static_cast<std::ptrdiff_t>(m_placement.mark.size());
        const auto at = m_file.begin() + static_cast<std::ptrdiff_t>(m_placement.markAt);
        if (marked)
            m_file.insert(at, m_placement.mark.begin(), m_placement.mark.end());
        else
            m_file.erase(at - size, at);
        const auto shift = marked ? size : -size;
        const auto moved = [shift](std::size_t place) {
            return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(place) + shift);
        };
        // What stands behind the mark, the pixels, moves.
        for (auto& row : m_placement.rows)
            row = row >= m_placement.markAt ? moved(row) : row;
        m_placement.markAt = moved(m_placement.markAt);
        return {};
    }

    base::Result<base::Bytes> surroundings() const override {
        base::Bytes blank = m_file;
        eachSample([&](std::size_t, std::size_t at) { patch(blank.data() + at, 0); });
        return blank;
    }

  private:
    template <class Visit>
    void eachSample(Visit visit) const {
        std::size_t i = 0;
        for (const auto row : m_placement.rows) {
            for (std::size_t x = 0; x < m_info.width; ++x)
                for (std::size_t c = 0; c < m_info.channels; ++c)
                    visit(i++, row + x * m_placement.pixelBytes + c * m_placement.sampleBytes);
        }
    }
    std::size_t shiftOf(std::size_t byte) const {
        return 8 * (m_placement.bigEndian ? m_placement.sampleBytes - 1 - byte : byte);
    }
    base::Byte turned(base::Byte byte) const {
        if (!m_placement.bitsReversed)
            return byte;
        unsigned bits = byte;
        bits = (bits & 0x0fU) << 4 | bits >> 4;
        bits = (bits & 0x33U) << 2 | (bits >> 2 & 0x33U);
        return static_cast<base::Byte>((bits & 0x55U) << 1 | (bits >> 1 & 0x55U));
    }
    std::int32_t read(std::size_t at) const {
        std::uint32_t value = 0;
        for (std::size_t byte = 0; byte < m_placement.sampleBytes; ++byte)
            value |= std::uint32_t{turned(m_file[at + byte])} << shiftOf(byte);
        if (m_placement.withSign) {
            const auto above = 32 - 8 * m_placement.sampleBytes;
            return static_cast<std::int32_t>(value << above) >> above;
        }
        return static_cast<std::int32_t>(value);
    }
    void patch(base::Byte* at, std::uint32_t value) const {
        for (std::size_t byte = 0; byte < m_placement.sampleBytes; ++byte)
            at[byte] = turned(static_cast<base::Byte>(value >> shiftOf(byte) & 0xffU));
    }

    base::Bytes m_file;
    Placement m_placement;
};

}  // namespace

base::Result<std::unique_ptr<Carrier>> makePlacedCarrier(base::Bytes file, const CarrierInfo& info,
                                                         Placement placement) {
    if (info.width == 0 || placement.rows.size() != info.height)
        return fail(ErrorCode::kCoverDamaged, "cover without samples");
    const auto rowBytes = std::uint64_t{info.width} * placement.pixelBytes;
    if (rowBytes > file.size() || rowBytes * info.height > file.size())
        return fail(ErrorCode::kCoverDamaged, "cover claims more samples than it can hold");
    for (const auto row : placement.rows) {
        if (row > file.size() - rowBytes)
            return fail(ErrorCode::kCoverDamaged, "samples run over the end of the file");
    }
    if (std::uint64_t{info.width} * info.height * info.channels > kMostElements)
        return fail(ErrorCode::kTooLarge, "cover of more than 320 million samples");
    return std::make_unique<PlacedCarrier>(std::move(file), info, std::move(placement));
}

}  // namespace medveil::stego
