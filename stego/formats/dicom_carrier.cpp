#include "stego/formats/dicom_carrier.h"

#include "core/imaging/decoder/raw_pixels.h"
#include "core/imaging/model/mark.h"
#include "stego/formats/placed_carrier.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

void append(base::Bytes& out, std::string_view text) {
    out.insert(out.end(), text.begin(), text.end());
}
/// Writes elements of text, PS3.5, 7.1.
class Elements {
  public:
    Elements(bool explicitVr, bool bigEndian) : m_explicitVr(explicitVr), m_bigEndian(bigEndian) {}
    void add(std::uint32_t element, std::string_view vr, std::string text) {
        if (text.size() % 2 != 0)
            text += ' ';
        number(0x7fdf, 2);
        number(element, 2);
        if (m_explicitVr)
            append(m_out, vr);
        number(static_cast<std::uint32_t>(text.size()), m_explicitVr ? 2 : 4);
        append(m_out, text);
    }
    base::Bytes take() { return std::move(m_out); }

  private:
    void number(std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            m_out.push_back(
                static_cast<base::Byte>(value >> (8 * (m_bigEndian ? bytes - 1 - i : i)) & 0xffU));
    }

    base::Bytes m_out;
    bool m_explicitVr;
    bool m_bigEndian;
};

/// A private block (PS3.5, 7.8.1) in the last group before the pixels.
base::Bytes markFor(const imaging::RawPixels& raw) {
    Elements mark(raw.explicitVr, raw.bigEndian);
    mark.add(0x0010, "LO", std::string(imaging::kMarkCreator));
    mark.add(0x1001, "LT", std::string(imaging::kMarkText));
    return mark.take();
}

base::Result<void> checkRange(const Carrier& carrier) {
    const auto& info = carrier.info();
    for (std::size_t i = 0; i < carrier.samples().size(); ++i) {
        if (carrier.samples()[i] < info.minimum || carrier.samples()[i] > info.maximum)
            return fail(ErrorCode::kCoverUnsupported,
                        "DICOM with more in its samples than their bits stored");
    }
    return {};
}

std::unexpected<base::Error> asCover(const base::Error& error) {
    const auto code = error.code == ErrorCode::kImageUnsupported ? ErrorCode::kCoverUnsupported
                      : error.code == ErrorCode::kImageDamaged   ? ErrorCode::kCoverDamaged
                                                                 : error.code;
    return fail(code, error.detail);
}

}  // namespace

bool isDicom(base::ByteView file) {
    return file.size() > 132 && base::asText(file.subspan(128, 4)) == "DICM";
}

base::Result<base::Bytes> unpackedScan(base::Bytes file) {
    if (!isDicom(file))
        return file;
    auto raw = imaging::unpack(file);
    if (!raw)
        return asCover(raw.error());
    return raw->empty() ? std::move(file) : std::move(*raw);
}

base::Result<std::unique_ptr<Carrier>> openDicom(base::Bytes file) {
    auto found = imaging::locateRawPixels(file);
    if (!found)
        return asCover(found.error());
    const auto& raw = *found;
    const std::uint64_t height = std::uint64_t{raw.rows} * raw.frames;
    if (height * raw.columns * raw.samples > kMostElements)
        return fail(ErrorCode::kTooLarge, "DICOM of more than 320 million samples");
    CarrierInfo info;
    info.kind = CarrierKind::kDicom;
    info.width = raw.columns;
    info.height = static_cast<std::uint32_t>(height);
    info.channels = raw.samples;
    info.bits = raw.bitsStored;
    Placement placement;
    placement.sampleBytes = raw.bitsAllocated / 8;
    placement.pixelBytes = placement.sampleBytes * raw.samples;
    placement.withSign = raw.withSign;
    placement.bigEndian = raw.bigEndian;
    placement.markAt = raw.groupAt;
    placement.mark = markFor(raw);
    const auto rowBytes = std::size_t{raw.columns} * placement.pixelBytes;
    for (std::size_t y = 0; y < height; ++y)
        placement.rows.push_back(raw.pixelsAt + y * rowBytes);
    MEDVEIL_ASSIGN(auto carrier, makePlacedCarrier(std::move(file), info, std::move(placement)));
    MEDVEIL_TRY(checkRange(*carrier));
    if (raw.hasGroupBefore && !carrier->isMarked())
        return fail(ErrorCode::kCoverUnsupported, "DICOM with private elements where the mark would stand");
    return carrier;
}

}  // namespace medveil::stego
