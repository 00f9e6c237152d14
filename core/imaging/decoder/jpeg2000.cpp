#include "core/imaging/decoder/jpeg2000.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <openjpeg.h>

namespace medveil::imaging {

using base::ErrorCode;
using base::fail;

namespace {

struct Cursor {
    base::ByteView bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T readSome(void* buffer, OPJ_SIZE_T size, void* user) {
    auto& cursor = *static_cast<Cursor*>(user);
    const auto count = std::min<std::size_t>(size, cursor.bytes.size() - cursor.at);
    if (count == 0)
        return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(buffer, cursor.bytes.data() + cursor.at, count);
    cursor.at += count;
    return count;
}
OPJ_OFF_T skipSome(OPJ_OFF_T size, void* user) {
    auto& cursor = *static_cast<Cursor*>(user);
    const auto left = static_cast<OPJ_OFF_T>(cursor.bytes.size() - cursor.at);
    const auto count = std::clamp<OPJ_OFF_T>(size, 0, left);
    cursor.at += static_cast<std::size_t>(count);
    return count;
}
OPJ_BOOL seekTo(OPJ_OFF_T place, void* user) {
    auto& cursor = *static_cast<Cursor*>(user);
    if (place < 0 || static_cast<std::size_t>(place) > cursor.bytes.size())
        return OPJ_FALSE;
    cursor.at = static_cast<std::size_t>(place);
    return OPJ_TRUE;
}

struct FreeStream {
    void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};
struct FreeCodec {
    void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
};
struct FreeImage {
    void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};

std::unexpected<base::Error> damaged() {
    return fail(ErrorCode::kImageDamaged, "JPEG 2000");
}

bool hasShape(const opj_image_t& image, const FrameShape& shape) {
    if (image.numcomps != shape.channels)
        return false;
    return std::all_of(image.comps, image.comps + image.numcomps, [&](const opj_image_comp_t& component) {
        return component.w == shape.columns && component.h == shape.rows &&
               component.prec <= 8 * bytesOf(shape.type);
    });
}

template <class Sample>
void interleave(const opj_image_t& image, base::Bytes& out) {
    const auto pixels = std::size_t{image.comps[0].w} * image.comps[0].h;
    for (std::size_t c = 0; c < image.numcomps; ++c) {
        for (std::size_t i = 0; i < pixels; ++i) {
            const auto value = static_cast<Sample>(image.comps[c].data[i]);
            std::memcpy(out.data() + (i * image.numcomps + c) * sizeof value, &value, sizeof value);
        }
    }
}

}  // namespace

base::Result<base::Bytes> decodeJpeg2000(base::ByteView codestream, const FrameShape& shape) {
    constexpr base::Byte kBoxes = 0;  // a JP2 file begins with a box's length, a codestream with 0xff4f
    if (codestream.size() < 12)
        return damaged();
    const std::unique_ptr<opj_codec_t, FreeCodec> codec(
        opj_create_decompress(codestream[0] == kBoxes ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!codec || opj_setup_decoder(codec.get(), &parameters) == OPJ_FALSE)
        return damaged();
    Cursor cursor{codestream};
    const std::unique_ptr<opj_stream_t, FreeStream> stream(opj_stream_default_create(OPJ_TRUE));
    if (!stream)
        return fail(ErrorCode::kOutOfMemory, "JPEG 2000");
    opj_stream_set_user_data(stream.get(), &cursor, nullptr);
    opj_stream_set_user_data_length(stream.get(), codestream.size());
    opj_stream_set_read_function(stream.get(), readSome);
    opj_stream_set_skip_function(stream.get(), skipSome);
    opj_stream_set_seek_function(stream.get(), seekTo);
    opj_image_t* raw = nullptr;
    const bool header = opj_read_header(stream.get(), codec.get(), &raw) != OPJ_FALSE;
    const std::unique_ptr<opj_image_t, FreeImage> image(raw);
    // Before memory is taken for it: what the codestream says it holds.
    if (!header || !image || !hasShape(*image, shape))
        return damaged();
    if (opj_decode(codec.get(), stream.get(), image.get()) == OPJ_FALSE || !hasShape(*image, shape) ||
        std::any_of(image->comps, image->comps + image->numcomps,
                    [](const auto& c) { return c.data == nullptr; }))
        return damaged();
    base::Bytes samples(std::size_t{shape.columns} * shape.rows * shape.channels * bytesOf(shape.type));
    if (bytesOf(shape.type) == 1)
        interleave<std::uint8_t>(*image, samples);
    else if (bytesOf(shape.type) == 2)
        interleave<std::uint16_t>(*image, samples);
    else
        return fail(ErrorCode::kImageUnsupported, "JPEG 2000 of more than 16 bits");
    return samples;
}

}  // namespace medveil::imaging
