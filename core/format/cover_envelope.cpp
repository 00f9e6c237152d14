#include "core/format/cover_envelope.h"

#include "core/format/cbor.h"

namespace medveil::format {

namespace {
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kInlineLimit = 256 * 1024 * 1024;
}  // namespace

base::WipedBytes encodeEnvelope(const CoverEnvelope& envelope) {
    CborWriter out;
    if (envelope.isTicket())
        out.array(4)
            .integer(kVersion)
            .bytes(envelope.name.view())
            .bytes(envelope.key.view())
            .integer(envelope.size);
    else
        out.array(2).integer(kVersion).bytes(envelope.blob);
    return out.take();
}

base::Result<CoverEnvelope> decodeEnvelope(base::ByteView bytes) {
    CborReader in(bytes);
    CoverEnvelope envelope;
    MEDVEIL_ASSIGN(const std::size_t count, in.array(SIZE_MAX));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version != kVersion)
        return base::fail(base::ErrorCode::kUnknownVersion, "cover envelope");
    if (count == 2) {
        MEDVEIL_ASSIGN(const base::ByteView blob, in.bytes(kInlineLimit));
        if (blob.empty())
            return base::fail(base::ErrorCode::kMalformed, "empty cover envelope");
        envelope.blob = base::toBytes(blob);
    } else if (count == 4) {
        MEDVEIL_ASSIGN(envelope.name, in.value<crypto::Digest>());
        MEDVEIL_ASSIGN(envelope.key, in.value<crypto::SymmetricKey>());
        MEDVEIL_ASSIGN(envelope.size, in.integer(std::uint64_t{1} << 51));
    } else {
        return base::fail(base::ErrorCode::kMalformed, "cover envelope");
    }
    MEDVEIL_TRY(in.expectEnd());
    return envelope;
}

}  // namespace medveil::format
