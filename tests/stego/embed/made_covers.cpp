#include "tests/stego/embed/made_covers.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include <png.h>
#include <sndfile.h>
#include <tiffio.h>

#include "core/crypto/random.h"

namespace medveil::test {

namespace {

using Bytes = std::vector<unsigned char>;

void writePng(const std::filesystem::path& path, const Values& values, std::uint32_t channels, int bits) {
    FILE* file = std::fopen(path.c_str(), "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, kCoverWidth, kCoverHeight, bits,
                 channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    Bytes row;
    for (std::size_t y = 0; y < kCoverHeight; ++y) {
        row.clear();
        for (std::size_t i = 0; i < std::size_t{kCoverWidth} * channels; ++i) {
            const auto value = static_cast<unsigned>(values[y * kCoverWidth * channels + i]);
            if (bits == 16)
                row.push_back(static_cast<unsigned char>(value >> 8));
            row.push_back(static_cast<unsigned char>(value & 0xffU));
        }
        png_write_row(png, row.data());
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    std::fclose(file);
}

void writeBmp(const std::filesystem::path& path, const Values& values) {
    Bytes out;
    const auto put = [&out](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out.push_back(static_cast<unsigned char>(value >> (8 * i) & 0xffU));
    };
    put(0x4d42, 2);
    put(54 + kCoverWidth * kCoverHeight * 3, 4);
    put(0, 4);
    put(54, 4);
    put(40, 4);
    put(kCoverWidth, 4);
    put(kCoverHeight, 4);
    put(1, 2);
    put(24, 2);
    for (int i = 0; i < 6; ++i)
        put(0, 4);
    for (const int value : values)
        put(static_cast<std::uint32_t>(value), 1);
    std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "wb"), std::fclose);
    std::fwrite(out.data(), 1, out.size(), file.get());
}

void writeSound(const std::filesystem::path& path, const Values& values, std::uint32_t channels, int bits) {
    const auto ending = path.extension();
    SF_INFO info{};
    info.samplerate = kCoverRate;
    info.channels = static_cast<int>(channels);
    info.format = (ending == ".wav"    ? SF_FORMAT_WAV
                   : ending == ".flac" ? SF_FORMAT_FLAC
                                       : SF_FORMAT_AIFF) |
                  (bits == 16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24);
    SNDFILE* const file = sf_open(path.c_str(), SFM_WRITE, &info);
    std::vector<int> wide;
    for (const int value : values)
        wide.push_back(static_cast<int>(static_cast<unsigned>(value) << (32 - bits)));
    sf_writef_int(file, wide.data(), static_cast<sf_count_t>(values.size() / channels));
    sf_close(file);
}

}  // namespace

int noise(unsigned range) {
    return static_cast<int>(crypto::randomBelow(range));
}

Values photo(std::uint32_t channels, double scale) {
    Values values;
    for (std::uint32_t y = 0; y < kCoverHeight; ++y)
        for (std::uint32_t x = 0; x < kCoverWidth; ++x)
            for (std::uint32_t c = 0; c < channels; ++c) {
                const double soft = 110 + 60 * std::sin(x / 70.0 + c) + 40 * std::cos(y / 50.0 - c);
                values.push_back(static_cast<int>(std::clamp(soft, 12.0, 240.0) * scale) +
                                 noise(static_cast<unsigned>(9 * scale)));
            }
    return values;
}

Values recording(std::uint32_t channels, double loud) {
    Values values;
    for (std::uint32_t f = 0; f < kCoverFrames; ++f)
        for (std::uint32_t c = 0; c < channels; ++c)
            values.push_back(static_cast<int>(
                loud * (900 * std::sin(f / (40.0 + 9 * c)) + noise(400) + noise(400) - 400)));
    return values;
}

void writeTiff(const std::filesystem::path& path, const Values& values, std::uint32_t channels, int bits,
               int fillOrder) {
    TIFF* const tiff = TIFFOpen(path.c_str(), "w");
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kCoverWidth);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kCoverHeight);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_FILLORDER, fillOrder);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
    for (std::uint32_t y = 0; y < kCoverHeight; ++y) {
        Bytes row;
        for (std::size_t i = 0; i < std::size_t{kCoverWidth} * channels; ++i) {
            const auto value = static_cast<unsigned>(values[std::size_t{y} * kCoverWidth * channels + i]);
            row.push_back(static_cast<unsigned char>(value & 0xffU));
            if (bits == 16)
                row.push_back(static_cast<unsigned char>(value >> 8));
        }
        TIFFWriteScanline(tiff, row.data(), y, 0);
    }
    TIFFClose(tiff);
}

Values readTiff(const std::filesystem::path& path) {
    TIFF* const tiff = TIFFOpen(path.c_str(), "r");
    Values values;
    Bytes row(static_cast<std::size_t>(TIFFScanlineSize(tiff)));
    for (std::uint32_t y = 0; y < kCoverHeight; ++y) {
        TIFFReadScanline(tiff, row.data(), y, 0);
        values.insert(values.end(), row.begin(), row.end());
    }
    TIFFClose(tiff);
    return values;
}

void writeCover(const std::filesystem::path& path, const Values& values, const CoverFormat& format) {
    const std::string_view ending = format.ending;
    if (ending == ".png")
        writePng(path, values, format.channels, format.bits);
    else if (ending == ".tif")
        writeTiff(path, values, format.channels, format.bits, FILLORDER_MSB2LSB);
    else if (ending == ".bmp")
        writeBmp(path, values);
    else
        writeSound(path, values, format.channels, format.bits);
}

}  // namespace medveil::test
