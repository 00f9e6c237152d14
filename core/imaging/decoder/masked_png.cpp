#include <cstring>

#include "core/imaging/decoder/masked_file.h"
#include "core/imaging/decoder/png_input.h"
#include "core/imaging/model/mark.h"

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint64_t kAfterHeader = 33;  ///< signature, and IHDR with its length, name and checksum

void append(png_structp png, png_bytep bytes, std::size_t count) {
    auto& out = *static_cast<base::Bytes*>(png_get_io_ptr(png));
    out.insert(out.end(), bytes, bytes + count);
}
void flush(png_structp) {}
/// Jumps out on an error: nothing in here has a destructor.
bool writeWith(png_structp png, png_infop info, base::Bytes& out, const Frame& frame, png_bytepp rows) {
    if (setjmp(png_jmpbuf(png)) != 0)
        return false;
    png_set_write_fn(png, &out, append, flush);
    const int depth = static_cast<int>(8 * bytesOf(frame.type));
    png_set_IHDR(png, info, frame.columns, frame.rows, depth,
                 frame.channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    char key[] = "Warning";
    char text[kMaskedText.size() + 1] = {};
    std::memcpy(text, kMaskedText.data(), kMaskedText.size());
    png_text line{};
    line.compression = PNG_TEXT_COMPRESSION_NONE;
    line.key = key;
    line.text = text;
    png_set_text(png, info, &line, 1);
    png_write_info(png, info);
    png_set_swap(png);
    png_write_image(png, rows);
    png_write_end(png, nullptr);
    return true;
}

bool readWith(png_structp png, png_infop info, PngInput& input, const png_unknown_chunk*& found) {
    if (setjmp(png_jmpbuf(png)) != 0)
        return false;
    png_set_read_fn(png, &input, readPng);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS, reinterpret_cast<png_const_bytep>(kSealedChunk),
                                1);
    png_set_chunk_malloc_max(png, 0);  // the file itself is the bound
    png_read_info(png, info);
    png_unknown_chunkp chunks = nullptr;
    const int count = png_get_unknown_chunks(png, info, &chunks);
    for (int i = 0; i < count && found == nullptr; ++i) {
        if (std::memcmp(chunks[i].name, kSealedChunk, 4) == 0)
            found = &chunks[i];
    }
    return true;
}

}  // namespace

base::Result<WrittenImage> writeMaskedPng(const ImageInfo& image, const Frame& frame) {
    if (bytesOf(frame.type) > 2 || frame.type == SampleType::kS8 || frame.type == SampleType::kS16 ||
        frame.colours == Colours::kYbr || frame.colours == Colours::kPalette)
        return fail(ErrorCode::kImageUnsupported, "a picture that cannot be written as PNG");
    const auto rowBytes = std::size_t{frame.columns} * frame.channels * bytesOf(frame.type);
    base::Bytes samples = frame.samples;
    std::vector<png_bytep> rows;
    for (std::size_t y = 0; y < image.rows; ++y)
        rows.push_back(samples.data() + y * rowBytes);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, stopPng, ignorePng);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    WrittenImage written;
    const bool good = info != nullptr && writeWith(png, info, written.file, frame, rows.data());
    png_destroy_write_struct(&png, &info);
    if (!good)
        return fail(ErrorCode::kOutOfMemory, "PNG");
    written.sealAt = kAfterHeader;
    return written;
}

base::Result<base::Bytes> sealedPartOfPng(base::ByteView file) {
    PngInput input{file};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, stopPng, ignorePng);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    const png_unknown_chunk* found = nullptr;
    const bool good = info != nullptr && readWith(png, info, input, found);
    base::Bytes sealed;
    if (good && found != nullptr)
        sealed.assign(found->data, found->data + found->size);
    png_destroy_read_struct(&png, &info, nullptr);
    if (!good)
        return fail(ErrorCode::kImageDamaged, "PNG");
    return sealed;
}

}  // namespace medveil::imaging
