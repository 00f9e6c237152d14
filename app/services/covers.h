// Hiding and revealing any file with a passphrase, or between two people, outside of messages; what covers
// hold and what they show. Borrows the session where keys of people are used.
#pragma once

#include <optional>

#include "app/services/session.h"
#include "core/crypto/digest.h"

namespace medveil::app {

struct Capacity {
    base::Path file;
    std::uint64_t fitBytes = 0;
    std::uint64_t safeBytes = 0;
    std::uint64_t samples = 0;
    bool flat = false;
    bool restorable = false;     ///< a scan: changed so that it can be given back, and openly marked
    crypto::Digest fingerprint;  ///< of its samples: what it is known by when it was used
};

base::Result<Capacity> coverCapacity(const base::Path& cover, base::TaskContext& task);

/// What a folder holds and was passed over, and why: a link, a file that cannot be read or is no cover.
struct Skipped {
    base::Path file;
    base::Error reason;
    bool named = false;  ///< by the person, not found in a folder: it was meant, and failed
};

/// Of every cover that hides anything, the safest first. A folder stands for the files in it, not below;
/// links are not followed, and a folder without any file is kNotFound. Nothing that fails stops the rest: it
/// is `skipped`, and `named` where the person named it.
struct CapacityList {
    std::vector<Capacity> covers;
    std::vector<Skipped> skipped;
};
base::Result<CapacityList> coverCapacities(const std::vector<base::Path>& places, base::TaskContext& task);

enum class HidingRisk : std::uint8_t { kHardToNotice, kExpertMayNotice, kEasyToNotice };

/// What hiding so many bytes would do to a cover; nothing is written.
struct HidingPreview {
    Capacity capacity;
    std::uint64_t changed = 0;  ///< samples, each by one step
    double psnr = 0;            ///< dB; 0 where it means nothing
    HidingRisk risk = HidingRisk::kHardToNotice;
    std::uint32_t mapWidth = 0;  ///< where the changes are, 255 where they are densest
    std::uint32_t mapHeight = 0;
    std::vector<std::uint8_t> map;
};
base::Result<HidingPreview> previewHiding(const base::Path& cover, std::size_t readers, std::uint64_t bytes,
                                          base::TaskContext& task);

enum class TraceLevel : std::uint8_t { kNone, kSome, kStrong };

/// What published detectors of hidden data say of a file. Shares of samples, 0 to 1.
struct TraceReport {
    base::Path file;
    double samplePairs = 0;
    double weightedStego = 0;
    double pairsOfValues = 0;
    TraceLevel level = TraceLevel::kNone;
};
struct TraceList {
    std::vector<TraceReport> files;
    std::vector<Skipped> skipped;
};
base::Result<TraceList> detectTraces(const std::vector<base::Path>& places, base::TaskContext& task);

/// A rectangle of a picture, pixels from the upper left.
struct PixelArea {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

/// How one payload goes into covers: into a single one, written to `out`; or into several, any `needed` of
/// which give it back, written into the folder `out` under the covers' names; "a (2).png" where two have one
/// name.
struct HidePlan {
    std::vector<base::Path> covers;
    std::size_t needed = 0;  ///< 0: all of them
    base::Path out;
    bool insistOnUsedCover = false;
    bool restorable = false;      ///< so that restoreCover() gives the cover back, and openly marked
    std::vector<PixelArea> keep;  ///< then: what must not change
};
struct HideOutcome {
    std::vector<base::Path> files;
    std::uint64_t changed = 0;
    std::uint64_t samples = 0;
    bool restorable = false;
};

/// Hides in copies of the covers; the passphrase opens them. kCoverTooSmall, kAlreadyExists, kInvalidArgument
/// (two covers with the same samples, a new file with the ending of another kind), ...; after an error
/// nothing that was written stays.
base::Result<HideOutcome> hideWithPassphrase(const HidePlan& plan, base::ByteView payload,
                                             const base::SecretBytes& passphrase, base::TaskContext& task);
/// From a file, or from several that hold one payload together. kPartsMissing.
base::Result<base::WipedBytes> revealWithPassphrase(const std::vector<base::Path>& files,
                                                    const base::SecretBytes& passphrase,
                                                    base::TaskContext& task);
/// The same from a file's bytes.
base::Result<base::WipedBytes> revealWithPassphrase(base::Bytes file, const base::SecretBytes& passphrase,
                                                    base::TaskContext& task);

/// How much of the cover comes back: of a scan the file, byte for byte, but unpacked where it had been
/// compressed; of a picture every pixel, in a file that is compressed anew.
enum class RestoredAs : std::uint8_t { kScan, kPicture };
/// Writes the cover as it was before something was hidden in it restorably; needs no key. kNothingFound,
/// kCoverDamaged.
base::Result<RestoredAs> restoreCover(const base::Path& file, const base::Path& out, base::TaskContext& task);

/// The same for one contact (by id), who needs no passphrase. Also kCoverReused.
base::Result<HideOutcome> hideForContact(Session& session, std::string_view contact, const HidePlan& plan,
                                         base::ByteView payload, base::TaskContext& task);
/// Tries the keys shared with every contact.
base::Result<base::WipedBytes> revealFromContacts(Session& session, const std::vector<base::Path>& files,
                                                  base::TaskContext& task);

}  // namespace medveil::app
