// Pictures and sounds that are what they say, letter by letter, and far more than their files: a few hundred
// kilobytes that become gigabytes. Each is one of a kind, so that its name is new.
#pragma once

#include <QBuffer>
#include <QImage>
#include <algorithm>
#include <array>

#include <zlib.h>

#include "core/base/byte_writer.h"
#include "core/crypto/random.h"

namespace medveil::test {

namespace bombs {

/// `size` zeros, packed at once: the packing of one piece is repeated, which is what zlib's full flush is
/// for.
inline base::Bytes packedZeros(std::uint64_t size) {
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    const auto pack = [](std::size_t count) {
        const base::Bytes zeros(count);
        base::Bytes out(count / 100 + 1024);
        z_stream stream{};
        deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
        stream.next_in = const_cast<Bytef*>(zeros.data());
        stream.avail_in = static_cast<uInt>(count);
        stream.next_out = out.data();
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FULL_FLUSH);
        out.resize(out.size() - stream.avail_out);
        deflateEnd(&stream);
        return out;
    };
    base::Bytes all = {0x78, 0xda};
    const auto add = [&all](const base::Bytes& bytes) { all.insert(all.end(), bytes.begin(), bytes.end()); };
    const auto piece = pack(kPiece);
    for (std::uint64_t i = 0; i < size / kPiece; ++i)
        add(piece);
    if (size % kPiece != 0)
        add(pack(static_cast<std::size_t>(size % kPiece)));
    add({1, 0, 0, 0xff, 0xff});
    // Adler-32 of zeros: their count in the upper half.
    const auto sum = static_cast<std::uint32_t>(size % 65521);
    add({static_cast<base::Byte>(sum >> 8), static_cast<base::Byte>(sum), 0, 1});
    return all;
}

inline void put32(base::Bytes& out, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0})
        out.push_back(static_cast<base::Byte>(value >> shift));
}

inline void addChunk(base::Bytes& png, std::string_view kind, base::ByteView content) {
    put32(png, static_cast<std::uint32_t>(content.size()));
    const auto from = png.size();
    png.insert(png.end(), kind.begin(), kind.end());
    png.insert(png.end(), content.begin(), content.end());
    put32(png, static_cast<std::uint32_t>(crc32(0, png.data() + from, static_cast<uInt>(png.size() - from))));
}

inline base::Bytes png(std::uint32_t side, base::ByteView pixels, std::string_view kind = {},
                       base::ByteView more = {}) {
    static constexpr std::string_view kMagic = "\x89PNG\r\n\x1a\n";
    base::Bytes out(kMagic.begin(), kMagic.end());
    base::Bytes header;
    put32(header, side);
    put32(header, side);
    header.insert(header.end(), {8, 2, 0, 0, 0});
    addChunk(out, "IHDR", header);
    base::Bytes text = {'C', 'o', 'm', 'm', 'e', 'n', 't', 0};
    for (int i = 0; i < 16; ++i)
        text.push_back(static_cast<base::Byte>('a' + crypto::randomBelow(26)));
    addChunk(out, "tEXt", text);
    if (!kind.empty())
        addChunk(out, kind, more);
    addChunk(out, "IDAT", pixels);
    addChunk(out, "IEND", {});
    return out;
}

}  // namespace bombs

/// A black picture, whole and sound.
inline base::Bytes blackPng(std::uint32_t side) {
    return bombs::png(side, bombs::packedZeros(std::uint64_t{side} * (3 * std::uint64_t{side} + 1)));
}

/// A tiny picture with a remark (zTXt) or a colour profile (iCCP) of `size` bytes.
inline base::Bytes pngWithRemark(std::string_view kind, std::uint64_t size) {
    base::Bytes remark = {'C', 0, 0};
    const auto packed = bombs::packedZeros(size);
    remark.insert(remark.end(), packed.begin(), packed.end());
    constexpr std::uint32_t kSide = 64;
    return bombs::png(kSide, bombs::packedZeros(kSide * (3 * kSide + 1)), kind, remark);
}

/// A small JPEG whose frame says 65,000 by 65,000: what is missing is grey.
inline base::Bytes wideJpeg() {
    QImage picture(32, 32, QImage::Format_RGB888);
    for (int y = 0; y < picture.height(); ++y)
        crypto::fillRandom({picture.scanLine(y), 96});
    QBuffer buffer;
    picture.save(&buffer, "JPG", 90);
    base::Bytes bytes(buffer.data().begin(), buffer.data().end());
    constexpr std::array<base::Byte, 2> kFrame = {0xff, 0xc0};
    const auto frame = std::ranges::search(bytes, kFrame).begin();
    if (bytes.end() - frame > 9)
        std::ranges::copy(std::array<base::Byte, 4>{0xfd, 0xe8, 0xfd, 0xe8}, frame + 5);
    return bytes;
}

/// A sound of four gigabytes, as its header says.
inline base::Bytes longWav() {
    using namespace std::literals;
    static constexpr auto kHeader =
        "RIFF\xf0\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x02\0\x44\xac\0\0\x10\xb1\x02\0\x04\0\x10\0"
        "data\xcc\xff\xff\xff"sv;
    base::Bytes bytes(2000);
    crypto::fillRandom(bytes);
    std::ranges::copy(kHeader, bytes.begin());
    return bytes;
}

}  // namespace medveil::test
