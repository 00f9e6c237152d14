#include "core/message/open.h"

#include <algorithm>
#include <array>
#include <future>

#include "core/base/parallel.h"
#include "core/crypto/digest.h"
#include "core/crypto/signature.h"
#include "core/message/key_wrap.h"

namespace medveil::message {

using base::ErrorCode;
using base::fail;
using format::kChunkBytes;

namespace {

constexpr std::size_t kSealedChunk = format::kSealedChunkBytes;
constexpr std::size_t kLastChunk = format::kSignatureChunkBytes + crypto::kTagBytes;

base::Result<void> readExactly(base::ByteSource& source, base::MutableByteView out) {
    std::size_t done = 0;
    while (done < out.size()) {
        MEDVEIL_ASSIGN(const std::size_t count, source.read(out.subspan(done)));
        if (count == 0)
            return fail(ErrorCode::kUnexpectedEnd, "the sealed message ends early");
        done += count;
    }
    return {};
}

base::Result<format::BlobHeader> readHeader(base::ByteSource& blob) {
    base::Bytes bytes(format::kBlobFixedBytes);
    MEDVEIL_TRY(readExactly(blob, bytes));
    MEDVEIL_ASSIGN(const std::size_t size, format::headerSize(bytes));
    bytes.resize(size);
    MEDVEIL_TRY(readExactly(blob, base::MutableByteView(bytes).subspan(format::kBlobFixedBytes)));
    return format::decodeHeader(bytes);
}

/// The keys of the first stanza that opens and whose header MAC and commitment hold.
base::Result<PayloadKeys> findKeys(const format::BlobHeader& header, const identity::Identity& reader,
                                   const crypto::SymmetricKey* given) {
    const auto accept = [&](const crypto::SymmetricKey& key) -> std::optional<PayloadKeys> {
        auto keys = deriveKeys(key, header.clear);
        if (base::equalConstantTime(keys.mac.view(), header.mac.view()) &&
            base::equalConstantTime(keys.commitment.view(), header.commitment.view()))
            return keys;
        return std::nullopt;
    };
    if (given != nullptr) {
        if (auto keys = accept(*given))
            return std::move(*keys);
        return fail(ErrorCode::kAuthenticationFailed, "header");
    }
    bool opened = false;
    for (const auto& stanza : header.stanzas) {
        auto key = unwrapKey(header.suite, reader, stanza);
        if (!key) {
            if (key.error().code == ErrorCode::kCryptoUnavailable)
                return fail(std::move(key).error());
            continue;
        }
        opened = true;
        if (auto keys = accept(*key))
            return std::move(*keys);
    }
    return fail(opened ? ErrorCode::kAuthenticationFailed : ErrorCode::kNotForMe, "no stanza opens");
}

/// Takes the plaintext apart as it comes: manifest, body, attachments, padding.
class Sorter {
  public:
    explicit Sorter(Quarantine& quarantine) : m_quarantine(quarantine) {}

    base::Result<void> first(base::ByteView chunk, std::uint64_t paddedSize) {
        if (chunk.size() < 4)
            return fail(ErrorCode::kMalformed, "first chunk");
        const auto length = std::size_t{chunk[0]} | std::size_t{chunk[1]} << 8 | std::size_t{chunk[2]} << 16 |
                            std::size_t{chunk[3]} << 24;
        if (length > format::kManifestLimit || length > chunk.size() - 4)
            return fail(ErrorCode::kMalformed, "manifest length");
        const auto bytes = chunk.subspan(4, length);
        m_manifestHash = crypto::sha256(bytes);
        MEDVEIL_ASSIGN(m_message.manifest, format::decodeManifest(bytes));
        if (paddedSize != format::padme(4 + length + m_message.manifest.contentSize()))
            return fail(ErrorCode::kMalformed, "length and manifest do not fit");
        m_bodyLeft = m_message.manifest.bodySize;
        return more(chunk.subspan(4 + length));
    }

    base::Result<void> more(base::ByteView bytes) {
        const auto ofBody = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), m_bodyLeft));
        m_message.body.insert(m_message.body.end(), bytes.begin(),
                              bytes.begin() + static_cast<std::ptrdiff_t>(ofBody));
        m_bodyLeft -= ofBody;
        bytes = bytes.subspan(ofBody);
        while (m_bodyLeft == 0) {
            if (m_left == 0) {
                if (m_next == m_message.manifest.attachments.size())
                    break;
                const auto& entry = m_message.manifest.attachments[m_next];
                MEDVEIL_TRY(m_quarantine.begin(m_next++, entry));
                m_left = entry.size;
                continue;
            }
            if (bytes.empty())
                return {};
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), m_left));
            MEDVEIL_TRY(m_quarantine.write(bytes.first(count)));
            m_left -= count;
            bytes = bytes.subspan(count);
        }
        if (std::any_of(bytes.begin(), bytes.end(), [](base::Byte b) { return b != 0; }))
            return fail(ErrorCode::kMalformed, "padding");
        return {};
    }

    const format::Manifest& manifest() const { return m_message.manifest; }
    const crypto::Digest& manifestHash() const { return m_manifestHash; }
    OpenedMessage take() { return std::move(m_message); }

  private:
    Quarantine& m_quarantine;
    OpenedMessage m_message;
    crypto::Digest m_manifestHash;
    std::uint64_t m_bodyLeft = 0;
    std::uint64_t m_left = 0;
    std::size_t m_next = 0;
};

struct Batch {
    base::Bytes sealed;
    base::WipedBytes plain;
    std::vector<crypto::Digest> leaves;
    std::size_t sealedSize = 0;
    std::size_t plainSize = 0;
};

base::Result<void> openBatch(Batch& batch, std::uint64_t firstCounter,
                             std::vector<crypto::ChunkCipher>& ciphers) {
    const auto sealedSize = batch.sealedSize;
    const auto count = (sealedSize + kSealedChunk - 1) / kSealedChunk;
    batch.plainSize = sealedSize - count * crypto::kTagBytes;
    const auto lanes = std::min(ciphers.size(), count);
    return base::parallelFor(lanes, [&](std::size_t lane) -> base::Result<void> {
        for (auto i = lane; i < count; i += lanes) {
            const auto from = base::ByteView(batch.sealed).first(sealedSize).subspan(i * kSealedChunk);
            const auto sealed = from.first(std::min(from.size(), kSealedChunk));
            const auto plain = base::MutableByteView(batch.plain)
                                   .subspan(i * kChunkBytes, sealed.size() - crypto::kTagBytes);
            MEDVEIL_TRY(ciphers[lane].open(firstCounter + i, crypto::ChunkPosition::kInner, sealed, plain));
            batch.leaves[i] = crypto::TreeHash::leaf(sealed);
        }
        return {};
    });
}

struct DataChunks {
    crypto::TreeHash tree;
    std::uint64_t count = 0;
};

/// Opens all data chunks. One batch goes to the quarantine while the next is read and opened.
base::Result<DataChunks> openChunks(base::ByteSource& blob, std::uint64_t sealedSize,
                                    std::uint64_t paddedSize, crypto::Algorithm algorithm,
                                    const crypto::SymmetricKey& key, Sorter& sorter,
                                    base::TaskContext& task) {
    const std::size_t cores = base::coreCount();
    const auto perBatch = static_cast<std::size_t>(
        std::min<std::uint64_t>(cores * 4, (sealedSize + kSealedChunk - 1) / kSealedChunk));
    std::vector<crypto::ChunkCipher> ciphers;
    for (std::size_t i = 0; i < std::min(cores, perBatch); ++i)
        ciphers.emplace_back(algorithm, key);
    std::array<Batch, 3> batches;
    for (auto& batch : batches)
        batch = {base::Bytes(perBatch * kSealedChunk), base::WipedBytes(perBatch * kChunkBytes),
                 std::vector<crypto::Digest>(perBatch), 0, 0};

    DataChunks chunks;
    // While one batch is opened, the next is read and the one before goes to the quarantine. A future of
    // std::async waits when it goes: buffers and sorter stand as long as somebody uses them.
    std::future<base::Result<void>> sorting;
    std::future<base::Result<void>> reading;
    auto left = sealedSize;
    const auto readInto = [&](Batch& batch) {
        batch.sealedSize = static_cast<std::size_t>(std::min<std::uint64_t>(left, batch.sealed.size()));
        left -= batch.sealedSize;
        reading = std::async(std::launch::async, [&blob, &batch] {
            return readExactly(blob, base::MutableByteView(batch.sealed).first(batch.sealedSize));
        });
    };
    readInto(batches[0]);
    for (std::size_t turn = 0; reading.valid(); ++turn) {
        auto& batch = batches[turn % batches.size()];
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_TRY(reading.get());
        if (left > 0)
            readInto(batches[(turn + 1) % batches.size()]);
        MEDVEIL_TRY(openBatch(batch, chunks.count, ciphers));
        if (sorting.valid())
            MEDVEIL_TRY(sorting.get());
        const auto count = (batch.sealedSize + kSealedChunk - 1) / kSealedChunk;
        for (std::size_t i = 0; i < count; ++i)
            chunks.tree.append(batch.leaves[i]);
        const bool isFirst = chunks.count == 0;
        sorting =
            std::async(std::launch::async, [&sorter, &batch, isFirst, paddedSize]() -> base::Result<void> {
                const auto plain = base::ByteView(batch.plain).first(batch.plainSize);
                return isFirst ? sorter.first(plain, paddedSize) : sorter.more(plain);
            });
        chunks.count += count;
        task.report({base::Stage::kOpening, sealedSize - left, sealedSize});
    }
    MEDVEIL_TRY(sorting.get());
    return chunks;
}

base::Result<void> checkSender(const Sorter& sorter, const SenderLookup& senders,
                               const identity::Identity& reader, base::ByteView statement,
                               base::ByteView signatureBytes) {
    const auto& manifest = sorter.manifest();
    MEDVEIL_ASSIGN(const auto card, senders(manifest.sender, manifest.senderEpoch));
    if (!card)
        return fail(ErrorCode::kUnknownContact, "the sender's card is not known");
    MEDVEIL_ASSIGN(const auto signature, crypto::Signature::from(signatureBytes));
    if (card->card.person != manifest.sender ||
        !crypto::verify(card->card.signing, kBlobContext, statement, signature))
        return fail(ErrorCode::kSenderUnverified, "sender's signature");
    // A recipient who passes a message on under its first sender's name: the reader was never meant.
    if (!std::binary_search(manifest.recipients.begin(), manifest.recipients.end(), reader.person()))
        return fail(ErrorCode::kNotIntendedReader, "recipients");
    return {};
}

}  // namespace

base::Result<OpenedMessage> open(base::ByteSource& blob, std::uint64_t size, const identity::Identity& reader,
                                 const crypto::SymmetricKey* key, const SenderLookup& senders,
                                 Quarantine& quarantine, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const format::BlobHeader header, readHeader(blob));
    if (size < header.size() + crypto::kTagBytes + 1 + kLastChunk)
        return fail(ErrorCode::kUnexpectedEnd, "the sealed message ends early");
    const auto sealedSize = size - header.size() - kLastChunk;
    const auto chunkCount = (sealedSize + kSealedChunk - 1) / kSealedChunk;
    if (sealedSize <= chunkCount * crypto::kTagBytes ||
        (sealedSize % kSealedChunk != 0 && sealedSize % kSealedChunk <= crypto::kTagBytes))
        return fail(ErrorCode::kUnexpectedEnd, "the sealed message ends early");
    MEDVEIL_ASSIGN(const PayloadKeys keys, findKeys(header, reader, key));

    Sorter sorter(quarantine);
    const auto algorithm = algorithmOf(header.suite);
    MEDVEIL_ASSIGN(const DataChunks chunks,
                   openChunks(blob, sealedSize, sealedSize - chunkCount * crypto::kTagBytes, algorithm,
                              keys.payload, sorter, task));
    base::Bytes last(kLastChunk);
    MEDVEIL_TRY(readExactly(blob, last));
    base::Byte more = 0;
    MEDVEIL_ASSIGN(const std::size_t extra, blob.read({&more, 1}));
    if (extra != 0)
        return fail(ErrorCode::kMalformed, "bytes behind the end");
    base::Bytes signature(format::kSignatureChunkBytes);
    MEDVEIL_TRY(crypto::ChunkCipher(algorithm, keys.payload)
                    .open(chunks.count, crypto::ChunkPosition::kLast, last, signature));
    MEDVEIL_TRY(checkSender(sorter, senders, reader,
                            signedStatement(header.suite, keys.headerHash, sorter.manifestHash(),
                                            chunks.tree.root(), chunks.count),
                            signature));
    auto message = sorter.take();
    message.suite = header.suite;
    return message;
}

}  // namespace medveil::message
