#include "stego/formats/flac_carrier.h"

#include <algorithm>

#include "stego/formats/flac_codec.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

// RFC 9639, section 8.
constexpr base::Byte kLastFlag = 0x80;
constexpr base::Byte kStreamInfo = 0;
constexpr base::Byte kSeekTable = 3;
constexpr std::size_t kHead = 4;
constexpr std::size_t kStreamInfoBytes = 34;
constexpr std::size_t kFrameSizesAt = 4;
constexpr std::size_t kSumAt = 18;
constexpr std::size_t kPoint = 18;
constexpr std::uint64_t kPlaceholder = UINT64_MAX;

void put(base::Byte* at, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
        at[i] = static_cast<base::Byte>(value >> (8 * (bytes - 1 - i)) & 0xffU);
}
std::uint64_t take(const base::Byte* at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value = value << 8 | at[i];
    return value;
}

struct Metadata {
    std::vector<base::Bytes> blocks;  ///< with their heads, in order
    std::size_t framesAt = 0;
};

base::Byte typeOf(const base::Bytes& block) {
    return static_cast<base::Byte>(block[0] & ~kLastFlag);
}

base::Result<Metadata> metadataOf(base::ByteView file) {
    Metadata metadata;
    std::size_t at = 4;
    bool last = false;
    while (!last) {
        if (at > file.size() || file.size() - at < kHead)
            return fail(ErrorCode::kCoverDamaged, "FLAC metadata");
        const auto length = static_cast<std::size_t>(take(file.data() + at + 1, 3));
        if (length > file.size() - at - kHead)
            return fail(ErrorCode::kCoverDamaged, "FLAC metadata");
        last = (file[at] & kLastFlag) != 0;
        metadata.blocks.push_back(base::toBytes(file.subspan(at, kHead + length)));
        at += kHead + length;
    }
    const auto& first = metadata.blocks.front();
    if (typeOf(first) != kStreamInfo || first.size() != kHead + kStreamInfoBytes)
        return fail(ErrorCode::kCoverDamaged, "FLAC metadata");
    metadata.framesAt = at;
    return metadata;
}

bool isZero(base::ByteView bytes) {
    return std::ranges::all_of(bytes, [](base::Byte byte) { return byte == 0; });
}

class FlacCarrier final : public Carrier {
  public:
    FlacCarrier(std::vector<base::Bytes> blocks, FlacSound sound, base::Bytes behind)
        : m_blocks(std::move(blocks)), m_behind(std::move(behind)) {
        m_info.kind = CarrierKind::kFlac;
        m_info.width = static_cast<std::uint32_t>(sound.frames);
        m_info.channels = sound.channels;
        m_info.bits = sound.bits;
        m_info.rate = sound.rate;
        const std::int32_t range = std::int32_t{1} << (sound.bits - 1);
        m_info.minimum = -range;
        m_info.maximum = range - 1;
        m_samples = std::move(sound.samples);
        m_like = std::move(sound);
    }

    base::Result<void> write(base::ByteSink& out) const override {
        MEDVEIL_ASSIGN(const FlacStream stream, encodeFlac(m_samples, m_like));
        MEDVEIL_TRY(out.write(base::asBytes("fLaC")));
        for (auto block : m_blocks) {
            if (typeOf(block) == kStreamInfo)
                describe(block, stream);
            else if (typeOf(block) == kSeekTable)
                movePoints(block, stream);
            MEDVEIL_TRY(out.write(block));
        }
        MEDVEIL_TRY(out.write(stream.bytes));
        return out.write(m_behind);
    }

    base::Result<base::Bytes> surroundings() const override {
        base::Bytes bytes;
        for (auto block : m_blocks) {
            // What depends on the frames, which are written anew.
            if (typeOf(block) == kStreamInfo) {
                std::fill_n(block.begin() + kHead + kFrameSizesAt, 6, base::Byte{0});
                std::fill(block.begin() + kHead + kSumAt, block.end(), base::Byte{0});
            } else if (typeOf(block) == kSeekTable) {
                for (auto at = kHead; at + kPoint <= block.size(); at += kPoint)
                    std::fill_n(block.begin() + static_cast<std::ptrdiff_t>(at), kPoint, base::Byte{0});
            }
            bytes.insert(bytes.end(), block.begin(), block.end());
        }
        bytes.insert(bytes.end(), m_behind.begin(), m_behind.end());
        return bytes;
    }

  private:
    /// Sizes and checksum, where the cover says them.
    static void describe(base::Bytes& block, const FlacStream& stream) {
        auto* const sizes = block.data() + kHead + kFrameSizesAt;
        if (!isZero({sizes, 6})) {
            put(sizes, stream.leastFrameBytes, 3);
            put(sizes + 3, stream.mostFrameBytes, 3);
        }
        auto* const sum = block.data() + kHead + kSumAt;
        if (!isZero({sum, stream.md5.size()}))
            std::ranges::copy(stream.md5, sum);
    }
    /// The same points of the sound at their new places.
    void movePoints(base::Bytes& block, const FlacStream& stream) const {
        for (auto at = kHead; at + kPoint <= block.size(); at += kPoint) {
            auto* const point = block.data() + at;
            const auto sample = take(point, 8);
            if (sample == kPlaceholder || sample >= m_like.frames)
                continue;
            const auto& frame = stream.frames[static_cast<std::size_t>(sample / m_like.blockFrames)];
            put(point, frame.first, 8);
            put(point + 8, frame.offset, 8);
            put(point + 16, frame.frames, 2);
        }
    }

    std::vector<base::Bytes> m_blocks;
    base::Bytes m_behind;  ///< what follows the last frame
    FlacSound m_like;      ///< without its samples
};

}  // namespace

base::Result<std::unique_ptr<Carrier>> openFlac(base::Bytes file, base::TaskContext& task) {
    MEDVEIL_ASSIGN(Metadata metadata, metadataOf(file));
    MEDVEIL_ASSIGN(FlacSound sound, decodeFlac(file, metadata.framesAt, task));
    auto behind = base::toBytes(base::ByteView(file).subspan(sound.end));
    return std::make_unique<FlacCarrier>(std::move(metadata.blocks), std::move(sound), std::move(behind));
}

}  // namespace medveil::stego
