// What a cover carries: the whole sealed message, or the key and name of one that lies in the mailbox because
// it does not fit. Layout in core/spec/blob.md. Plain value.
#pragma once

#include "core/format/ids.h"

namespace medveil::format {

/// Bytes of an envelope around a ticket: what a cover must hold at the very least.
inline constexpr std::size_t kTicketEnvelopeBytes = 1 + 1 + 1 + 34 + 34 + 9;
/// Bytes an envelope adds to a blob that rides inline, at most.
inline constexpr std::size_t kInlineEnvelopeOverhead = 1 + 1 + 1 + 5;

struct CoverEnvelope {
    base::Bytes blob;          ///< the sealed message itself; empty for a ticket
    crypto::Digest name;       ///< ticket: the digest that names the blob
    crypto::SymmetricKey key;  ///< ticket: its file key
    std::uint64_t size = 0;    ///< ticket: bytes of the blob
    bool isTicket() const { return blob.empty(); }
};

base::WipedBytes encodeEnvelope(const CoverEnvelope& envelope);
base::Result<CoverEnvelope> decodeEnvelope(base::ByteView bytes);

}  // namespace medveil::format
