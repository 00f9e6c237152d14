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

/// The picture as it says itself that it is: components of one size.
base::Result<CodestreamShape> shapeOf(const opj_image_t& image) {
    if (image.numcomps == 0)
        return damaged();
    const auto& first = image.comps[0];
    const bool alike =
        std::all_of(image.comps, image.comps + image.numcomps, [&](const opj_image_comp_t& each) {
            return each.w == first.w && each.h == first.h && each.prec == first.prec &&
                   each.sgnd == first.sgnd;
        });
    if (!alike)
        return fail(ErrorCode::kImageUnsupported, "JPEG 2000 whose channels differ in size or depth");
    return CodestreamShape{first.w, first.h, image.numcomps, first.prec};
}

base::Result<void> checkImage(const opj_image_t& image, const FrameShape& shape) {
    MEDVEIL_ASSIGN(const CodestreamShape said, shapeOf(image));
    return checkShape(said, shape, "JPEG 2000");
}

/// Whether the codestream turned its colours itself (ITU-T T.800, A.6.1: the byte behind the number of
/// layers).
bool hasColourTransform(opj_codec_t* codec) {
    opj_codestream_info_v2_t* info = opj_get_cstr_info(codec);
    const bool transformed = info != nullptr && info->m_default_tile_info.mct != 0;
    opj_destroy_cstr_info(&info);
    return transformed;
}

void chooseColours(const opj_image_t& image, bool transformed, std::string_view words,
                   CodestreamPicture& picture) {
    // A transform of its own is undone when it is decoded. Without one, YBR_FULL is what stands there.
    const bool ycc = image.color_space == OPJ_CLRSPC_SYCC;
    const bool said = words.starts_with("YBR_FULL");
    const bool ybr = !transformed && (ycc || said);
    picture.colours = ybr ? Colours::kYbr : Colours::kRgb;
    // PS3.5, 8.2.4: YBR_ICT and YBR_RCT are promises that it does.
    const bool promised = words == "YBR_ICT" || words == "YBR_RCT";
    if (ybr != said || (promised && !transformed))
        picture.cautions.push_back(Caution::kColoursOfCodestream);
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

base::Result<CodestreamPicture> decodeJpeg2000(base::ByteView codestream, const FrameShape& shape,
                                               std::string_view words) {
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
    if (!header || !image)
        return damaged();
    // Before memory is taken for it: what the codestream says it holds.
    MEDVEIL_TRY(checkImage(*image, shape));
    if (opj_decode(codec.get(), stream.get(), image.get()) == OPJ_FALSE ||
        std::any_of(image->comps, image->comps + image->numcomps,
                    [](const auto& c) { return c.data == nullptr; }))
        return damaged();
    MEDVEIL_TRY(checkImage(*image, shape));
    CodestreamPicture picture;
    picture.precision = image->comps[0].prec;
    picture.withSign = image->comps[0].sgnd != 0;
    if (shape.channels == 3)
        chooseColours(*image, hasColourTransform(codec.get()), words, picture);
    auto& samples = picture.samples;
    samples.resize(std::size_t{shape.columns} * shape.rows * shape.channels * bytesOf(shape.type));
    if (bytesOf(shape.type) == 1)
        interleave<std::uint8_t>(*image, samples);
    else if (bytesOf(shape.type) == 2)
        interleave<std::uint16_t>(*image, samples);
    else
        return fail(ErrorCode::kImageUnsupported, "JPEG 2000 of more than 16 bits");
    return picture;
}

}  // namespace medveil::imaging
