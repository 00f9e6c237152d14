// Hiding bytes in a picture or a sound, and finding them again. Synchronous; the caller owns everything it
// passes. What was hidden is read back from the written file before hide() reports success.
#pragma once

#include <variant>
#include <vector>

#include "core/crypto/digest.h"
#include "stego/carrier/carrier.h"
#include "stego/frame/frame.h"

namespace medveil::stego {

/// What opens a cover: a key two people share already, or a passphrase.
using ReaderSecret = std::variant<StegoKey, base::SecretBytes>;

enum class CoverWarning : std::uint8_t { kFlat, kSmall };

struct CoverReport {
    CarrierInfo info;
    std::uint64_t samples = 0;
    std::uint64_t fitBytes = 0;   ///< payload that can be hidden
    std::uint64_t safeBytes = 0;  ///< payload below which statistics have little to go by
    bool restorable = false;      ///< changed only in the way that can be undone, and openly marked
    std::vector<CoverWarning> warnings;
    crypto::Digest fingerprint;  ///< fingerprintOf() it
};

/// kCoverTooSmall for a cover that cannot even hold `readers` slots.
base::Result<CoverReport> inspectCover(base::FileSystem& files, const base::Path& cover, std::size_t readers,
                                       base::TaskContext& task);

base::Result<CoverReport> inspectCover(const Carrier& carrier, std::size_t readers, base::TaskContext& task);

struct HideReport {
    std::uint64_t changed = 0;  ///< samples that differ from the cover, each by one step
    std::uint64_t samples = 0;
    bool restorable = false;
};

/// Changes the carrier's samples only; nothing is written or read back. kCoverTooSmall.
base::Result<HideReport> embed(Carrier& carrier, const std::vector<ReaderSecret>& readers,
                               base::ByteView payload, base::TaskContext& task);

/// Writes a new file at `out` (kAlreadyExists where there is one; kInvalidArgument for an ending of another
/// kind); the cover stays as it is. Any one of
/// `readers` reveals. In a scan (DICOM) it is hidden so that the scan can be given back, see restorable.h.
base::Result<HideReport> hide(base::FileSystem& files, const base::Path& cover,
                              const std::vector<ReaderSecret>& readers, base::ByteView payload,
                              const base::Path& out, base::TaskContext& task);

struct Revealed {
    base::WipedBytes payload;
    std::size_t reader = 0;  ///< index of the candidate that opened it
};

/// kNothingFound when there is nothing, or nothing for these candidates: the same work is done either way.
/// kTooLarge where it would take more than `mostMemory` bytes.
base::Result<Revealed> reveal(base::FileSystem& files, const base::Path& path,
                              const std::vector<ReaderSecret>& candidates, base::TaskContext& task,
                              std::uint64_t mostMemory = kAnyMemory);
base::Result<Revealed> reveal(base::Bytes file, const std::vector<ReaderSecret>& candidates,
                              base::TaskContext& task);
/// One that is open already, whatever the number of candidates. Of what was hidden restorably it is the
/// original afterwards.
base::Result<Revealed> reveal(Carrier& carrier, const std::vector<ReaderSecret>& candidates,
                              base::TaskContext& task);

}  // namespace medveil::stego
