// Somebody whom nobody accepted, with keys and a card that are as good as anybody's: what they send opens,
// and is signed by them. They seal what they like, also what our own sealing refuses. One thread.
#pragma once

#include <string>

#include "core/base/byte_writer.h"
#include "core/base/task_context.h"
#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "core/crypto/signature.h"
#include "core/format/blob_header.h"
#include "core/format/file_digest.h"
#include "core/identity/identity.h"
#include "core/message/key_wrap.h"
#include "core/message/seal.h"

namespace medveil::test {

class Stranger {
  public:
    explicit Stranger(const std::string& name)
        : m_self(identity::createIdentity({name, "North Ward", {format::Role::kDoctor}}, m_clock.now())
                     .value()) {}

    const format::SignedCard& card() const { return m_self.card; }

    base::Bytes letter(const format::Card& to, std::string_view text, std::size_t attached = 0) {
        message::Draft draft;
        format::MessageBody body;
        body.patient = {true, "MRN-7", "Ida Berg"};
        body.text.assign(text.begin(), text.end());
        draft.body = format::encodeBody(body);
        if (attached > 0)
            draft.attachments.push_back({{"scan.bin", "x/y", attached},
                                         [attached]() -> base::Result<std::unique_ptr<base::ByteSource>> {
                                             return std::make_unique<Zeros>(attached);
                                         }});
        message::SealOptions options;
        options.message = crypto::randomValue<format::MessageId>();
        options.sequence = ++m_sequence;
        options.created = m_clock.now();
        base::Bytes blob;
        base::MemorySink sink(blob);
        base::NullTaskContext task;
        (void)message::seal(m_self, {to}, draft, options, message::KeyTransport::kStanzas, sink, task)
            .value();
        return blob;
    }
    /// As if another had written it; only the signature is this one's.
    base::Bytes letterAs(const format::SignedCard& another, const format::Card& to, std::string_view text) {
        const auto own = std::exchange(m_self.card, another);
        auto blob = letter(to, text);
        m_self.card = own;
        return blob;
    }
    /// Sealed and signed as it should be, and its manifest declares an attachment of `size` bytes: no byte of
    /// it is there.
    base::Bytes promise(const format::Card& to, std::uint64_t size) {
        format::Manifest manifest;
        manifest.message = crypto::randomValue<format::MessageId>();
        manifest.sender = m_self.person();
        manifest.device = m_self.device;
        manifest.recipients = {to.person};
        manifest.created = m_clock.now();
        manifest.attachments = {{"scan.bin", "x/y", size}};
        const auto bytes = format::encodeManifest(manifest);
        base::ByteWriter plain;
        plain.integer(static_cast<std::uint32_t>(bytes.size())).raw(bytes);

        const auto fileKey = crypto::randomKey();
        format::BlobHeader header;
        header.salt = crypto::randomValue<format::BlobSalt>();
        for (std::size_t i = 0; i < format::paddedStanzas(1); ++i)
            header.stanzas.push_back(message::wrapKey(header.suite, to, fileKey).value());
        format::encodeClear(header);
        const auto keys = message::deriveKeys(fileKey, header.clear);
        crypto::ChunkCipher cipher(message::algorithmOf(header.suite), keys.payload);
        base::Bytes chunk(plain.bytes().size() + crypto::kTagBytes);
        (void)cipher.seal(0, crypto::ChunkPosition::kInner, plain.bytes(), chunk).value();
        crypto::TreeHash tree;
        tree.append(crypto::TreeHash::leaf(chunk));
        const auto signature = crypto::sign(
            m_self.signing, message::kBlobContext,
            message::signedStatement(header.suite, keys.headerHash, crypto::sha256(bytes), tree.root(), 1));
        base::Bytes last(format::kSignatureChunkBytes + crypto::kTagBytes);
        (void)cipher.seal(1, crypto::ChunkPosition::kLast, signature.view(), last).value();
        base::ByteWriter blob;
        blob.raw(header.clear).raw(keys.mac.view()).raw(keys.commitment.view()).raw(chunk).raw(last);
        return base::toBytes(blob.bytes());
    }

  private:
    class Zeros final : public base::ByteSource {
      public:
        explicit Zeros(std::size_t left) : m_left(left) {}
        base::Result<std::size_t> read(base::MutableByteView out) override {
            const auto count = std::min(out.size(), m_left);
            std::fill_n(out.begin(), count, base::Byte{0});
            m_left -= count;
            return count;
        }

      private:
        std::size_t m_left;
    };

    base::SystemClock m_clock;
    identity::Identity m_self;
    std::uint64_t m_sequence = 0;
};

}  // namespace medveil::test
