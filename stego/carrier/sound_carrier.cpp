#include "stego/carrier/sound_carrier.h"

#include <algorithm>

#include "core/base/big_endian.h"
#include "stego/carrier/placed_carrier.h"
#include "stego/carrier/sound_memory.h"

namespace medveil::stego {

using base::bigEndian;
using base::ErrorCode;
using base::fail;

namespace {

struct Opened {
    SF_INFO info{};
    std::uint32_t bits = 0;
    SoundHandle handle{nullptr, sf_close};
};

/// Checks what the header claims. `memory` and `io` must outlive the handle.
base::Result<Opened> openSound(SoundMemory& memory, SF_VIRTUAL_IO& io) {
    Opened opened;
    opened.handle.reset(sf_open_virtual(&io, SFM_READ, &opened.info, &memory));
    if (!opened.handle)
        return fail(ErrorCode::kCoverDamaged, "sound file that libsndfile cannot read");
    switch (opened.info.format & SF_FORMAT_SUBMASK) {
        case SF_FORMAT_PCM_16:
            opened.bits = 16;
            break;
        case SF_FORMAT_PCM_24:
            opened.bits = 24;
            break;
        case SF_FORMAT_PCM_32:
            opened.bits = 32;
            break;
        case SF_FORMAT_FLOAT:
        case SF_FORMAT_DOUBLE:
            return fail(ErrorCode::kCoverUnsupported,
                        "sound of floating point numbers: save it with 16, 24 or 32 bits");
        default:
            return fail(ErrorCode::kCoverUnsupported, "sound that is not PCM of 16, 24 or 32 bits");
    }
    const auto channels = static_cast<std::uint64_t>(std::max(opened.info.channels, 0));
    const auto frames = static_cast<std::uint64_t>(std::max<sf_count_t>(opened.info.frames, 0));
    if (channels == 0 || frames == 0)
        return fail(ErrorCode::kCoverDamaged, "sound without samples");
    if (frames > kMostElements / channels || frames > UINT32_MAX)
        return fail(ErrorCode::kTooLarge, "sound of more than 320 million samples");
    return opened;
}

void fillInfo(CarrierInfo& info, CarrierKind kind, const SF_INFO& format, std::uint32_t bits) {
    info.kind = kind;
    info.width = static_cast<std::uint32_t>(format.frames);
    info.height = 1;
    info.channels = static_cast<std::uint32_t>(format.channels);
    info.bits = bits;
    info.rate = static_cast<std::uint32_t>(format.samplerate);
    const std::int64_t range = std::int64_t{1} << (bits - 1);
    info.minimum = static_cast<std::int32_t>(-range);
    info.maximum = static_cast<std::int32_t>(range - 1);
}

struct Decoded {
    SF_INFO info{};
    std::uint32_t bits = 0;
    Samples samples;
};

base::Result<Decoded> decode(base::ByteView file, base::TaskContext& task) {
    SoundMemory memory{file, nullptr};
    auto io = soundIo();
    MEDVEIL_ASSIGN(const Opened opened, openSound(memory, io));
    Decoded decoded;
    decoded.info = opened.info;
    decoded.bits = opened.bits;
    const auto channels = static_cast<std::size_t>(decoded.info.channels);
    const auto count = static_cast<std::size_t>(decoded.info.frames) * channels;
    // FLAC packs silence without bound, so the declared length is not trusted: memory grows with what is
    // really there.
    const auto step = 65536 * channels;
    const int shift = 32 - static_cast<int>(decoded.bits);
    decoded.samples = Samples(Samples::widthFor(decoded.bits, true));
    std::vector<std::int32_t> piece;
    while (decoded.samples.size() < count) {
        MEDVEIL_TRY(task.checkpoint());
        const auto have = decoded.samples.size();
        piece.resize(std::min(step, count - have));
        const auto want = static_cast<sf_count_t>(piece.size() / channels);
        if (sf_readf_int(opened.handle.get(), piece.data(), want) != want)
            return fail(ErrorCode::kCoverDamaged, "sound shorter than its header says");
        decoded.samples.resize(have + piece.size());
        for (std::size_t i = 0; i < piece.size(); ++i)
            decoded.samples.set(have + i, piece[i] >> shift);
    }
    return decoded;
}

std::uint32_t littleEndian(base::ByteView at) {
    return std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 |
           std::uint32_t{at[3]} << 24;
}

struct DataChunk {
    std::size_t begin = 0;
    std::size_t size = 0;  ///< in the file, whatever its head says
};

/// The chunk that holds the samples of a RIFF or IFF file.
base::Result<DataChunk> findData(base::ByteView file, std::string_view name,
                                 std::uint32_t (*number)(base::ByteView)) {
    std::size_t at = 12;
    while (at <= file.size() && file.size() - at >= 8) {
        const std::size_t length = number(file.subspan(at + 4));
        if (base::asText(file.subspan(at, 4)) == name)
            return DataChunk{at + 8, std::min(length, file.size() - at - 8)};
        if (length > file.size() - at - 8)
            break;
        at += 8 + length + length % 2;
    }
    return fail(ErrorCode::kCoverDamaged, "sound without a chunk of samples");
}

/// Samples patched where they stand: libsndfile says what they are, the chunk where they are.
base::Result<std::unique_ptr<Carrier>> placed(base::Bytes file, CarrierKind kind, const SF_INFO& format,
                                              std::uint32_t bits, DataChunk data) {
    CarrierInfo info;
    fillInfo(info, kind, format, bits);
    Placement placement;
    placement.rows = {data.begin};
    placement.sampleBytes = bits / 8;
    placement.pixelBytes = placement.sampleBytes * info.channels;
    // AIFF-C has a variant with the bytes in the other order.
    placement.bigEndian =
        kind == CarrierKind::kAiff && (format.format & SF_FORMAT_ENDMASK) != SF_ENDIAN_LITTLE;
    placement.withSign = true;
    const auto needed = std::uint64_t{info.width} * placement.pixelBytes;
    if (data.size < needed || data.size - needed >= placement.pixelBytes)
        return fail(ErrorCode::kCoverDamaged, "chunk of samples of another length than its header says");
    return makePlacedCarrier(std::move(file), info, std::move(placement));
}

struct FlacBlocks {
    std::vector<base::Bytes> kept;  ///< metadata blocks with their heads, in order, the last-flag cleared
    std::size_t framesAt = 0;
    base::ByteView streamInfo;  ///< the first block, with its head
};

base::Result<FlacBlocks> flacBlocks(base::ByteView file) {
    constexpr base::Byte kLastFlag = 0x80;
    constexpr base::Byte kStreamInfo = 0;
    constexpr base::Byte kSeekTable = 3;
    FlacBlocks blocks;
    std::size_t at = 4;
    bool last = false;
    while (!last) {
        if (at > file.size() || file.size() - at < 4)
            return fail(ErrorCode::kCoverDamaged, "FLAC metadata");
        const auto head = file.subspan(at, 4);
        const std::size_t length = std::size_t{head[1]} << 16 | std::size_t{head[2]} << 8 | head[3];
        if (length > file.size() - at - 4)
            return fail(ErrorCode::kCoverDamaged, "FLAC metadata");
        last = (head[0] & kLastFlag) != 0;
        const auto type = static_cast<base::Byte>(head[0] & 0x7fU);
        const auto block = file.subspan(at, 4 + length);
        if (type == kStreamInfo) {
            blocks.streamInfo = block;
        } else if (type != kSeekTable) {
            // A seek table names places in the old frames; players do without, and a wrong one would be
            // noticed.
            blocks.kept.push_back(base::toBytes(block));
            blocks.kept.back()[0] = type;
        }
        at += 4 + length;
    }
    blocks.framesAt = at;
    return blocks;
}

class FlacCarrier final : public Carrier {
  public:
    FlacCarrier(std::vector<base::Bytes> kept, Decoded decoded)
        : m_kept(std::move(kept)), m_format(decoded.info) {
        fillInfo(m_info, CarrierKind::kFlac, decoded.info, decoded.bits);
        m_samples = std::move(decoded.samples);
    }

    base::Result<void> write(base::ByteSink& out) const override {
        MEDVEIL_ASSIGN(const base::Bytes encoded, encode());
        MEDVEIL_ASSIGN(const FlacBlocks fresh, flacBlocks(encoded));
        MEDVEIL_TRY(out.write(base::asBytes("fLaC")));
        auto info = base::toBytes(fresh.streamInfo);
        info[0] = static_cast<base::Byte>(m_kept.empty() ? 0x80 : 0);
        MEDVEIL_TRY(out.write(info));
        for (std::size_t i = 0; i < m_kept.size(); ++i) {
            auto block = m_kept[i];
            if (i + 1 == m_kept.size())
                block[0] |= 0x80U;
            MEDVEIL_TRY(out.write(block));
        }
        return out.write(base::ByteView(encoded).subspan(fresh.framesAt));
    }

    base::Bytes surroundings() const override {
        base::Bytes bytes;
        for (const auto& block : m_kept)
            bytes.insert(bytes.end(), block.begin(), block.end());
        return bytes;
    }

  private:
    base::Result<base::Bytes> encode() const {
        base::Bytes encoded;
        SoundMemory memory{{}, &encoded};
        auto io = soundIo();
        SF_INFO info{};
        info.samplerate = m_format.samplerate;
        info.channels = m_format.channels;
        info.format = SF_FORMAT_FLAC | (m_info.bits == 16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24);
        SoundHandle handle(sf_open_virtual(&io, SFM_WRITE, &info, &memory), sf_close);
        if (!handle)
            return fail(ErrorCode::kCoverUnsupported, "FLAC that cannot be written again");
        const int shift = 32 - static_cast<int>(m_info.bits);
        std::vector<std::int32_t> piece;
        const std::size_t step = std::size_t{65536} * m_info.channels;
        for (std::size_t at = 0; at < m_samples.size(); at += step) {
            const auto count = std::min(step, m_samples.size() - at);
            piece.resize(count);
            for (std::size_t i = 0; i < count; ++i)
                piece[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(m_samples[at + i]) << shift);
            const auto frames = static_cast<sf_count_t>(count / m_info.channels);
            if (sf_writef_int(handle.get(), piece.data(), frames) != frames)
                return fail(ErrorCode::kInternal, "FLAC encoder");
        }
        handle.reset();
        return encoded;
    }

    std::vector<base::Bytes> m_kept;
    SF_INFO m_format;
};

}  // namespace

base::Result<std::unique_ptr<Carrier>> openWav(base::Bytes file) {
    SoundMemory memory{file, nullptr};
    auto io = soundIo();
    MEDVEIL_ASSIGN(const Opened opened, openSound(memory, io));
    MEDVEIL_ASSIGN(const DataChunk data, findData(file, "data", littleEndian));
    return placed(std::move(file), CarrierKind::kWav, opened.info, opened.bits, data);
}

base::Result<std::unique_ptr<Carrier>> openAiff(base::Bytes file) {
    constexpr std::size_t kBlockHead = 8;  // offset and block size
    SoundMemory memory{file, nullptr};
    auto io = soundIo();
    MEDVEIL_ASSIGN(const Opened opened, openSound(memory, io));
    MEDVEIL_ASSIGN(DataChunk data, findData(file, "SSND", bigEndian));
    if (data.size < kBlockHead || bigEndian(base::ByteView(file).subspan(data.begin)) != 0)
        return fail(ErrorCode::kCoverUnsupported, "AIFF whose samples are moved");
    data.begin += kBlockHead;
    data.size -= kBlockHead;
    return placed(std::move(file), CarrierKind::kAiff, opened.info, opened.bits, data);
}

base::Result<std::unique_ptr<Carrier>> openFlac(base::Bytes file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(FlacBlocks blocks, flacBlocks(file));
    MEDVEIL_ASSIGN(Decoded decoded, decode(file, task));
    return std::make_unique<FlacCarrier>(std::move(blocks.kept), std::move(decoded));
}

}  // namespace medveil::stego
