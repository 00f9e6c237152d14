#include "core/message/seal.h"

#include <algorithm>
#include <array>
#include <future>
#include <span>

#include "core/base/byte_writer.h"
#include "core/base/parallel.h"
#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/crypto/signature.h"
#include "core/format/blob_header.h"
#include "core/format/file_digest.h"
#include "core/format/time_rule.h"
#include "core/message/key_wrap.h"

namespace medveil::message {

using base::ErrorCode;
using base::fail;
using format::kChunkBytes;

namespace {

constexpr std::size_t kSealedChunk = format::kSealedChunkBytes;
static_assert(kSealedChunk == kChunkBytes + crypto::kTagBytes);

/// The plaintext in order: length-prefixed manifest, body, attachments, zeros up to the padded size.
class PlainStream {
  public:
    PlainStream(base::ByteView manifest, const Draft& draft, std::uint64_t paddedSize)
        : m_draft(draft), m_left(paddedSize) {
        m_front.integer(static_cast<std::uint32_t>(manifest.size())).raw(manifest).raw(draft.body);
    }

    /// Fills `out`, or what is left of the stream.
    base::Result<std::size_t> fill(base::MutableByteView out) {
        std::size_t done = 0;
        const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), m_left));
        while (done < want) {
            MEDVEIL_ASSIGN(const std::size_t count, readSome(out.subspan(done, want - done)));
            done += count;
        }
        m_left -= want;
        // A padding of nothing never asks for more, so the ends of the sources are looked at here.
        if (m_left == 0)
            MEDVEIL_TRY(finishSources());
        return want;
    }
    std::uint64_t left() const { return m_left; }

  private:
    base::Result<std::size_t> readSome(base::MutableByteView out) {
        const auto& front = m_front.bytes();
        if (m_frontDone < front.size()) {
            const auto count = std::min(out.size(), front.size() - m_frontDone);
            std::copy_n(front.begin() + static_cast<std::ptrdiff_t>(m_frontDone), count, out.begin());
            m_frontDone += count;
            return count;
        }
        while (m_next < m_draft.attachments.size() || m_current) {
            if (!m_current) {
                const auto& attachment = m_draft.attachments[m_next++];
                MEDVEIL_ASSIGN(m_current, attachment.open());
                m_currentLeft = attachment.entry.size;
            }
            if (m_currentLeft == 0) {
                MEDVEIL_TRY(expectEndOfSource());
                continue;
            }
            const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), m_currentLeft));
            MEDVEIL_ASSIGN(const std::size_t count, m_current->read(out.first(want)));
            if (count == 0)
                return fail(ErrorCode::kUnexpectedEnd, "an attachment became shorter while it was sealed");
            m_currentLeft -= count;
            return count;
        }
        std::fill(out.begin(), out.end(), base::Byte{0});
        return out.size();
    }

    /// All bytes are out: what is open, and what is left, must be at its end.
    base::Result<void> finishSources() {
        if (m_current)
            MEDVEIL_TRY(expectEndOfSource());
        while (m_next < m_draft.attachments.size()) {
            MEDVEIL_ASSIGN(m_current, m_draft.attachments[m_next++].open());
            MEDVEIL_TRY(expectEndOfSource());
        }
        return {};
    }

    base::Result<void> expectEndOfSource() {
        base::Byte more = 0;
        MEDVEIL_ASSIGN(const std::size_t count, m_current->read({&more, 1}));
        if (count != 0)
            return fail(ErrorCode::kIo, "an attachment became longer while it was sealed");
        m_current.reset();
        return {};
    }

    const Draft& m_draft;
    base::WipedByteWriter m_front;
    std::size_t m_frontDone = 0;
    std::size_t m_next = 0;
    std::unique_ptr<base::ByteSource> m_current;
    std::uint64_t m_currentLeft = 0;
    std::uint64_t m_left;
};

base::Result<format::Manifest> makeManifest(const identity::Identity& sender,
                                            const std::vector<format::Card>& recipients, const Draft& draft,
                                            const SealOptions& options) {
    MEDVEIL_TRY(format::checkTime(options.created));
    MEDVEIL_TRY(format::checkTime(options.expires));
    format::Manifest manifest;
    manifest.message = options.message;
    manifest.sender = sender.person();
    manifest.senderEpoch = sender.card.card.epoch;
    manifest.device = sender.device;
    for (const auto& card : recipients)
        manifest.recipients.push_back(card.person);
    std::sort(manifest.recipients.begin(), manifest.recipients.end());
    const auto twice = std::adjacent_find(manifest.recipients.begin(), manifest.recipients.end());
    if (recipients.empty() || recipients.size() > format::kMostRecipients ||
        twice != manifest.recipients.end())
        return fail(ErrorCode::kInvalidArgument, "recipients");
    manifest.type = draft.type;
    manifest.sequence = options.sequence;
    manifest.created = options.created;
    manifest.expires = options.expires;
    manifest.bodySize = draft.body.size();
    for (const auto& attachment : draft.attachments)
        manifest.attachments.push_back(attachment.entry);
    manifest.coverName = options.coverName;
    if (!options.previous.empty()) {
        for (const auto& person : manifest.recipients) {
            const auto before = options.previous.find(person);
            manifest.previous.push_back(before == options.previous.end() ? format::MessageId{}
                                                                         : before->second);
        }
    }
    return manifest;
}

base::Result<format::BlobHeader> makeHeader(format::Suite suite, const std::vector<format::Card>& recipients,
                                            KeyTransport transport, const crypto::SymmetricKey& fileKey) {
    format::BlobHeader header;
    header.suite = suite;
    header.salt = crypto::randomValue<format::BlobSalt>();
    const auto count = format::paddedStanzas(recipients.size());
    for (std::size_t i = 0; i < count; ++i) {
        // Decoys are real stanzas for a real recipient around another key: nothing tells them apart from
        // outside.
        const bool real = transport == KeyTransport::kStanzas && i < recipients.size();
        const auto decoyKey = crypto::randomKey();
        MEDVEIL_ASSIGN(base::Bytes stanza,
                       wrapKey(suite, recipients[i % recipients.size()], real ? fileKey : decoyKey));
        header.stanzas.push_back(std::move(stanza));
    }
    // Shuffled, so that the place of a stanza says nothing either.
    for (std::size_t i = header.stanzas.size(); i > 1; --i)
        std::swap(header.stanzas[i - 1], header.stanzas[crypto::randomBelow(static_cast<std::uint32_t>(i))]);
    format::encodeClear(header);
    return header;
}

/// Writes behind the sealing: one batch goes out while the next one is sealed.
class BackgroundWriter {
  public:
    explicit BackgroundWriter(base::ByteSink& out) : m_out(out) {}
    ~BackgroundWriter() { wait(); }
    BackgroundWriter(const BackgroundWriter&) = delete;
    BackgroundWriter& operator=(const BackgroundWriter&) = delete;

    void wait() const {
        if (m_pending.valid())
            m_pending.wait();
    }
    base::Result<void> settle() { return m_pending.valid() ? m_pending.get() : base::Result<void>(); }
    /// `bytes` must stay as they are until the next settle().
    void start(base::ByteView bytes) {
        m_written += bytes.size();
        m_pending = std::async(std::launch::async, [this, bytes] { return m_out.write(bytes); });
    }
    std::uint64_t written() const { return m_written; }

  private:
    base::ByteSink& m_out;
    std::future<base::Result<void>> m_pending;
    std::uint64_t m_written = 0;
};

/// Stands behind the buffers that a writer reads from: they go only when it is done with them, also when
/// sealing ends early.
class WaitForWriter {
  public:
    explicit WaitForWriter(const BackgroundWriter& writer) : m_writer(writer) {}
    ~WaitForWriter() { m_writer.wait(); }
    WaitForWriter(const WaitForWriter&) = delete;
    WaitForWriter& operator=(const WaitForWriter&) = delete;

  private:
    const BackgroundWriter& m_writer;
};

struct Chunks {
    crypto::TreeHash tree;
    format::FileDigest name;  ///< of the whole file; the header is in it already
    std::uint64_t count = 0;

    /// The same leaves serve the signature and the name.
    void append(base::ByteView sealed, std::span<const crypto::Digest> leaves) {
        for (const auto& leaf : leaves) {
            tree.append(leaf);
            const auto piece = sealed.first(std::min(sealed.size(), kSealedChunk));
            if (piece.size() == kSealedChunk)
                name.append(leaf);
            else
                name.update(piece);
            sealed = sealed.subspan(piece.size());
        }
        count += leaves.size();
    }
};

/// Seals everything but the signature chunk: one batch is read and one written while another is sealed.
base::Result<void> sealChunks(PlainStream& plain, crypto::Algorithm algorithm,
                              const crypto::SymmetricKey& key, Chunks& chunks, BackgroundWriter& writer,
                              base::TaskContext& task) {
    const std::size_t cores = base::coreCount();
    const auto total = plain.left();
    const auto batch =
        static_cast<std::size_t>(std::min<std::uint64_t>(cores * 4, (total + kChunkBytes - 1) / kChunkBytes));
    std::vector<crypto::ChunkCipher> ciphers;
    for (std::size_t i = 0; i < std::min(cores, batch); ++i)
        ciphers.emplace_back(algorithm, key);

    std::array<base::WipedBytes, 2> inputs = {base::WipedBytes(batch * kChunkBytes),
                                              base::WipedBytes(batch * kChunkBytes)};
    std::array<base::Bytes, 2> outputs = {base::Bytes(batch * kSealedChunk),
                                          base::Bytes(batch * kSealedChunk)};
    const WaitForWriter outlives(writer);
    std::vector<crypto::Digest> leaves(batch);
    // A future of std::async waits when it goes: the buffers stand as long as somebody fills them.
    std::future<base::Result<std::size_t>> reading;
    const auto readInto = [&](base::WipedBytes& input) {
        reading = std::async(std::launch::async, [&plain, &input] { return plain.fill(input); });
    };
    readInto(inputs[0]);
    std::uint64_t done = 0;
    for (std::size_t turn = 0; done < total; ++turn) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(const std::size_t size, reading.get());
        const auto input = base::ByteView(inputs[turn % 2]).first(size);
        auto& output = outputs[turn % 2];
        done += size;
        if (done < total)
            readInto(inputs[(turn + 1) % 2]);
        const auto inBatch = (size + kChunkBytes - 1) / kChunkBytes;
        const auto lanes = std::min(ciphers.size(), inBatch);
        MEDVEIL_TRY(base::parallelFor(lanes, [&](std::size_t lane) -> base::Result<void> {
            for (auto i = lane; i < inBatch; i += lanes) {
                const auto piece = input.subspan(i * kChunkBytes);
                const auto length = std::min(piece.size(), kChunkBytes);
                const auto sealed =
                    base::MutableByteView(output).subspan(i * kSealedChunk, length + crypto::kTagBytes);
                MEDVEIL_TRY(ciphers[lane].seal(chunks.count + i, crypto::ChunkPosition::kInner,
                                               piece.first(length), sealed));
                leaves[i] = crypto::TreeHash::leaf(sealed);
            }
            return {};
        }));
        const auto sealed = base::ByteView(output).first(size + inBatch * crypto::kTagBytes);
        chunks.append(sealed, std::span(leaves).first(inBatch));
        MEDVEIL_TRY(writer.settle());
        writer.start(sealed);
        task.report({base::Stage::kSealing, done, total});
    }
    return writer.settle();
}

}  // namespace

base::Result<SealedInfo> seal(const identity::Identity& sender, const std::vector<format::Card>& recipients,
                              const Draft& draft, const SealOptions& options, KeyTransport transport,
                              base::ByteSink& out, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const format::Manifest manifest, makeManifest(sender, recipients, draft, options));
    const auto manifestBytes = format::encodeManifest(manifest);
    // The reader's own checks: what it would refuse is not sent.
    MEDVEIL_TRY(format::decodeManifest(manifestBytes));

    SealedInfo info;
    info.key = crypto::randomKey();
    MEDVEIL_ASSIGN(format::BlobHeader header, makeHeader(options.suite, recipients, transport, info.key));
    const auto keys = deriveKeys(info.key, header.clear);
    BackgroundWriter writer(out);
    base::ByteWriter headerBytes;
    headerBytes.raw(header.clear).raw(keys.mac.view()).raw(keys.commitment.view());
    writer.start(headerBytes.bytes());
    MEDVEIL_TRY(writer.settle());

    const auto padded = format::padme(4 + manifestBytes.size() + manifest.contentSize());
    PlainStream plain(manifestBytes, draft, padded);
    const auto algorithm = algorithmOf(options.suite);
    Chunks chunks;
    chunks.name.update(headerBytes.bytes());
    MEDVEIL_TRY(sealChunks(plain, algorithm, keys.payload, chunks, writer, task));

    const auto signature =
        crypto::sign(sender.signing, kBlobContext,
                     signedStatement(options.suite, keys.headerHash, crypto::sha256(manifestBytes),
                                     chunks.tree.root(), chunks.count));
    base::Bytes last(format::kSignatureChunkBytes + crypto::kTagBytes);
    MEDVEIL_TRY(crypto::ChunkCipher(algorithm, keys.payload)
                    .seal(chunks.count, crypto::ChunkPosition::kLast, signature.view(), last));
    writer.start(last);
    chunks.name.update(last);
    MEDVEIL_TRY(writer.settle());
    info.size = writer.written();
    info.digest = chunks.name.finish();
    return info;
}

std::uint64_t sealedSize(std::size_t recipients, std::uint64_t contentBytes, std::uint64_t manifestBytes,
                         format::Suite suite) {
    const auto padded = format::padme(4 + manifestBytes + contentBytes);
    const auto chunks = (padded + kChunkBytes - 1) / kChunkBytes;
    return format::kBlobFixedBytes + format::paddedStanzas(recipients) * format::stanzaBytes(suite) +
           format::kBlobMacBytes + padded + chunks * crypto::kTagBytes + format::kSignatureChunkBytes +
           crypto::kTagBytes;
}

}  // namespace medveil::message
