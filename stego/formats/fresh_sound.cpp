#include "stego/formats/fresh_sound.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/crypto/random.h"
#include "stego/carrier/carrier.h"
#include "stego/carrier/recording.h"
#include "stego/formats/sound_memory.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr int kLeastRate = 16'000;
constexpr int kMostRate = 192'000;
constexpr int kMostChannels = 8;
constexpr int kQuarterFrom = 64'000;                    ///< frames a second from which every fourth is enough
constexpr std::uint64_t kLeastOut = 200'000;            ///< samples; less hides next to nothing unseen
constexpr std::size_t kPiece = std::size_t{4} * 16384;  ///< frames; a multiple of either factor

base::Result<void> check(const SF_INFO& info) {
    constexpr std::array kPlain = {SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24,
                                   SF_FORMAT_PCM_32, SF_FORMAT_FLOAT,  SF_FORMAT_DOUBLE};
    if (std::ranges::find(kPlain, info.format & SF_FORMAT_SUBMASK) == kPlain.end())
        return fail(ErrorCode::kCoverUnsupported, "sound that is compressed inside: save it as plain WAV");
    if (info.channels < 1 || info.channels > kMostChannels)
        return fail(ErrorCode::kCoverUnsupported, "sound of more than 8 channels");
    if (info.samplerate < kLeastRate || info.samplerate > kMostRate)
        return fail(ErrorCode::kCoverUnsupported,
                    "sound of fewer than 16,000 or more than 192,000 frames a second");
    return {};
}

/// The mean of `factor` frames at a time; `frames` is a multiple of it.
void reduce(const std::vector<double>& in, std::size_t frames, std::size_t channels, std::size_t factor,
            std::vector<std::int16_t>& out) {
    out.clear();
    for (std::size_t frame = 0; frame < frames; frame += factor) {
        for (std::size_t channel = 0; channel < channels; ++channel) {
            double sum = 0;
            for (std::size_t i = 0; i < factor; ++i)
                sum += in[(frame + i) * channels + channel];
            const double mean = sum / static_cast<double>(factor);
            // Files of floating point numbers may hold anything, even what is not a number.
            const double scaled = mean == mean ? std::clamp(mean * 32768, -32768.0, 32767.0) : 0.0;
            out.push_back(static_cast<std::int16_t>(std::lrint(scaled)));
        }
    }
}

base::Result<void> skip(SNDFILE* file, int channels, std::uint32_t frames) {
    std::vector<double> ignored(std::size_t{frames} * static_cast<std::size_t>(channels));
    if (sf_readf_double(file, ignored.data(), frames) != static_cast<sf_count_t>(frames))
        return fail(ErrorCode::kCoverTooSmall, "a recording of less than a second");
    return {};
}

}  // namespace

base::Result<base::Bytes> freshSound(base::ByteView recording, base::TaskContext& task) {
    if (!isRecording(recording))
        return fail(ErrorCode::kCoverUnsupported, "no recording of a known kind");
    SoundMemory source{recording, nullptr};
    auto sourceIo = soundIo();
    SF_INFO info{};
    const SoundHandle reader(sf_open_virtual(&sourceIo, SFM_READ, &info, &source), sf_close);
    if (!reader)
        return fail(ErrorCode::kCoverDamaged, "sound file that libsndfile cannot read");
    MEDVEIL_TRY(check(info));
    const int factor = info.samplerate >= kQuarterFrom ? 4 : 2;
    base::Bytes flac;
    SoundMemory target{{}, &flac};
    auto targetIo = soundIo();
    SF_INFO made{};
    made.samplerate = info.samplerate / factor;
    made.channels = info.channels;
    made.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    SoundHandle writer(sf_open_virtual(&targetIo, SFM_WRITE, &made, &target), sf_close);
    if (!writer)
        return fail(ErrorCode::kInternal, "FLAC encoder");
    MEDVEIL_TRY(
        skip(reader.get(), info.channels, crypto::randomBelow(static_cast<std::uint32_t>(info.samplerate))));
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<double> piece(kPiece * channels);
    std::vector<std::int16_t> reduced;
    std::uint64_t written = 0;
    while (true) {
        MEDVEIL_TRY(task.checkpoint());
        const auto got = sf_readf_double(reader.get(), piece.data(), static_cast<sf_count_t>(kPiece));
        const auto frames = static_cast<std::size_t>(std::max<sf_count_t>(got, 0)) /
                            static_cast<std::size_t>(factor) * static_cast<std::size_t>(factor);
        if (frames == 0)
            break;
        reduce(piece, frames, channels, static_cast<std::size_t>(factor), reduced);
        written += reduced.size();
        if (written > kMostElements)
            return fail(ErrorCode::kTooLarge, "sound of more than 320 million samples");
        if (sf_write_short(writer.get(), reduced.data(), static_cast<sf_count_t>(reduced.size())) !=
            static_cast<sf_count_t>(reduced.size()))
            return fail(ErrorCode::kInternal, "FLAC encoder");
    }
    writer.reset();
    if (written < kLeastOut)
        return fail(ErrorCode::kCoverTooSmall, "a recording of at least half a minute is wanted");
    return flac;
}

}  // namespace medveil::stego
