// Takes one sealed message into the vault: internal to app/services.
#pragma once

#include "app/services/unit_of_work.h"
#include "core/format/cover_envelope.h"

namespace medveil::app {

struct ImportSource {
    base::ByteSource* bytes = nullptr;
    std::uint64_t size = 0;
    crypto::Digest digest;                      ///< FileDigest of the blob: goes into receipts
    const crypto::SymmetricKey* key = nullptr;  ///< from a cover's ticket
    vault::Hiding hiding = vault::Hiding::kNone;
    crypto::Digest travelled;  ///< digest of the file in the mailbox (the cover's, where there is one)
};

enum class ImportKind : std::uint8_t { kMessage, kReceipt, kKnownAlready };

struct Imported {
    ImportKind kind = ImportKind::kMessage;
    std::int64_t number = 0;  ///< of the message, in Inbox or Sent
};

/// One transaction: message, attachments, memory of its id, log entry, and the receipt that goes back.
base::Result<Imported> importBlob(SessionState& state, const ImportSource& source, base::TaskContext& task);

/// What lies hidden in a cover for this person, from anybody known. kNothingFound; kTooLarge for more than
/// `mostMemory` bytes of samples.
base::Result<format::CoverEnvelope> revealEnvelope(SessionState& state, const base::Path& cover,
                                                   std::uint64_t mostMemory, base::TaskContext& task);

/// Seals a receipt into the spool and queues it; part of the caller's work, which has begun.
base::Result<void> queueReceipt(SessionState& state, UnitOfWork& work, const vault::Contact& to,
                                const format::Receipt& receipt);

/// What messages made now are sealed and numbered with.
base::Result<std::uint64_t> nextSequence(SessionState& state);

}  // namespace medveil::app
