#include "core/imaging/decoder/picture_decoder.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <functional>

#include <jpeglib.h>
#include <tiffio.h>

#include "core/imaging/decoder/png_input.h"
#include "core/imaging/model/mark.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

/// A file that is one picture, decoded when it is asked for.
class OnePicture final : public Decoder {
  public:
    using Decode = std::function<base::Result<Frame>()>;
    OnePicture(ImageInfo info, Decode decode) : m_info(std::move(info)), m_decode(std::move(decode)) {}
    const ImageInfo& info() const override { return m_info; }
    base::Result<std::vector<Element>> elements() override { return std::vector<Element>(); }
    base::Result<Frame> frame(std::uint32_t number) override {
        if (number != 0)
            return fail(ErrorCode::kInvalidArgument, "no such frame");
        return m_decode();
    }

  private:
    ImageInfo m_info;
    Decode m_decode;
};

Frame emptyFrame(const ImageInfo& info) {
    return {info.columns, info.rows, info.channels, info.type, info.colours, {}};
}

base::Result<void> checkSize(const ImageInfo& info) {
    if (info.columns == 0 || info.rows == 0)
        return fail(ErrorCode::kImageDamaged, "picture without a size");
    if (std::uint64_t{info.columns} * info.rows * info.channels * bytesOf(info.type) > kLargestFrame)
        return fail(ErrorCode::kTooLarge, "picture");
    return {};
}

// PNG

/// Holds libpng's structures; reading jumps out of `work` on damage.
class PngReader {
  public:
    explicit PngReader(base::ByteView file)
        : m_source{file}, m_png(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, stopPng, ignorePng)) {
        m_info = m_png != nullptr ? png_create_info_struct(m_png) : nullptr;
        if (m_info != nullptr) {
            png_set_read_fn(m_png, &m_source, readPng);
            png_set_user_limits(m_png, 1U << 20, 1U << 20);
        }
    }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;
    ~PngReader() { png_destroy_read_struct(&m_png, &m_info, nullptr); }

    /// Size, depth, channels as they will be read. False for a damaged file.
    bool readHeader(ImageInfo& info) {
        if (m_info == nullptr || setjmp(png_jmpbuf(m_png)) != 0)
            return false;
        png_read_info(m_png, m_info);
        png_set_expand(m_png);
        png_set_strip_alpha(m_png);
        png_set_swap(m_png);
        png_set_interlace_handling(m_png);
        png_read_update_info(m_png, m_info);
        info.columns = png_get_image_width(m_png, m_info);
        info.rows = png_get_image_height(m_png, m_info);
        info.channels = png_get_channels(m_png, m_info);
        info.bits = png_get_bit_depth(m_png, m_info);
        return png_get_rowbytes(m_png, m_info) == std::size_t{info.columns} * info.channels * (info.bits / 8);
    }
    bool readRows(png_bytepp rows) {
        if (setjmp(png_jmpbuf(m_png)) != 0)
            return false;
        png_read_image(m_png, rows);
        return true;
    }

  private:
    PngInput m_source;
    png_structp m_png;
    png_infop m_info;
};

base::Result<ImageInfo> pngInfo(PngReader& reader) {
    ImageInfo info;
    info.kind = ImageKind::kPng;
    if (!reader.readHeader(info))
        return fail(ErrorCode::kImageDamaged, "PNG");
    info.type = info.bits == 16 ? SampleType::kU16 : SampleType::kU8;
    info.colours = info.channels == 3 ? Colours::kRgb : Colours::kGrey;
    MEDVEIL_TRY(checkSize(info));
    return info;
}

base::Result<Frame> pngFrame(base::ByteView file) {
    PngReader reader(file);
    MEDVEIL_ASSIGN(const ImageInfo info, pngInfo(reader));
    Frame frame = emptyFrame(info);
    const auto rowBytes = std::size_t{info.columns} * info.channels * bytesOf(info.type);
    frame.samples.resize(rowBytes * info.rows);
    std::vector<png_bytep> rows;
    for (std::size_t y = 0; y < info.rows; ++y)
        rows.push_back(frame.samples.data() + y * rowBytes);
    if (!reader.readRows(rows.data()))
        return fail(ErrorCode::kImageDamaged, "PNG");
    return frame;
}

// JPEG

struct JpegStop {
    jpeg_error_mgr manager;
    std::jmp_buf place;
};
[[noreturn]] void stopJpeg(j_common_ptr jpeg) {
    std::longjmp(reinterpret_cast<JpegStop*>(jpeg->err)->place, 1);
}
void countJpeg(j_common_ptr jpeg, int level) {
    if (level < 0)
        ++jpeg->err->num_warnings;
}

class JpegReader {
  public:
    explicit JpegReader(base::ByteView file) {
        m_jpeg.err = jpeg_std_error(&m_stop.manager);
        m_stop.manager.error_exit = stopJpeg;
        m_stop.manager.emit_message = countJpeg;
        m_good = setjmp(m_stop.place) == 0;
        if (!m_good)
            return;
        jpeg_create_decompress(&m_jpeg);
        m_jpeg.mem->max_memory_to_use = 256L * 1024 * 1024;
        jpeg_mem_src(&m_jpeg, file.data(), static_cast<unsigned long>(file.size()));
    }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
    ~JpegReader() { jpeg_destroy_decompress(&m_jpeg); }

    bool readHeader(ImageInfo& info) {
        if (!m_good || setjmp(m_stop.place) != 0)
            return false;
        jpeg_read_header(&m_jpeg, TRUE);
        m_jpeg.out_color_space = m_jpeg.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
        info.columns = m_jpeg.image_width;
        info.rows = m_jpeg.image_height;
        info.channels = m_jpeg.num_components == 1 ? 1 : 3;
        return m_jpeg.num_components == 1 || m_jpeg.num_components == 3;
    }
    /// A picture that ends early, or with damaged parts, is no picture to read from.
    bool readRows(Frame& frame) {
        if (setjmp(m_stop.place) != 0)
            return false;
        jpeg_start_decompress(&m_jpeg);
        const auto rowBytes = std::size_t{frame.columns} * frame.channels;
        while (m_jpeg.output_scanline < m_jpeg.output_height) {
            JSAMPROW row = frame.samples.data() + m_jpeg.output_scanline * rowBytes;
            jpeg_read_scanlines(&m_jpeg, &row, 1);
        }
        jpeg_finish_decompress(&m_jpeg);
        return m_jpeg.err->num_warnings == 0;
    }

  private:
    jpeg_decompress_struct m_jpeg{};
    JpegStop m_stop{};
    bool m_good = false;
};

base::Result<ImageInfo> jpegInfo(JpegReader& reader) {
    ImageInfo info;
    info.kind = ImageKind::kJpeg;
    info.lossy = true;
    if (!reader.readHeader(info))
        return fail(ErrorCode::kImageDamaged, "JPEG");
    info.colours = info.channels == 3 ? Colours::kRgb : Colours::kGrey;
    MEDVEIL_TRY(checkSize(info));
    return info;
}

base::Result<Frame> jpegFrame(base::ByteView file) {
    JpegReader reader(file);
    MEDVEIL_ASSIGN(const ImageInfo info, jpegInfo(reader));
    Frame frame = emptyFrame(info);
    frame.samples.resize(std::size_t{info.columns} * info.rows * info.channels);
    if (!reader.readRows(frame))
        return fail(ErrorCode::kImageDamaged, "JPEG");
    return frame;
}

// TIFF

struct TiffSource {
    base::ByteView file;
    toff_t at = 0;
};
TiffSource& sourceOf(thandle_t handle) {
    return *static_cast<TiffSource*>(handle);
}
tmsize_t readTiff(thandle_t handle, void* out, tmsize_t size) {
    auto& source = sourceOf(handle);
    if (size < 0 || source.at > source.file.size())
        return -1;
    const auto count = std::min<toff_t>(static_cast<toff_t>(size), source.file.size() - source.at);
    std::memcpy(out, source.file.data() + source.at, static_cast<std::size_t>(count));
    source.at += count;
    return static_cast<tmsize_t>(count);
}
tmsize_t writeTiff(thandle_t, void*, tmsize_t) {
    return -1;
}
toff_t seekTiff(thandle_t handle, toff_t offset, int from) {
    auto& source = sourceOf(handle);
    source.at = from == SEEK_SET   ? offset
                : from == SEEK_CUR ? source.at + offset
                                   : source.file.size() + offset;
    return source.at;
}
int closeTiff(thandle_t) {
    return 0;
}
toff_t sizeTiff(thandle_t handle) {
    return sourceOf(handle).file.size();
}
/// The file is in memory already; libtiff's reading piece by piece (4.5.0) also writes in front of its buffer
/// for some damaged strips.
int mapTiff(thandle_t handle, void** begin, toff_t* size) {
    const auto file = sourceOf(handle).file;
    *begin = const_cast<base::Byte*>(file.data());
    *size = file.size();
    return 1;
}
void unmapTiff(thandle_t, void*, toff_t) {}

struct CloseTiff {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};

class TiffDecoder final : public Decoder {
  public:
    static base::Result<std::unique_ptr<Decoder>> open(base::ByteView file) {
        TIFFSetErrorHandler(nullptr);
        TIFFSetWarningHandler(nullptr);
        auto decoder = std::make_unique<TiffDecoder>();
        decoder->m_source.file = file;
        decoder->m_tiff.reset(TIFFClientOpen("picture", "r", &decoder->m_source, readTiff, writeTiff,
                                             seekTiff, closeTiff, sizeTiff, mapTiff, unmapTiff));
        if (!decoder->m_tiff)
            return fail(ErrorCode::kImageDamaged, "TIFF");
        MEDVEIL_TRY(decoder->describe());
        return std::unique_ptr<Decoder>(std::move(decoder));
    }
    const ImageInfo& info() const override { return m_info; }
    base::Result<std::vector<Element>> elements() override { return std::vector<Element>(); }

    base::Result<Frame> frame(std::uint32_t number) override {
        if (number >= m_info.frames || TIFFSetDirectory(m_tiff.get(), static_cast<tdir_t>(number)) == 0)
            return fail(ErrorCode::kInvalidArgument, "no such frame");
        ImageInfo here;
        MEDVEIL_TRY(describePage(here));
        Frame frame = emptyFrame(here);
        return m_raw ? rows(std::move(frame)) : colours(std::move(frame));
    }

  private:
    base::Result<void> describe() {
        constexpr std::uint32_t kMostPages = 10'000;
        MEDVEIL_TRY(describePage(m_info));
        m_info.frames = std::min<std::uint32_t>(TIFFNumberOfDirectories(m_tiff.get()), kMostPages);
        return {};
    }
    /// Grey and RGB in 8 and 16 bit, neither tiled nor in planes, are read as they are stored; all else as
    /// libtiff makes colours of it.
    base::Result<void> describePage(ImageInfo& info) {
        auto* const tiff = m_tiff.get();
        std::uint16_t bits = 1;
        std::uint16_t samples = 1;
        std::uint16_t meaning = PHOTOMETRIC_MINISBLACK;
        std::uint16_t format = SAMPLEFORMAT_UINT;
        std::uint16_t planes = PLANARCONFIG_CONTIG;
        std::uint16_t packing = COMPRESSION_NONE;
        info.kind = ImageKind::kTiff;
        TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &info.columns);
        TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &info.rows);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planes);
        TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &packing);
        TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &meaning);
        const bool grey = meaning == PHOTOMETRIC_MINISBLACK || meaning == PHOTOMETRIC_MINISWHITE;
        const bool colour = meaning == PHOTOMETRIC_RGB && samples == 3 && planes == PLANARCONFIG_CONTIG;
        m_raw = ((grey && samples == 1) || colour) && (bits == 8 || bits == 16) &&
                format == SAMPLEFORMAT_UINT && TIFFIsTiled(tiff) == 0;
        if (!m_raw && (bits > 8 || format != SAMPLEFORMAT_UINT))
            return fail(ErrorCode::kImageUnsupported,
                        "TIFF of " + std::to_string(bits) + " bits for a sample");
        info.greys.darkIsHigh = m_raw && meaning == PHOTOMETRIC_MINISWHITE;
        info.bits = m_raw ? bits : 8;
        info.type = info.bits == 16 ? SampleType::kU16 : SampleType::kU8;
        info.channels = m_raw && grey ? 1 : 3;
        info.colours = m_raw && grey ? Colours::kGrey : Colours::kRgb;
        info.lossy = packing == COMPRESSION_JPEG || packing == COMPRESSION_OJPEG;
        return checkSize(info);
    }
    base::Result<Frame> rows(Frame frame) {
        const auto rowBytes = std::size_t{frame.columns} * frame.channels * bytesOf(frame.type);
        if (static_cast<std::size_t>(TIFFScanlineSize(m_tiff.get())) != rowBytes)
            return fail(ErrorCode::kImageDamaged, "TIFF");
        frame.samples.resize(rowBytes * frame.rows);
        for (std::uint32_t y = 0; y < frame.rows; ++y) {
            if (TIFFReadScanline(m_tiff.get(), frame.samples.data() + y * rowBytes, y) < 0)
                return fail(ErrorCode::kImageDamaged, "TIFF");
        }
        return frame;
    }
    base::Result<Frame> colours(Frame frame) {
        const auto pixels = std::size_t{frame.columns} * frame.rows;
        std::vector<std::uint32_t> packed(pixels);
        if (TIFFReadRGBAImageOriented(m_tiff.get(), frame.columns, frame.rows, packed.data(),
                                      ORIENTATION_TOPLEFT, 1) == 0)
            return fail(ErrorCode::kImageDamaged, "TIFF");
        frame.samples.resize(pixels * 3);
        for (std::size_t i = 0; i < pixels; ++i) {
            frame.samples[i * 3] = static_cast<base::Byte>(TIFFGetR(packed[i]));
            frame.samples[i * 3 + 1] = static_cast<base::Byte>(TIFFGetG(packed[i]));
            frame.samples[i * 3 + 2] = static_cast<base::Byte>(TIFFGetB(packed[i]));
        }
        return frame;
    }

    TiffSource m_source;
    std::unique_ptr<TIFF, CloseTiff> m_tiff;
    ImageInfo m_info;
    bool m_raw = false;
};

/// Tag 0x0112 of the first directory; 1, as stored, where it has none.
std::uint8_t orientationOfExif(base::ByteView tiff) {
    const bool bigEndian = tiff[0] == 'M';
    const auto number = [&](std::size_t at, std::size_t bytes) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes && at + bytes <= tiff.size(); ++i)
            value |= std::uint64_t{tiff[at + i]} << (8 * (bigEndian ? bytes - 1 - i : i));
        return value;
    };
    constexpr std::size_t kEntryBytes = 12;
    constexpr std::uint64_t kOrientation = 0x0112;
    const auto directory = number(4, 4);
    const auto count = number(directory, 2);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto entry = directory + 2 + i * kEntryBytes;
        if (entry + kEntryBytes > tiff.size())
            break;
        if (number(entry, 2) == kOrientation)
            return static_cast<std::uint8_t>(std::min<std::uint64_t>(number(entry + 8, 2), 9));
    }
    return 1;
}

}  // namespace

base::Result<std::unique_ptr<Decoder>> openPngDecoder(base::ByteView file) {
    PngReader reader(file);
    MEDVEIL_ASSIGN(ImageInfo info, pngInfo(reader));
    info.marked = base::asText(file).find(kMarkText) != std::string_view::npos;
    info.masked = base::asText(file).find(kMaskedText) != std::string_view::npos;
    info.sealedInside = info.masked && base::asText(file).find(kSealedChunk) != std::string_view::npos;
    return std::make_unique<OnePicture>(std::move(info), [file] { return pngFrame(file); });
}

base::Result<std::unique_ptr<Decoder>> openJpegDecoder(base::ByteView file) {
    JpegReader reader(file);
    MEDVEIL_ASSIGN(ImageInfo info, jpegInfo(reader));
    return std::make_unique<OnePicture>(std::move(info), [file] { return jpegFrame(file); });
}

std::uint8_t orientationOfJpeg(base::ByteView file) {
    // Segments up to the first scan (T.81, B.1); Exif is a TIFF behind six bytes in APP1 (Exif 2.32, 4.7.2).
    std::size_t at = 2;
    while (at + 4 <= file.size() && file[at] == 0xff && file[at + 1] != 0xda) {
        const auto length = std::size_t{file[at + 2]} << 8 | file[at + 3];
        if (length < 2 || length > file.size() - at - 2)
            return 1;
        const auto body = file.subspan(at + 4, length - 2);
        if (file[at + 1] == 0xe1 && body.size() > 14 && base::asText(body.first(4)) == "Exif")
            return orientationOfExif(body.subspan(6));
        at += 2 + length;
    }
    return 1;
}

base::Result<std::unique_ptr<Decoder>> openTiffDecoder(base::ByteView file) {
    return TiffDecoder::open(file);
}

}  // namespace medveil::imaging
