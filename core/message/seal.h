// Seals a message for named people into a stream. Format: core/spec/blob.md. Synchronous, uses all cores
// inside, holds a few chunks in memory whatever the size. The caller owns everything it passes and keeps it
// alive for the call.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "core/base/stream.h"
#include "core/base/task_context.h"
#include "core/format/manifest.h"
#include "core/identity/identity.h"

namespace medveil::message {

struct AttachmentSource {
    format::AttachmentEntry entry;  ///< entry.size must be what the source yields
    std::function<base::Result<std::unique_ptr<base::ByteSource>>()> open;
};

struct Draft {
    format::ContentType type = format::ContentType::kMessage;
    base::WipedBytes body;  ///< encoded: format::encodeBody or encodeReceipt
    std::vector<AttachmentSource> attachments;
};

struct SealOptions {
    format::Suite suite = format::Suite::kX25519ChaCha20;
    format::MessageId message;
    std::uint64_t sequence = 0;
    base::Timestamp created = 0;
    base::Timestamp expires = 0;
    std::string coverName;
    /// What this device sent to each person before; empty for content that is not counted, such as receipts.
    std::map<format::PersonId, format::MessageId> previous;
};

/// Detached: no stanza opens the blob; its key travels in a cover.
enum class KeyTransport : std::uint8_t { kStanzas, kDetached };

struct SealedInfo {
    std::uint64_t size = 0;    ///< bytes written
    crypto::Digest digest;     ///< FileDigest over all of them: the name on the share
    crypto::SymmetricKey key;  ///< the file key: for a detached blob's ticket, wiped with this object
};

/// `recipients` are cards the caller has verified and trusts. Everything goes to `out` in order.
base::Result<SealedInfo> seal(const identity::Identity& sender, const std::vector<format::Card>& recipients,
                              const Draft& draft, const SealOptions& options, KeyTransport transport,
                              base::ByteSink& out, base::TaskContext& task);

/// Exact size of the blob that seal() would write: capacity is shown before anything is sealed.
std::uint64_t sealedSize(std::size_t recipients, std::uint64_t contentBytes, std::uint64_t manifestBytes,
                         format::Suite suite);

}  // namespace medveil::message
