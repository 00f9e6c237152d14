#include "stego/formats/png_stored.h"

#include <algorithm>
#include <memory>

#include <libdeflate.h>

#include "core/base/big_endian.h"

namespace medveil::stego {

using base::appendBigEndian;
using base::bigEndian;

namespace {

constexpr std::size_t kHeaderBytes = 8 + 25;  ///< signature and IHDR (PNG, 5.2 and 11.2.2)
constexpr std::size_t kMostStored = 0xffff;   ///< of a deflate block (RFC 1951, 3.2.4)
constexpr std::size_t kChunkFraming = 4 + 4 + 4;
constexpr base::Byte kEnd[12] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};

/// The chunks' bodies behind each other; nothing where one does not match its checksum.
std::optional<base::Bytes> joined(base::ByteView chunks) {
    base::Bytes stream;
    stream.reserve(chunks.size());
    while (chunks.size() >= kChunkFraming) {
        const std::size_t length = bigEndian(chunks);
        if (length > chunks.size() - kChunkFraming)
            return std::nullopt;
        const auto body = chunks.subspan(8, length);
        if (libdeflate_crc32(0, chunks.data() + 4, 4 + length) != bigEndian(chunks.subspan(8 + length)))
            return std::nullopt;
        stream.insert(stream.end(), body.begin(), body.end());
        chunks = chunks.subspan(kChunkFraming + length);
    }
    return stream;
}

bool inflate(const base::Bytes& stream, base::Bytes& raw) {
    const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    return decompressor && libdeflate_zlib_decompress(decompressor.get(), stream.data(), stream.size(),
                                                      raw.data(), raw.size(), nullptr) == LIBDEFLATE_SUCCESS;
}

}  // namespace

std::optional<StoredPng> StoredPng::from(base::ByteView file, base::ByteView chunks, std::size_t rawBytes) {
    const auto blocks = (rawBytes + kMostStored - 1) / kMostStored;
    const auto length = 2 + blocks * 5 + rawBytes + 4;
    if (file.size() < kHeaderBytes || rawBytes == 0 || length > 0x7fffffff)
        return std::nullopt;
    StoredPng stored;
    {
        const auto stream = joined(chunks);
        if (!stream)
            return std::nullopt;
        stored.m_raw.resize(rawBytes);
        if (!inflate(*stream, stored.m_raw))
            return std::nullopt;
    }
    auto& framing = stored.m_framing;
    // Pieces point into it: it must not grow beyond this.
    framing.reserve(8 + 2 + blocks * 5 + 8);
    appendBigEndian(framing, static_cast<std::uint32_t>(length));
    for (const unsigned byte : {0x49U, 0x44U, 0x41U, 0x54U, 0x78U, 0x01U})  // IDAT; zlib without a dictionary
        framing.push_back(static_cast<base::Byte>(byte));
    stored.m_pieces.push_back(file.first(kHeaderBytes));
    stored.m_pieces.push_back(framing);
    const base::ByteView raw = stored.m_raw;
    for (std::size_t at = 0; at < rawBytes; at += kMostStored) {
        const auto size = std::min(kMostStored, rawBytes - at);
        const auto begin = framing.size();
        const bool last = at + size == rawBytes;
        for (const auto byte :
             {std::size_t{last ? 1U : 0U}, size & 0xff, size >> 8, ~size & 0xff, ~size >> 8 & 0xff})
            framing.push_back(static_cast<base::Byte>(byte));
        stored.m_pieces.push_back(base::ByteView(framing).subspan(begin));
        stored.m_pieces.push_back(raw.subspan(at, size));
    }
    const auto begin = framing.size();
    appendBigEndian(framing, libdeflate_adler32(1, raw.data(), raw.size()));
    appendBigEndian(framing, 0);
    stored.m_pieces.push_back(base::ByteView(framing).subspan(begin));
    stored.m_pieces.emplace_back(kEnd);
    return stored;
}

}  // namespace medveil::stego
