#include "core/imaging/decoder/dicom_decoder.h"

#include <algorithm>
#include <array>
#include <limits>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcfcache.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <zlib.h>

#include "core/imaging/decoder/dicom_info.h"
#include "core/imaging/decoder/jpeg2000.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kDeflatedFrames = "1.2.840.10008.1.2.8.1";
constexpr std::string_view kJpeg2000Begin = "1.2.840.10008.1.2.4.9";    ///< .90 to .93
constexpr std::string_view kHighThroughput = "1.2.840.10008.1.2.4.20";  ///< .201 to .203

/// How the frames stand in the file.
enum class Packing : std::uint8_t { kNone, kJpeg2000, kDeflated, kCodec };

std::unexpected<base::Error> damaged(const char* what) {
    return fail(ErrorCode::kImageDamaged, what);
}

/// Bytes of one frame whose channels stand behind each other, mixed pixel by pixel.
base::Bytes interleaved(const base::Bytes& planes, std::size_t channels, std::size_t sampleBytes) {
    base::Bytes out(planes.size());
    const auto pixels = planes.size() / channels / sampleBytes;
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < pixels; ++i)
            std::copy_n(planes.begin() + static_cast<std::ptrdiff_t>((c * pixels + i) * sampleBytes),
                        sampleBytes,
                        out.begin() + static_cast<std::ptrdiff_t>((i * channels + c) * sampleBytes));
    }
    return out;
}

/// Raw deflate (RFC 1951) of exactly `size` bytes.
base::Result<base::Bytes> inflated(base::ByteView packed, std::size_t size) {
    base::Bytes out(size);
    z_stream stream{};
    if (inflateInit2(&stream, -15) != Z_OK)
        return fail(ErrorCode::kOutOfMemory, "deflated frame");
    stream.next_in = const_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    (void)inflate(&stream, Z_FINISH);
    const bool whole = stream.avail_out == 0;
    inflateEnd(&stream);
    if (!whole)
        return damaged("deflated frame");
    return out;
}

base::Bytes unpackedBits(base::ByteView packed, std::size_t firstBit, std::size_t count) {
    base::Bytes out(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto bit = firstBit + i;
        out[i] = static_cast<base::Byte>(packed[bit / 8] >> (bit % 8) & 1U);
    }
    return out;
}

class DicomDecoder final : public Decoder {
  public:
    static base::Result<std::unique_ptr<Decoder>> open(base::ByteView file) {
        auto decoder = std::make_unique<DicomDecoder>();
        MEDVEIL_TRY(readDicom(decoder->m_format, file, Deflated::kInflate));
        MEDVEIL_ASSIGN(decoder->m_info, readInfo(decoder->m_format));
        MEDVEIL_TRY(decoder->prepare());
        return std::unique_ptr<Decoder>(std::move(decoder));
    }

    const ImageInfo& info() const override { return m_info; }
    base::Result<std::vector<Element>> elements() override {
        return withDcmtk([&]() -> base::Result<std::vector<Element>> { return listElements(m_format); });
    }

    base::Result<Frame> frame(std::uint32_t number) override {
        return withDcmtk([&] { return decodeFrame(number); });
    }

  private:
    base::Result<Frame> decodeFrame(std::uint32_t number) {
        if (number >= m_info.frames)
            return fail(ErrorCode::kInvalidArgument, "no such frame");
        Frame frame{m_info.columns, m_info.rows, m_info.channels, m_info.type, m_info.colours, {}};
        const auto decode = [&]() -> base::Result<base::Bytes> {
            switch (m_packing) {
                case Packing::kNone:
                    return native(number);
                case Packing::kJpeg2000:
                    return jpeg2000(number);
                case Packing::kDeflated:
                    return deflated(number);
                case Packing::kCodec:
                    return byCodec(number, frame);
            }
            return fail(ErrorCode::kInternal);
        };
        MEDVEIL_ASSIGN(frame.samples, decode());
        const bool reallyRgb =
            m_packing == Packing::kJpeg2000 && m_words != "YBR_FULL" && m_info.channels == 3;
        if (reallyRgb)
            frame.colours = Colours::kRgb;
        return frame;
    }

    DcmDataset& dataset() { return *m_format.getDataset(); }

    base::Result<void> prepare() {
        for (const auto& tag : {DCM_PixelData, DCM_FloatPixelData, DCM_DoubleFloatPixelData}) {
            if (m_pixels == nullptr)
                (void)dataset().findAndGetElement(tag, m_pixels);
        }
        if (m_pixels == nullptr)
            return fail(ErrorCode::kImageUnsupported, "it holds no image");
        OFString text;
        (void)dataset().findAndGetOFString(DCM_PhotometricInterpretation, text);
        m_words = text.c_str();
        Uint16 value = 0;
        if (dataset().findAndGetUint16(DCM_BitsAllocated, value).good())
            m_bitsAllocated = value;
        if (dataset().findAndGetUint16(DCM_PlanarConfiguration, value).good())
            m_inPlanes = value == 1 && m_info.channels == 3;
        if (frameBytes() > kLargestFrame)
            return fail(ErrorCode::kTooLarge, "frame");
        return choosePacking();
    }

    base::Result<void> choosePacking() {
        auto* const pixels = dynamic_cast<DcmPixelData*>(m_pixels);
        if (pixels == nullptr)
            return {};
        E_TransferSyntax syntax = EXS_Unknown;
        const DcmRepresentationParameter* parameter = nullptr;
        pixels->getOriginalRepresentationKey(syntax, parameter);
        if (pixels->getEncapsulatedRepresentation(syntax, parameter, m_fragments).bad() ||
            m_fragments == nullptr)
            return {};
        OFString uid;
        (void)m_format.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid);
        const std::string_view name(uid.c_str());
        const DcmXfer known(syntax);
        if (name == kDeflatedFrames)
            m_packing = Packing::kDeflated;
        else if (name.starts_with(kJpeg2000Begin) || name.starts_with(kHighThroughput))
            m_packing = Packing::kJpeg2000;
        else if (known.isEncapsulated())
            m_packing = Packing::kCodec;
        else
            return fail(ErrorCode::kImageUnsupported, "DICOM compressed as " + m_info.syntax);
        return {};
    }

    std::size_t samplesInFrame() const { return std::size_t{m_info.columns} * m_info.rows * m_info.channels; }
    std::uint64_t frameBytes() const { return samplesInFrame() * bytesOf(m_info.type); }

    base::Result<base::Bytes> partOfValue(std::uint64_t at, std::size_t size) {
        if (at + size > m_pixels->getLengthField() || at + size > UINT32_MAX)
            return damaged("DICOM with fewer pixels than it says");
        base::Bytes out(size);
        if (m_pixels
                ->getPartialValue(out.data(), static_cast<Uint32>(at), static_cast<Uint32>(size), &m_cache)
                .bad())
            return damaged("DICOM pixel data");
        return out;
    }

    base::Result<base::Bytes> native(std::uint32_t number) {
        if (m_bitsAllocated == 1) {
            const auto firstBit = std::uint64_t{number} * samplesInFrame();
            const auto from = firstBit / 8 & ~std::uint64_t{1};
            const auto end = std::min<std::uint64_t>((firstBit + samplesInFrame() + 15) / 16 * 2,
                                                     m_pixels->getLengthField());
            if (end < from || (end - from) * 8 < firstBit - from * 8 + samplesInFrame())
                return damaged("DICOM with fewer pixels than it says");
            MEDVEIL_ASSIGN(const base::Bytes packed, partOfValue(from, static_cast<std::size_t>(end - from)));
            return unpackedBits(packed, static_cast<std::size_t>(firstBit - from * 8), samplesInFrame());
        }
        if (m_words == "YBR_FULL_422")
            return subsampled(number);
        const auto size = static_cast<std::size_t>(frameBytes());
        // Words are read from an even place on, so that their bytes can be put in order.
        const auto at = number * std::uint64_t{size};
        const auto odd = static_cast<std::size_t>(at % 2);
        const auto rounded = std::min<std::uint64_t>((at + size + 1) / 2 * 2, m_pixels->getLengthField());
        if (rounded < at + size)
            return damaged("DICOM with fewer pixels than it says");
        MEDVEIL_ASSIGN(base::Bytes samples,
                       partOfValue(at - odd, static_cast<std::size_t>(rounded - at) + odd));
        samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(odd));
        samples.resize(size);
        return m_inPlanes ? interleaved(samples, m_info.channels, bytesOf(m_info.type)) : samples;
    }

    /// PS3.3, C.7.6.3.1.2: Y Y Cb Cr for two pixels.
    base::Result<base::Bytes> subsampled(std::uint32_t number) {
        const auto pixels = std::size_t{m_info.columns} * m_info.rows;
        if (m_info.type != SampleType::kU8 || m_info.columns % 2 != 0)
            return fail(ErrorCode::kImageUnsupported, "DICOM with half its colours in an unusual way");
        MEDVEIL_ASSIGN(const base::Bytes packed, partOfValue(number * std::uint64_t{pixels} * 2, pixels * 2));
        base::Bytes out;
        out.reserve(pixels * 3);
        for (std::size_t i = 0; i + 3 < packed.size(); i += 4) {
            for (const auto y : {packed[i], packed[i + 1]})
                out.insert(out.end(), {y, packed[i + 2], packed[i + 3]});
        }
        return out;
    }

    /// The fragments that hold a frame, in a row.
    base::Result<base::Bytes> fragmentsOf(std::uint32_t number) {
        // The first item is the table of offsets.
        const auto count = m_fragments->card();
        const auto begin = [&](std::uint32_t frame) -> base::Result<Uint32> {
            Uint32 item = 0;
            if (frame >= m_info.frames)
                return static_cast<Uint32>(count);
            if (DcmCodec::determineStartFragment(frame, static_cast<Sint32>(m_info.frames), m_fragments, item)
                    .bad())
                return damaged("DICOM fragments");
            return item;
        };
        MEDVEIL_ASSIGN(const Uint32 first, begin(number));
        MEDVEIL_ASSIGN(const Uint32 last, begin(number + 1));
        base::Bytes out;
        for (Uint32 i = first; i < last; ++i) {
            DcmPixelItem* item = nullptr;
            Uint8* bytes = nullptr;
            if (m_fragments->getItem(item, i).bad() || item->getUint8Array(bytes).bad() || bytes == nullptr)
                return damaged("DICOM fragments");
            out.insert(out.end(), bytes, bytes + item->getLengthField());
            (void)item->compact();
        }
        return out;
    }

    base::Result<base::Bytes> jpeg2000(std::uint32_t number) {
        MEDVEIL_ASSIGN(const base::Bytes codestream, fragmentsOf(number));
        return decodeJpeg2000(codestream, {m_info.columns, m_info.rows, m_info.channels, m_info.type});
    }

    base::Result<base::Bytes> deflated(std::uint32_t number) {
        MEDVEIL_ASSIGN(const base::Bytes packed, fragmentsOf(number));
        if (m_bitsAllocated == 1) {
            MEDVEIL_ASSIGN(const base::Bytes bits, inflated(packed, (samplesInFrame() + 7) / 8));
            return unpackedBits(bits, 0, samplesInFrame());
        }
        MEDVEIL_ASSIGN(const base::Bytes samples, inflated(packed, static_cast<std::size_t>(frameBytes())));
        return m_inPlanes ? interleaved(samples, m_info.channels, bytesOf(m_info.type)) : samples;
    }

    /// RLE of bits: to the codec it is a picture of bytes, eight pixels in each.
    base::Result<base::Bytes> bitsByCodec(std::uint32_t number) {
        const auto bytes = (samplesInFrame() + 7) / 8;
        const bool rowsFit = m_info.columns % 8 == 0;
        if (!rowsFit && bytes > UINT16_MAX)
            return fail(ErrorCode::kImageUnsupported, "DICOM of one bit in an unusual size");
        DcmDataset shape(dataset());
        const auto set = [&shape](const DcmTagKey& tag, std::size_t value) {
            (void)shape.putAndInsertUint16(tag, static_cast<Uint16>(value));
        };
        set(DCM_BitsAllocated, 8);
        set(DCM_BitsStored, 8);
        set(DCM_HighBit, 7);
        set(DCM_Rows, rowsFit ? m_info.rows : 1);
        set(DCM_Columns, rowsFit ? m_info.columns / 8 : bytes);
        base::Bytes packed(bytes + bytes % 2);
        MEDVEIL_TRY(decodeInto(shape, number, packed));
        return unpackedBits(packed, 0, samplesInFrame());
    }

    base::Result<void> decodeInto(DcmItem& shape, std::uint32_t number, base::Bytes& out) {
        Uint32 fragment = 0;
        OFString colours;
        const auto decoded = dynamic_cast<DcmPixelData&>(*m_pixels).getUncompressedFrame(
            &shape, number, fragment, out.data(), static_cast<Uint32>(out.size()), colours, &m_cache);
        m_decodedWords = colours.c_str();
        if (decoded == EC_CannotChangeRepresentation)
            return fail(ErrorCode::kImageUnsupported, "DICOM compressed as " + m_info.syntax);
        if (decoded.bad())
            return fail(ErrorCode::kImageDamaged, std::string("DICOM frame: ") + decoded.text());
        return {};
    }

    base::Result<base::Bytes> byCodec(std::uint32_t number, Frame& frame) {
        if (m_bitsAllocated == 1)
            return bitsByCodec(number);
        base::Bytes samples(static_cast<std::size_t>(frameBytes() + frameBytes() % 2));
        MEDVEIL_TRY(decodeInto(dataset(), number, samples));
        samples.resize(static_cast<std::size_t>(frameBytes()));
        if (m_info.channels == 3)
            frame.colours = m_decodedWords.starts_with("YBR") ? Colours::kYbr : Colours::kRgb;
        // RLE leaves planes where the file says so; the others mix the channels, see prepareDicom().
        const bool rle = m_fragments != nullptr && m_info.syntax.starts_with("RLE");
        return rle && m_inPlanes ? interleaved(samples, m_info.channels, bytesOf(m_info.type)) : samples;
    }

    DcmFileFormat m_format;
    ImageInfo m_info;
    DcmElement* m_pixels = nullptr;           ///< of the data set
    DcmPixelSequence* m_fragments = nullptr;  ///< of the data set, where frames are compressed
    DcmFileCache m_cache;
    Packing m_packing = Packing::kNone;
    std::string m_words;         ///< photometric interpretation
    std::string m_decodedWords;  ///< the same after decoding
    std::uint32_t m_bitsAllocated = 8;
    bool m_inPlanes = false;
};

}  // namespace

base::Result<std::unique_ptr<Decoder>> openDicomDecoder(base::ByteView file) {
    return withDcmtk([&] { return DicomDecoder::open(file); });
}

void prepareDicom() {
    (void)dcmDataDict.rdlock();
    dcmDataDict.rdunlock();
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs(EDC_never, EUC_default, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_default, EJLSPC_colorByPixel);
}

}  // namespace medveil::imaging
