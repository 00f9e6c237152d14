// A compressed TIFF is refused: its strips would change their length, and libtiff would leave the untouched
// ones behind in the file, for everybody to compare.
#include "stego/formats/tiff_carrier.h"

#include <algorithm>
#include <cstring>

#include <tiffio.h>

#include "stego/formats/placed_carrier.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr tmsize_t kMostAllocated = 64 * 1024 * 1024;  ///< by libtiff, for its tables

struct Memory {
    base::ByteView file;
    toff_t at = 0;
};

tmsize_t readMemory(thandle_t handle, void* out, tmsize_t size) {
    auto& memory = *static_cast<Memory*>(handle);
    const auto left = memory.at < memory.file.size() ? memory.file.size() - memory.at : 0;
    const auto count = std::min<toff_t>(left, static_cast<toff_t>(std::max<tmsize_t>(size, 0)));
    if (count > 0)
        std::memcpy(out, memory.file.data() + memory.at, static_cast<std::size_t>(count));
    memory.at += count;
    return static_cast<tmsize_t>(count);
}
tmsize_t refuseWrite(thandle_t, void*, tmsize_t) {
    return 0;
}
toff_t seekMemory(thandle_t handle, toff_t offset, int whence) {
    auto& memory = *static_cast<Memory*>(handle);
    memory.at = offset + (whence == SEEK_CUR ? memory.at : whence == SEEK_END ? memory.file.size() : 0);
    return memory.at;
}
int closeMemory(thandle_t) {
    return 0;
}
toff_t sizeOfMemory(thandle_t handle) {
    return static_cast<Memory*>(handle)->file.size();
}
int ignoreMessage(TIFF*, void*, const char*, const char*, va_list) {
    return 1;
}

using Handle = std::unique_ptr<TIFF, void (*)(TIFF*)>;

Handle openDirectory(Memory& memory) {
    TIFFOpenOptions* const options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, kMostAllocated);
    TIFFOpenOptionsSetErrorHandlerExtR(options, ignoreMessage, nullptr);
    TIFFOpenOptionsSetWarningHandlerExtR(options, ignoreMessage, nullptr);
    Handle tiff(TIFFClientOpenExt("cover", "rm", &memory, readMemory, refuseWrite, seekMemory, closeMemory,
                                  sizeOfMemory, nullptr, nullptr, options),
                TIFFClose);
    TIFFOpenOptionsFree(options);
    return tiff;
}

struct Shape {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t stripRows = 0;
    std::uint16_t bits = 1;
    std::uint16_t samplesOfPixel = 1;
    std::uint16_t extraCount = 0;
    std::uint16_t photometric = 0;
    bool withSign = false;
    bool bitsReversed = false;
};

/// What must hold for plain numbers at known places.
base::Result<Shape> shapeOf(TIFF* tiff) {
    Shape shape;
    std::uint16_t compression = COMPRESSION_NONE;
    std::uint16_t planar = PLANARCONFIG_CONTIG;
    std::uint16_t format = SAMPLEFORMAT_UINT;
    std::uint16_t fillOrder = FILLORDER_MSB2LSB;
    const std::uint16_t* extras = nullptr;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &shape.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &shape.samplesOfPixel);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_FILLORDER, &fillOrder);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &shape.stripRows);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &shape.extraCount, &extras);
    if (TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &shape.width) != 1 ||
        TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &shape.height) != 1 || shape.width == 0 ||
        shape.height == 0 || shape.stripRows == 0)
        return fail(ErrorCode::kCoverDamaged, "TIFF without measures");
    if (compression != COMPRESSION_NONE)
        return fail(ErrorCode::kCoverUnsupported, "TIFF that is compressed: save it without, or as PNG");
    if (TIFFIsTiled(tiff) != 0 || planar != PLANARCONFIG_CONTIG)
        return fail(ErrorCode::kCoverUnsupported, "TIFF in tiles or planes");
    if (shape.bits != 8 && shape.bits != 16)
        return fail(ErrorCode::kCoverUnsupported, "TIFF that has neither 8 nor 16 bits a sample");
    if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_INT)
        return fail(ErrorCode::kCoverUnsupported, "TIFF of numbers that are not whole");
    shape.withSign = format == SAMPLEFORMAT_INT;
    shape.bitsReversed = fillOrder == FILLORDER_LSB2MSB;
    if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &shape.photometric) != 1 ||
        (shape.photometric != PHOTOMETRIC_RGB && shape.photometric != PHOTOMETRIC_MINISBLACK &&
         shape.photometric != PHOTOMETRIC_MINISWHITE))
        return fail(ErrorCode::kCoverUnsupported, "TIFF that is neither grey nor RGB");
    if (shape.samplesOfPixel != shape.extraCount + (shape.photometric == PHOTOMETRIC_RGB ? 3 : 1))
        return fail(ErrorCode::kCoverUnsupported, "TIFF with unusual channels");
    return shape;
}

}  // namespace

base::Result<std::unique_ptr<Carrier>> openTiff(base::Bytes file) {
    CarrierInfo info;
    Placement placement;
    {
        Memory memory{file};
        const auto tiff = openDirectory(memory);
        if (!tiff)
            return fail(ErrorCode::kCoverDamaged, "TIFF that libtiff cannot read");
        MEDVEIL_ASSIGN(const Shape shape, shapeOf(tiff.get()));
        info.kind = CarrierKind::kTiff;
        info.width = shape.width;
        info.height = shape.height;
        info.channels = static_cast<std::uint32_t>(shape.samplesOfPixel - shape.extraCount);
        info.bits = shape.bits;
        placement.sampleBytes = shape.bits / 8U;
        placement.pixelBytes = placement.sampleBytes * shape.samplesOfPixel;
        placement.bigEndian = TIFFIsBigEndian(tiff.get()) != 0;
        placement.withSign = shape.withSign;
        placement.bitsReversed = shape.bitsReversed;
        const auto rowBytes = std::uint64_t{shape.width} * placement.pixelBytes;
        if (rowBytes > file.size() / shape.height)
            return fail(ErrorCode::kCoverDamaged, "TIFF claims more pixels than it can hold");
        placement.rows.reserve(shape.height);
        for (std::uint32_t y = 0; y < shape.height; ++y) {
            const auto strip = TIFFGetStrileOffset(tiff.get(), y / shape.stripRows);
            if (strip == 0 || strip > file.size())
                return fail(ErrorCode::kCoverDamaged, "TIFF strip outside the file");
            placement.rows.push_back(static_cast<std::size_t>(strip + rowBytes * (y % shape.stripRows)));
        }
    }
    return makePlacedCarrier(std::move(file), info, std::move(placement));
}

}  // namespace medveil::stego
