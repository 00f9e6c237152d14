#include "core/imaging/decoder/clean_pixels.h"

#include <algorithm>
#include <memory>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/decoder/codestream.h"
#include "core/imaging/decoder/decoder.h"
#include "core/imaging/decoder/dicom_pixels.h"
#include "core/imaging/decoder/fragments.h"
#include "core/imaging/decoder/rle_codestream.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

std::unexpected<base::Error> unsupported(const char* reason) {
    return fail(ErrorCode::kImageUnsupported, reason);
}

std::uint32_t sampleAt(const Uint8* bytes, std::size_t count) {
    std::uint32_t sample = 0;
    while (count-- > 0)
        sample = sample << 8 | bytes[count];
    return sample;
}

struct Shape {
    std::uint64_t frames = 1;
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;
    std::uint64_t channels = 1;
    SampleBits bits;
    std::string colours;

    /// Bits of all frames. Half the colours, or a quarter, are not there: PS3.3, C.7.6.3.1.2.
    std::uint64_t size() const {
        const auto pixels = frames * rows * columns;
        if (channels == 3 && colours.ends_with("_422"))
            return pixels * 2 * bits.allocated;
        if (channels == 3 && colours.ends_with("_420"))
            return pixels * 3 / 2 * bits.allocated;
        return pixels * channels * bits.allocated;
    }
};

base::Result<Shape> shapeOf(DcmDataset& dataset) {
    const auto number = [&dataset](const DcmTagKey& tag, std::uint32_t otherwise) {
        Uint16 value = 0;
        return dataset.findAndGetUint16(tag, value).good() ? std::uint32_t{value} : otherwise;
    };
    Shape shape;
    Sint32 frames = 1;
    if (dataset.tagExistsWithValue(DCM_NumberOfFrames) &&
        (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).bad() || frames < 1))
        return fail(ErrorCode::kImageDamaged, "DICOM number of frames");
    shape.frames = static_cast<std::uint64_t>(frames);
    shape.rows = number(DCM_Rows, 0);
    shape.columns = number(DCM_Columns, 0);
    shape.channels = number(DCM_SamplesPerPixel, 1);
    shape.bits.allocated = number(DCM_BitsAllocated, 0);
    shape.bits.stored = number(DCM_BitsStored, shape.bits.allocated);
    shape.bits.highBit = number(DCM_HighBit, shape.bits.stored - 1);
    shape.bits.withSign = number(DCM_PixelRepresentation, 0) != 0;
    shape.colours = textOf(dataset, DCM_PhotometricInterpretation);
    if (shape.rows == 0 || shape.columns == 0 || shape.channels == 0 || shape.channels > 4)
        return fail(ErrorCode::kImageDamaged, "DICOM pixels without rows, columns or channels");
    if (shape.bits.allocated == 0 || shape.bits.allocated > 64)
        return fail(ErrorCode::kImageDamaged, "DICOM pixels without depth");
    return shape;
}

class NativePixels {
  public:
    NativePixels(DcmDataset& dataset, DcmElement& element, const Shape& shape)
        : m_dataset(dataset), m_element(element), m_shape(shape) {}

    base::Result<void> clean() {
        const auto bits = sizeInBits();
        const std::uint64_t expected = (bits + 7) / 8;
        const std::uint64_t length = m_element.getLengthField();
        // What is cut off too early stays so: all of it is picture.
        const auto kept = std::min(expected, length - length % 2);
        const bool asItIs = length == expected && expected % 2 == 0 && bits % 8 == 0 && !needsBits();
        if (asItIs || length == 0)
            return {};
        MEDVEIL_TRY(copy(kept));
        if (needsBits())
            MEDVEIL_TRY(clearBits());
        if (kept == expected && bits % 8 != 0)
            m_bytes[kept - 1] &= static_cast<Uint8>((1U << (bits % 8)) - 1);
        return replace();
    }

  private:
    /// Where all colours are there although half of them is said to be, the picture is what is there.
    std::uint64_t sizeInBits() const {
        auto whole = m_shape;
        whole.colours.clear();
        const auto bytes = (whole.size() + 7) / 8;
        return m_element.getLengthField() == bytes + bytes % 2 ? whole.size() : m_shape.size();
    }
    bool needsBits() const { return m_shape.bits.hasUnused() && m_shape.bits.allocated >= 8; }

    base::Result<void> copy(std::uint64_t kept) {
        const auto even = kept + kept % 2;
        if (even > UINT32_MAX - 1)
            return fail(ErrorCode::kTooLarge, "DICOM pixels");
        m_isWords = m_element.getVR() != EVR_OB;
        m_copy = std::make_unique<DcmPixelData>(DcmTag(m_element.getTag(), m_isWords ? EVR_OW : EVR_OB));
        Uint16* words = nullptr;
        OFCondition made;
        if (m_isWords) {
            made = m_copy->createUint16Array(static_cast<Uint32>(even / 2), words);
            m_bytes = reinterpret_cast<Uint8*>(words);
        } else {
            m_copy->setVR(EVR_OB);
            made = m_copy->createUint8Array(static_cast<Uint32>(even), m_bytes);
        }
        const auto present = std::min<std::uint64_t>(even, m_element.getLengthField());
        if (made.bad() || m_bytes == nullptr ||
            m_element.getPartialValue(m_bytes, 0, static_cast<Uint32>(present), nullptr, EBO_LittleEndian)
                .bad())
            return fail(ErrorCode::kImageDamaged, "DICOM pixel data");
        std::fill(m_bytes + kept, m_bytes + even, Uint8{0});
        m_size = kept;
        return {};
    }

    /// In memory and in the file a sample's lowest byte comes first.
    base::Result<void> clearBits() {
        auto bits = m_shape.bits;
        if (!bits.isPossible() || bits.allocated % 8 != 0)
            return unsupported("DICOM with samples in unusual bits");
        if (bits.allocated == 32 && m_dataset.getOriginalXfer() == EXS_BigEndianExplicit)
            return unsupported("DICOM of 32 bits, the highest first");
        const std::size_t each = bits.allocated / 8;
        bits.onesAbove = false;
        for (std::size_t at = 0; bits.withSign && at + each <= m_size; at += each)
            bits.onesAbove = bits.onesAbove || bits.hasBitsAbove(sampleAt(m_bytes + at, each));
        for (std::size_t at = 0; at + each <= m_size; at += each) {
            auto sample = bits.cleared(sampleAt(m_bytes + at, each));
            for (std::size_t i = 0; i < each; ++i, sample >>= 8)
                m_bytes[at + i] = static_cast<Uint8>(sample & 0xffU);
        }
        return {};
    }

    base::Result<void> replace() {
        if (m_dataset.insert(m_copy.get(), true).bad())
            return fail(ErrorCode::kInternal, "pixel data that cannot be replaced");
        (void)m_copy.release();
        return {};
    }

    DcmDataset& m_dataset;
    DcmElement& m_element;
    const Shape& m_shape;
    std::unique_ptr<DcmPixelData> m_copy;
    Uint8* m_bytes = nullptr;  ///< of the copy
    std::uint64_t m_size = 0;
    bool m_isWords = true;
};

class PackedPixels {
  public:
    PackedPixels(DcmFileFormat& format, DcmPixelData& pixels, const Shape& shape)
        : m_format(format), m_pixels(pixels), m_shape(shape) {}

    base::Result<void> clean() {
        E_TransferSyntax syntax = EXS_Unknown;
        const DcmRepresentationParameter* parameter = nullptr;
        DcmPixelSequence* source = nullptr;
        m_pixels.getOriginalRepresentationKey(syntax, parameter);
        if (m_pixels.getEncapsulatedRepresentation(syntax, parameter, source).bad() || source == nullptr)
            return fail(ErrorCode::kImageDamaged, "DICOM compressed pixel data");
        m_syntax = syntax;
        const auto frames = static_cast<std::uint32_t>(m_shape.frames);
        const auto fragments = Fragments::open(*m_format.getDataset(), *source, frames);
        if (!fragments)
            return fail(ErrorCode::kImageUnsupported, fragments.error().detail);
        m_table = new DcmPixelItem(DcmTag(DCM_Item, EVR_OB));
        if (m_sequence->insert(m_table).bad())
            return fail(ErrorCode::kInternal, "table of offsets");
        for (std::uint32_t number = 0; number < frames; ++number) {
            MEDVEIL_ASSIGN(const base::Bytes whole, fragments->frame(number));
            MEDVEIL_TRY(addFrame(whole));
        }
        return replace();
    }

  private:
    base::Result<void> addFrame(base::ByteView whole) {
        auto cleaned = cleanFrame(whole);
        if (!cleaned) {
            const auto& why = cleaned.error();
            return fail(
                ErrorCode::kImageUnsupported,
                why.detail + (why.code == ErrorCode::kUnexpectedEnd ? " that ends before its end" : ""));
        }
        if (m_sequence
                ->storeCompressedFrame(m_offsets, cleaned->data(), static_cast<Uint32>(cleaned->size()), 0)
                .bad())
            return fail(ErrorCode::kInternal, "a frame that cannot be stored");
        return {};
    }

    base::Result<base::Bytes> cleanFrame(base::ByteView whole) {
        const std::string_view name(DcmXfer(m_syntax).getXferID());
        constexpr std::string_view kFamily = "1.2.840.10008.1.2.4.";
        if (name == "1.2.840.10008.1.2.5")
            return cleanRle(
                whole, {static_cast<std::size_t>(m_shape.rows), static_cast<std::size_t>(m_shape.columns),
                        static_cast<std::size_t>(m_shape.channels), m_shape.bits});
        if (!name.starts_with(kFamily))
            return unsupported("DICOM compressed in a way that cannot be cleaned");
        const auto process = name.substr(kFamily.size());
        base::Result<Codestream> made = unsupported("DICOM compressed in a way that cannot be cleaned");
        if (process.size() == 2 && process >= "50" && process <= "70")
            made = cleanJpeg(whole, JpegFamily::kJpeg);
        else if (process == "80" || process == "81")
            made = cleanJpeg(whole, JpegFamily::kJpegLs);
        else if (process.size() == 2 && process >= "90" && process <= "93")
            made = cleanJpeg2000(whole);
        if (!made)
            return fail(std::move(made).error());
        m_precision = std::max(m_precision, made->precision);
        return std::move(made->bytes);
    }

    base::Result<void> replace() {
        if (m_table->createOffsetTable(m_offsets).bad())
            return fail(ErrorCode::kInternal, "table of offsets");
        auto copy = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
        copy->putOriginalRepresentation(m_syntax, nullptr, m_sequence.release());
        if (m_format.getDataset()->insert(copy.get(), true).bad())
            return fail(ErrorCode::kInternal, "pixel data that cannot be replaced");
        (void)copy.release();
        const bool mayHoldMore = m_precision > m_shape.bits.stored;
        return mayHoldMore ? checkUnusedBits() : base::Result<void>();
    }

    /// A codestream may be deeper than the picture, and what stands in those bits passes no marker. The file
    /// is decoded as if all bits were the picture's.
    base::Result<void> checkUnusedBits() {
        const auto bits = m_shape.bits;
        if (!bits.isPossible() || (bits.allocated != 8 && bits.allocated != 16))
            return unsupported("compressed samples in unusual bits");
        DcmFileFormat all(m_format);
        const auto set = [&all](const DcmTagKey& tag, std::uint32_t value) {
            return all.getDataset()->putAndInsertUint16(tag, static_cast<Uint16>(value)).good();
        };
        if (!set(DCM_BitsStored, bits.allocated) || !set(DCM_HighBit, bits.allocated - 1))
            return fail(ErrorCode::kInternal, "depth");
        MEDVEIL_ASSIGN(const base::Bytes file, writeDicom(all, m_syntax, kLargestDicom));
        MEDVEIL_ASSIGN(const auto decoder, openDecoder(file));
        const auto& ones = bits;
        auto zeros = bits;
        zeros.onesAbove = false;
        bool asOnes = true;
        bool asZeros = true;
        for (std::uint32_t i = 0; i < decoder->info().frames; ++i) {
            MEDVEIL_ASSIGN(const Frame frame, decoder->frame(i));
            const auto each = bytesOf(frame.type);
            for (std::size_t at = 0; at + each <= frame.samples.size(); at += each) {
                const auto sample = sampleAt(frame.samples.data() + at, each);
                asOnes = asOnes && ones.cleared(sample) == sample;
                asZeros = asZeros && zeros.cleared(sample) == sample;
            }
        }
        if (!asOnes && !asZeros)
            return unsupported("compressed pixels that hold something in bits that are not the picture's");
        return {};
    }

    DcmFileFormat& m_format;
    DcmPixelData& m_pixels;
    const Shape& m_shape;
    E_TransferSyntax m_syntax = EXS_Unknown;
    std::unique_ptr<DcmPixelSequence> m_sequence =
        std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelData, EVR_OB));
    DcmPixelItem* m_table = nullptr;  ///< of the sequence
    DcmOffsetList m_offsets;
    std::uint32_t m_precision = 0;
};

}  // namespace

base::Result<void> cleanPixels(DcmFileFormat& format) {
    DcmDataset& dataset = *format.getDataset();
    for (const auto& tag : {DCM_PixelData, DCM_FloatPixelData, DCM_DoubleFloatPixelData}) {
        DcmElement* element = nullptr;
        if (dataset.findAndGetElement(tag, element).bad() || element == nullptr)
            continue;
        MEDVEIL_ASSIGN(Shape shape, shapeOf(dataset));
        auto* const pixels = dynamic_cast<DcmPixelData*>(element);
        if (pixels != nullptr && DcmXfer(dataset.getOriginalXfer()).isEncapsulated()) {
            MEDVEIL_TRY(PackedPixels(format, *pixels, shape).clean());
            continue;
        }
        if (tag == DCM_PixelData) {
            MEDVEIL_TRY(NativePixels(dataset, *element, shape).clean());
            continue;
        }
        const std::uint64_t expected =
            shape.frames * shape.rows * shape.columns * (tag == DCM_FloatPixelData ? 4 : 8);
        if (element->getLengthField() > expected)
            return unsupported("floating point pixels with something behind the last frame");
    }
    // The table of offsets is made anew; what else stands in this group may repeat pixels.
    std::vector<DcmTagKey> others;
    for (unsigned long i = 0; i < dataset.card(); ++i) {
        const auto tag = dataset.getElement(i)->getTag();
        if (tag.getGroup() == 0x7fe0 && tag != DCM_PixelData && tag != DCM_FloatPixelData &&
            tag != DCM_DoubleFloatPixelData)
            others.push_back(tag);
    }
    for (const auto& tag : others) {
        if (dataset.findAndDeleteElement(tag).bad())
            return fail(ErrorCode::kInternal, "an element that cannot be removed");
    }
    return {};
}

}  // namespace medveil::imaging
