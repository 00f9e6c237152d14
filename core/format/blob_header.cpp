#include "core/format/blob_header.h"

#include <bit>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"

namespace medveil::format {

using base::ErrorCode;
using base::fail;

namespace {
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kLeastStanzas = 4;
constexpr std::size_t kMostStanzas = 64;
}  // namespace

std::size_t stanzaBytes(Suite suite) {
    // X25519 share, then the sealed file key; or one RSA-3072 ciphertext.
    return suite == Suite::kX25519ChaCha20 ? 32 + 32 + 16 : 384;
}

std::size_t paddedStanzas(std::size_t recipients) {
    return std::max(kLeastStanzas, std::bit_ceil(recipients));
}

void encodeClear(BlobHeader& header) {
    base::ByteWriter out;
    out.raw(base::asBytes(kBlobMagic)).integer(kVersion).integer(static_cast<std::uint8_t>(header.suite));
    out.integer(static_cast<std::uint8_t>(header.stanzas.size()))
        .integer(std::uint8_t{0})
        .raw(header.salt.view());
    for (const auto& stanza : header.stanzas)
        out.raw(stanza);
    header.clear = out.take();
}

base::Result<std::size_t> headerSize(base::ByteView fixed) {
    base::ByteReader in(fixed);
    MEDVEIL_ASSIGN(const base::ByteView magic, in.take(kBlobMagic.size()));
    if (base::asText(magic) != kBlobMagic)
        return fail(ErrorCode::kMalformed, "not a sealed message");
    MEDVEIL_ASSIGN(const auto version, in.integer<std::uint8_t>());
    if (version != kVersion)
        return fail(ErrorCode::kUnknownVersion, "sealed message");
    MEDVEIL_ASSIGN(const auto suite, in.integer<std::uint8_t>());
    if (suite != 1 && suite != 2)
        return fail(ErrorCode::kUnknownSuite, "sealed message");
    MEDVEIL_ASSIGN(const auto count, in.integer<std::uint8_t>());
    MEDVEIL_ASSIGN(const auto reserved, in.integer<std::uint8_t>());
    if (reserved != 0 || !std::has_single_bit(count) || count < kLeastStanzas || count > kMostStanzas)
        return fail(ErrorCode::kMalformed, "header");
    return kBlobFixedBytes + count * stanzaBytes(static_cast<Suite>(suite)) + kBlobMacBytes;
}

base::Result<BlobHeader> decodeHeader(base::ByteView bytes) {
    MEDVEIL_ASSIGN(const std::size_t size, headerSize(bytes));
    if (bytes.size() != size)
        return fail(ErrorCode::kUnexpectedEnd, "header");
    BlobHeader header;
    header.suite = static_cast<Suite>(bytes[9]);
    header.clear = base::toBytes(bytes.first(size - kBlobMacBytes));
    base::ByteReader in(bytes.subspan(12));
    MEDVEIL_ASSIGN(const base::ByteView salt, in.take(BlobSalt::kBytes));
    MEDVEIL_ASSIGN(header.salt, BlobSalt::from(salt));
    for (unsigned i = 0; i < bytes[10]; ++i) {
        MEDVEIL_ASSIGN(const base::ByteView stanza, in.take(stanzaBytes(header.suite)));
        header.stanzas.push_back(base::toBytes(stanza));
    }
    MEDVEIL_ASSIGN(const base::ByteView mac, in.take(32));
    MEDVEIL_ASSIGN(header.mac, crypto::Digest::from(mac));
    MEDVEIL_ASSIGN(const base::ByteView commitment, in.take(32));
    MEDVEIL_ASSIGN(header.commitment, crypto::Digest::from(commitment));
    return header;
}

std::uint64_t padme(std::uint64_t length) {
    if (length < 256)
        return 256;
    const auto exponent = static_cast<unsigned>(std::bit_width(length)) - 1;
    const auto bits = static_cast<unsigned>(std::bit_width(exponent));
    const auto mask = (std::uint64_t{1} << (exponent - bits)) - 1;
    return (length + mask) & ~mask;
}

}  // namespace medveil::format
