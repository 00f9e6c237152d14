#include "stego/formats/flac_codec.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include <FLAC/stream_decoder.h>
#include <FLAC/stream_encoder.h>

#include "stego/carrier/carrier.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kBeginningFrames = 48;  ///< of the file, by which its encoder is known
constexpr std::uint32_t kLevels = 9;

struct Decoding {
    base::ByteView file;
    std::size_t at = 0;
    FlacSound sound;
    std::vector<std::uint32_t> blocks;  ///< sound frames of the last two frames of the file
    std::uint64_t blockCount = 0;
    bool unlike = false;  ///< channels, bits or block sizes that change
    bool damaged = false;
    bool tooLarge = false;
    bool outOfMemory = false;
};

Decoding& decodingOf(void* client) {
    return *static_cast<Decoding*>(client);
}

FLAC__StreamDecoderReadStatus readFile(const FLAC__StreamDecoder*, FLAC__byte* out, std::size_t* count,
                                       void* client) {
    auto& decoding = decodingOf(client);
    *count = std::min(*count, decoding.file.size() - decoding.at);
    if (*count == 0)
        return FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
    std::memcpy(out, decoding.file.data() + decoding.at, *count);
    decoding.at += *count;
    return FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
}
FLAC__StreamDecoderTellStatus tellPlace(const FLAC__StreamDecoder*, FLAC__uint64* at, void* client) {
    *at = decodingOf(client).at;
    return FLAC__STREAM_DECODER_TELL_STATUS_OK;
}
FLAC__bool atEnd(const FLAC__StreamDecoder*, void* client) {
    return decodingOf(client).at >= decodingOf(client).file.size();
}
void onError(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* client) {
    decodingOf(client).damaged = true;
}

void takeFrame(Decoding& decoding, const FLAC__Frame& frame, const FLAC__int32* const* channels) {
    auto& sound = decoding.sound;
    const auto& header = frame.header;
    if (decoding.blockCount == 0) {
        sound.rate = header.sample_rate;
        sound.channels = header.channels;
        sound.bits = header.bits_per_sample;
        sound.blockFrames = header.blocksize;
        sound.samples = Samples(Samples::widthFor(sound.bits, true));
    }
    // Only the last frame may be shorter.
    decoding.unlike |= header.channels != sound.channels || header.bits_per_sample != sound.bits ||
                       header.sample_rate != sound.rate || header.blocksize > sound.blockFrames ||
                       sound.frames != decoding.blockCount * sound.blockFrames;
    if (decoding.unlike)
        return;
    const auto have = sound.samples.size();
    const std::size_t more = std::size_t{header.blocksize} * header.channels;
    if (have + more > kMostElements || sound.frames + header.blocksize > UINT32_MAX) {
        decoding.tooLarge = true;
        return;
    }
    sound.samples.resize(have + more);
    std::size_t to = have;
    for (std::size_t f = 0; f < header.blocksize; ++f)
        for (std::size_t c = 0; c < header.channels; ++c)
            sound.samples.set(to++, channels[c][f]);
    if (decoding.blockCount < kBeginningFrames) {
        for (auto i = have; i < to; ++i)
            sound.beginningSamples.push_back(sound.samples[i]);
    }
    sound.frames += header.blocksize;
    ++decoding.blockCount;
}

FLAC__StreamDecoderWriteStatus onFrame(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                       const FLAC__int32* const channels[], void* client) {
    auto& decoding = decodingOf(client);
    try {
        takeFrame(decoding, *frame, channels);
    } catch (const std::bad_alloc&) {
        decoding.outOfMemory = true;  // must not fly through libFLAC
    }
    return decoding.unlike || decoding.tooLarge || decoding.outOfMemory
               ? FLAC__STREAM_DECODER_WRITE_STATUS_ABORT
               : FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

base::Result<void> outcomeOf(const Decoding& decoding) {
    if (decoding.outOfMemory)
        return fail(ErrorCode::kOutOfMemory, "cover");
    if (decoding.tooLarge)
        return fail(ErrorCode::kTooLarge, "sound of more than 320 million samples");
    if (decoding.unlike)
        return fail(ErrorCode::kCoverUnsupported, "FLAC whose frames have different lengths or kinds");
    if (decoding.damaged)
        return fail(ErrorCode::kCoverDamaged, "FLAC frame that cannot be decoded");
    return {};
}

struct Encoding {
    FlacStream stream;
    std::uint64_t nextFrame = 0;
};

FLAC__StreamEncoderWriteStatus onBytes(const FLAC__StreamEncoder*, const FLAC__byte buffer[],
                                       std::size_t count, std::uint32_t frames, std::uint32_t, void* client) {
    auto& encoding = *static_cast<Encoding*>(client);
    // Metadata comes without sound frames; the file's own is kept.
    if (frames == 0)
        return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
    try {
        auto& bytes = encoding.stream.bytes;
        encoding.stream.frames.push_back({encoding.nextFrame, bytes.size(), frames});
        bytes.insert(bytes.end(), buffer, buffer + count);
        encoding.nextFrame += frames;
    } catch (const std::bad_alloc&) {
        return FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR;
    }
    return FLAC__STREAM_ENCODER_WRITE_STATUS_OK;
}
void onMetadata(const FLAC__StreamEncoder*, const FLAC__StreamMetadata* metadata, void* client) {
    auto& stream = static_cast<Encoding*>(client)->stream;
    if (metadata->type != FLAC__METADATA_TYPE_STREAMINFO)
        return;
    const auto& info = metadata->data.stream_info;
    stream.leastFrameBytes = info.min_framesize;
    stream.mostFrameBytes = info.max_framesize;
    std::copy_n(info.md5sum, stream.md5.size(), stream.md5.begin());
}

using Encoder = std::unique_ptr<FLAC__StreamEncoder, void (*)(FLAC__StreamEncoder*)>;

/// `fill(at, piece)`: writes the samples from `at` on into the piece.
template <class Fill>
base::Result<FlacStream> encode(std::size_t samples, const FlacSound& like, std::uint32_t level, Fill fill) {
    const Encoder encoder(FLAC__stream_encoder_new(), FLAC__stream_encoder_delete);
    if (!encoder)
        return fail(ErrorCode::kOutOfMemory, "FLAC encoder");
    Encoding encoding;
    auto* const it = encoder.get();
    FLAC__stream_encoder_set_channels(it, like.channels);
    FLAC__stream_encoder_set_bits_per_sample(it, like.bits);
    FLAC__stream_encoder_set_sample_rate(it, like.rate);
    FLAC__stream_encoder_set_compression_level(it, level);
    FLAC__stream_encoder_set_blocksize(it, like.blockFrames);
    FLAC__stream_encoder_set_streamable_subset(it, 0);
    if (FLAC__stream_encoder_init_stream(it, onBytes, nullptr, nullptr, onMetadata, &encoding) !=
        FLAC__STREAM_ENCODER_INIT_STATUS_OK)
        return fail(ErrorCode::kCoverUnsupported, "FLAC that cannot be written again");
    std::vector<FLAC__int32> piece;
    const std::size_t step = std::size_t{65536} * like.channels;
    for (std::size_t at = 0; at < samples; at += step) {
        piece.resize(std::min(step, samples - at));
        fill(at, piece);
        if (FLAC__stream_encoder_process_interleaved(
                it, piece.data(), static_cast<std::uint32_t>(piece.size() / like.channels)) == 0)
            return fail(ErrorCode::kInternal, "FLAC encoder");
    }
    if (FLAC__stream_encoder_finish(it) == 0)
        return fail(ErrorCode::kInternal, "FLAC encoder");
    return std::move(encoding.stream);
}

/// The level at which libFLAC makes of the beginning what is in the file, or what is nearest to it in size.
base::Result<std::uint32_t> levelOf(const FlacSound& like) {
    std::uint32_t best = 5;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    // From the simplest on. Where a higher level differs first behind the beginning, the whole file is
    // written as the simplest level would have: its frames still agree with each other, and decoding and
    // encoding it gives it again.
    for (std::uint32_t level = 0; level < kLevels; ++level) {
        MEDVEIL_ASSIGN(const FlacStream made,
                       encode(like.beginningSamples.size(), like, level,
                              [&](std::size_t at, std::vector<FLAC__int32>& piece) {
                                  std::copy_n(like.beginningSamples.begin() + static_cast<std::ptrdiff_t>(at),
                                              piece.size(), piece.begin());
                              }));
        if (made.bytes == like.beginning)
            return level;
        const auto one = made.bytes.size();
        const auto other = like.beginning.size();
        const auto apart = one > other ? one - other : other - one;
        if (apart < least) {
            least = apart;
            best = level;
        }
    }
    return best;
}

}  // namespace

base::Result<FlacSound> decodeFlac(base::ByteView file, std::size_t framesAt, base::TaskContext& task) {
    Decoding decoding;
    decoding.file = file;
    const std::unique_ptr<FLAC__StreamDecoder, void (*)(FLAC__StreamDecoder*)> decoder(
        FLAC__stream_decoder_new(), FLAC__stream_decoder_delete);
    if (!decoder)
        return fail(ErrorCode::kOutOfMemory, "FLAC decoder");
    auto* const it = decoder.get();
    if (FLAC__stream_decoder_init_stream(it, readFile, nullptr, tellPlace, nullptr, atEnd, onFrame, nullptr,
                                         onError, &decoding) != FLAC__STREAM_DECODER_INIT_STATUS_OK ||
        FLAC__stream_decoder_process_until_end_of_metadata(it) == 0 || decoding.damaged)
        return fail(ErrorCode::kCoverDamaged, "FLAC metadata");
    const auto total = FLAC__stream_decoder_get_total_samples(it);
    auto& sound = decoding.sound;
    sound.end = framesAt;
    while (total == 0 || sound.frames < total) {
        MEDVEIL_TRY(task.checkpoint());
        const auto before = decoding.blockCount;
        const bool going = FLAC__stream_decoder_process_single(it) != 0;
        MEDVEIL_TRY(outcomeOf(decoding));
        if (!going || decoding.blockCount == before)
            break;
        FLAC__uint64 at = 0;
        if (FLAC__stream_decoder_get_decode_position(it, &at) == 0 || at < sound.end || at > file.size())
            return fail(ErrorCode::kCoverDamaged, "FLAC frame that cannot be decoded");
        if (decoding.blockCount <= kBeginningFrames) {
            const auto frame = file.subspan(sound.end, static_cast<std::size_t>(at) - sound.end);
            sound.beginning.insert(sound.beginning.end(), frame.begin(), frame.end());
        }
        sound.end = static_cast<std::size_t>(at);
    }
    if (sound.frames == 0)
        return fail(ErrorCode::kCoverDamaged, "sound without samples");
    if (total != 0 && sound.frames != total)
        return fail(ErrorCode::kCoverDamaged, "sound shorter than its header says");
    if (sound.bits != 16 && sound.bits != 24)
        return fail(ErrorCode::kCoverUnsupported, "FLAC that has neither 16 nor 24 bits a sample");
    return std::move(decoding.sound);
}

base::Result<FlacStream> encodeFlac(const Samples& samples, const FlacSound& like) {
    MEDVEIL_ASSIGN(const std::uint32_t level, levelOf(like));
    return encode(samples.size(), like, level, [&](std::size_t at, std::vector<FLAC__int32>& piece) {
        for (std::size_t i = 0; i < piece.size(); ++i)
            piece[i] = samples[at + i];
    });
}

}  // namespace medveil::stego
