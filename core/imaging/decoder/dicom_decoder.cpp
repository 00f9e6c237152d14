#include "core/imaging/decoder/dicom_decoder.h"

#include <algorithm>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcfcache.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <zlib.h>

#include "core/imaging/decoder/dicom_greys.h"
#include "core/imaging/decoder/dicom_info.h"
#include "core/imaging/decoder/dicom_overlays.h"
#include "core/imaging/decoder/fragments.h"
#include "core/imaging/decoder/functional_groups.h"
#include "core/imaging/decoder/jpeg2000.h"
#include "core/imaging/decoder/jpeg_frame.h"
#include "core/imaging/decoder/rle.h"
#include "core/imaging/decoder/stored_bits.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kDeflatedFrames = "1.2.840.10008.1.2.8.1";
constexpr std::string_view kJpeg2000Begin = "1.2.840.10008.1.2.4.9";    ///< .90 to .93
constexpr std::string_view kHighThroughput = "1.2.840.10008.1.2.4.20";  ///< .201 to .203

/// How the frames stand in the file.
enum class Packing : std::uint8_t { kNone, kJpeg2000, kDeflated, kRle, kJpeg };

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

/// PS3.3, C.7.6.3.1.2: black is 16, white 235, colours 128 plus and minus 112 (ITU-R BT.601).
void partialToRgb(base::Bytes& pixels) {
    const auto byte = [](double value) {
        return static_cast<base::Byte>(std::clamp(value + 0.5, 0.0, 255.0));
    };
    for (std::size_t i = 0; i + 2 < pixels.size(); i += 3) {
        const double y = 255.0 / 219 * (pixels[i] - 16.0);
        const double cb = 255.0 / 224 * (pixels[i + 1] - 128.0);
        const double cr = 255.0 / 224 * (pixels[i + 2] - 128.0);
        pixels[i] = byte(y + 1.402 * cr);
        pixels[i + 1] = byte(y - 0.344136 * cb - 0.714136 * cr);
        pixels[i + 2] = byte(y + 1.772 * cb);
    }
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
        StoredBits bits = storedBits();
        const auto decode = [&]() -> base::Result<base::Bytes> {
            switch (m_packing) {
                case Packing::kNone:
                    return native(number);
                case Packing::kJpeg2000:
                    return jpeg2000(number, frame, bits);
                case Packing::kDeflated:
                    return deflated(number);
                case Packing::kRle:
                    return rle(number);
                case Packing::kJpeg:
                    return jpeg(number, frame, bits);
            }
            return fail(ErrorCode::kInternal);
        };
        MEDVEIL_ASSIGN(frame.samples, decode());
        frame.overlay = m_overlays.over(number, frame.samples);
        keepStoredBits(frame.samples, bits);
        describe(number, frame);
        return frame;
    }

    /// What of a frame is not the first frame's, and what was decided or left out.
    void describe(std::uint32_t number, Frame& frame) {
        if (m_overlays.isDamaged())
            frame.cautions.push_back(Caution::kOverlayDamaged);
        if (m_info.channels != 1)
            return;
        // Tables are long: they are read again only where a frame may have its own.
        if (number > 0 && hasFrameGroups(dataset())) {
            auto read = readGreys(dataset(), m_info, number);
            frame.cautions.insert(frame.cautions.end(), read.cautions.begin(), read.cautions.end());
            frame.greys = std::move(read.greys);
            return;
        }
        if (!m_cautions)
            m_cautions = readGreys(dataset(), m_info, 0).cautions;
        frame.cautions.insert(frame.cautions.end(), m_cautions->begin(), m_cautions->end());
    }

    DcmDataset& dataset() { return *m_format.getDataset(); }

    base::Result<void> prepare() {
        for (const auto& tag : {DCM_PixelData, DCM_FloatPixelData, DCM_DoubleFloatPixelData}) {
            if (m_pixels == nullptr)
                (void)dataset().findAndGetElement(tag, m_pixels);
        }
        if (m_pixels == nullptr)
            return fail(ErrorCode::kImageUnsupported, "it holds no image");
        m_originalSyntax = dataset().getOriginalXfer();
        OFString text;
        (void)dataset().findAndGetOFString(DCM_PhotometricInterpretation, text);
        m_words = text.c_str();
        Uint16 value = 0;
        if (dataset().findAndGetUint16(DCM_BitsAllocated, value).good())
            m_bitsAllocated = value;
        m_highBit = m_info.bits - 1;
        const bool integers = m_info.type != SampleType::kF32 && m_info.type != SampleType::kF64;
        if (integers && m_bitsAllocated == 8 * bytesOf(m_info.type) &&
            dataset().findAndGetUint16(DCM_HighBit, value).good() && value >= m_info.bits - 1 &&
            value < m_bitsAllocated)
            m_highBit = value;
        if (dataset().findAndGetUint16(DCM_PlanarConfiguration, value).good())
            m_inPlanes = value == 1 && m_info.channels == 3;
        if (frameBytes() > kLargestFrame)
            return fail(ErrorCode::kTooLarge, "frame");
        m_overlays = Overlays::read(dataset(), m_info, storedBits());
        return choosePacking();
    }

    base::Result<void> choosePacking() {
        auto* const pixels = dynamic_cast<DcmPixelData*>(m_pixels);
        if (pixels == nullptr)
            return {};
        E_TransferSyntax syntax = EXS_Unknown;
        const DcmRepresentationParameter* parameter = nullptr;
        pixels->getOriginalRepresentationKey(syntax, parameter);
        DcmPixelSequence* sequence = nullptr;
        if (pixels->getEncapsulatedRepresentation(syntax, parameter, sequence).bad() || sequence == nullptr)
            return {};
        OFString uid;
        (void)m_format.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid);
        const std::string_view name(uid.c_str());
        m_syntax = syntax;
        if (name == kDeflatedFrames) {
            m_packing = Packing::kDeflated;
        } else if (name.starts_with(kJpeg2000Begin) || name.starts_with(kHighThroughput)) {
            m_packing = Packing::kJpeg2000;
        } else if (syntax == EXS_RLELossless) {
            m_packing = Packing::kRle;
        } else if (DcmXfer(syntax).isEncapsulated() && isJpeg(syntax)) {
            m_packing = Packing::kJpeg;
        } else {
            return fail(ErrorCode::kImageUnsupported, "DICOM compressed as " + m_info.syntax);
        }
        MEDVEIL_ASSIGN(m_fragments, Fragments::open(dataset(), *sequence, m_info.frames));
        return {};
    }

    /// What DCMTK has a decoder for.
    static bool isJpeg(E_TransferSyntax syntax) {
        return DcmCodecList::canChangeCoding(syntax, EXS_LittleEndianExplicit);
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
        if (m_bitsAllocated != 8 * bytesOf(m_info.type))
            return packedBits(number);
        if (m_words == "YBR_FULL_422" || m_words == "YBR_PARTIAL_422")
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
        putInOrder(samples);
        return m_inPlanes ? interleaved(samples, m_info.channels, bytesOf(m_info.type)) : samples;
    }

    /// With the big end first DCMTK puts the bytes of words in order where the element is one of words: not
    /// the words of longer samples, and nothing in an element of bytes.
    void putInOrder(base::Bytes& samples) const {
        const auto size = bytesOf(m_info.type);
        const bool words = m_pixels->getVR() == EVR_OW;
        const bool integers = m_info.type != SampleType::kF32 && m_info.type != SampleType::kF64;
        if (DcmXfer(m_originalSyntax).isLittleEndian() || !integers || size == 1 || (words && size == 2))
            return;
        for (std::size_t i = 0; i + size <= samples.size(); i += size) {
            const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(i);
            if (words)
                std::swap_ranges(begin, begin + 2, begin + 2);
            else
                std::reverse(begin, begin + static_cast<std::ptrdiff_t>(size));
        }
    }

    /// PS3.5, 8.1.1: samples stand one behind the other, whatever their width.
    base::Result<base::Bytes> packedBits(std::uint32_t number) {
        const auto bits = std::uint64_t{samplesInFrame()} * m_bitsAllocated;
        const auto firstBit = std::uint64_t{number} * bits;
        const auto from = firstBit / 8 & ~std::uint64_t{1};
        const auto end = std::min<std::uint64_t>((firstBit + bits + 15) / 16 * 2, m_pixels->getLengthField());
        if (end < from || (end - from) * 8 < firstBit - from * 8 + bits)
            return damaged("DICOM with fewer pixels than it says");
        MEDVEIL_ASSIGN(const base::Bytes packed, partOfValue(from, static_cast<std::size_t>(end - from)));
        base::Bytes samples = unpackedBits(packed, firstBit - from * 8, samplesInFrame(), m_bitsAllocated);
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
        if (m_words == "YBR_PARTIAL_422")
            partialToRgb(out);
        return out;
    }

    base::Result<base::Bytes> jpeg2000(std::uint32_t number, Frame& frame, StoredBits& bits) {
        MEDVEIL_ASSIGN(const base::Bytes codestream, m_fragments->frame(number));
        MEDVEIL_ASSIGN(CodestreamPicture picture, decodeJpeg2000(codestream, shape(), m_words));
        MEDVEIL_ASSIGN(bits, bitsOf(picture, bits, "JPEG 2000"));
        return take(std::move(picture), frame);
    }

    base::Result<base::Bytes> deflated(std::uint32_t number) {
        MEDVEIL_ASSIGN(const base::Bytes packed, m_fragments->frame(number));
        if (m_bitsAllocated == 1) {
            MEDVEIL_ASSIGN(const base::Bytes bits, inflated(packed, (samplesInFrame() + 7) / 8));
            return unpackedBits(bits, 0, samplesInFrame(), 1);
        }
        MEDVEIL_ASSIGN(const base::Bytes samples, inflated(packed, static_cast<std::size_t>(frameBytes())));
        return m_inPlanes ? interleaved(samples, m_info.channels, bytesOf(m_info.type)) : samples;
    }

    base::Result<base::Bytes> rle(std::uint32_t number) {
        MEDVEIL_ASSIGN(const base::Bytes packed, m_fragments->frame(number));
        if (m_bitsAllocated == 1) {
            MEDVEIL_ASSIGN(const base::Bytes bits, decodeRle(packed, (samplesInFrame() + 7) / 8, 1, 1));
            return unpackedBits(bits, 0, samplesInFrame(), 1);
        }
        return decodeRle(packed, std::size_t{m_info.columns} * m_info.rows, m_info.channels,
                         bytesOf(m_info.type));
    }

    base::Result<base::Bytes> jpeg(std::uint32_t number, Frame& frame, StoredBits& bits) {
        MEDVEIL_ASSIGN(const base::Bytes codestream, m_fragments->frame(number));
        MEDVEIL_ASSIGN(CodestreamPicture picture, decodeJpegFrame(codestream, shape(), m_syntax, m_words));
        MEDVEIL_ASSIGN(bits, bitsOf(picture, bits, "JPEG"));
        return take(std::move(picture), frame);
    }

    /// Of what stands in the file as it is.
    StoredBits storedBits() const { return {m_info.type, m_info.bits, m_highBit}; }
    FrameShape shape() const { return {m_info.columns, m_info.rows, m_info.channels, m_info.type}; }
    base::Bytes take(CodestreamPicture picture, Frame& frame) const {
        if (m_info.channels == 3)
            frame.colours = picture.colours;
        frame.cautions = std::move(picture.cautions);
        return std::move(picture.samples);
    }

    DcmFileFormat m_format;
    ImageInfo m_info;
    DcmElement* m_pixels = nullptr;        ///< of the data set
    std::optional<Fragments> m_fragments;  ///< where frames are compressed
    Overlays m_overlays;
    std::optional<std::vector<Caution>> m_cautions;  ///< about the greys of the first frame
    DcmFileCache m_cache;
    Packing m_packing = Packing::kNone;
    E_TransferSyntax m_syntax = EXS_Unknown;          ///< of the frames
    E_TransferSyntax m_originalSyntax = EXS_Unknown;  ///< of the file
    std::string m_words;                              ///< photometric interpretation
    std::uint32_t m_bitsAllocated = 8;
    std::uint32_t m_highBit = 7;
    bool m_inPlanes = false;
};

}  // namespace

base::Result<std::unique_ptr<Decoder>> openDicomDecoder(base::ByteView file) {
    return withDcmtk([&] { return DicomDecoder::open(file); });
}

void prepareDicom() {
    (void)dcmDataDict.rdlock();
    dcmDataDict.rdunlock();
    DJDecoderRegistration::registerCodecs(EDC_never, EUC_default, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_default, EJLSPC_colorByPixel);
}

}  // namespace medveil::imaging
