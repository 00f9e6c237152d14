#include "stego/formats/sound_carrier.h"

#include <algorithm>

#include "core/base/big_endian.h"
#include "stego/carrier/carrier_protocol.h"
#include "stego/formats/placed_carrier.h"
#include "stego/formats/sound_memory.h"

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

}  // namespace medveil::stego
