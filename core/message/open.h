// Opens a sealed message for one reader. Attachments stream into a quarantine that the caller commits only
// after open() returned a message: nothing is released before the last chunk and the sender's signature hold.
// Synchronous, uses all cores inside.
#pragma once

#include <functional>
#include <optional>

#include "core/base/file_system.h"
#include "core/format/blob_header.h"
#include "core/format/manifest.h"
#include "core/identity/identity.h"

namespace medveil::message {

/// Where unverified attachment bytes go. The caller abandons it all when open() fails.
class Quarantine {
  public:
    virtual ~Quarantine() = default;
    /// The next attachment, in order; its bytes follow.
    virtual base::Result<void> begin(std::size_t index, const format::AttachmentEntry& entry) = 0;
    virtual base::Result<void> write(base::ByteView bytes) = 0;
};

/// The card by which the reader knows a person; nothing for a stranger. An error is the reader's own, and
/// ends the opening with it.
using SenderLookup = std::function<base::Result<std::optional<format::SignedCard>>(const format::PersonId&,
                                                                                   std::uint64_t epoch)>;

struct OpenedMessage {
    format::Manifest manifest;
    format::Suite suite = format::Suite::kX25519ChaCha20;
    base::WipedBytes body;  ///< for decodeBody or decodeReceipt, by manifest.type
};

/// `key` is given for a detached blob, whose key came in a cover; otherwise the reader's stanza is looked
/// for. kNotForMe, kNotIntendedReader, kUnknownContact, kSenderUnverified, kAuthenticationFailed, kMalformed,
/// ...
base::Result<OpenedMessage> open(base::ByteSource& blob, std::uint64_t size, const identity::Identity& reader,
                                 const crypto::SymmetricKey* key, const SenderLookup& senders,
                                 Quarantine& quarantine, base::TaskContext& task);

}  // namespace medveil::message
