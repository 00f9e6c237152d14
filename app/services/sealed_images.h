// Images with covered regions, and images sealed for named people: with the original inside a copy that
// everybody may see, or alone. What is sealed is the original file, byte for byte, signed by its sender.
// Borrows the session; its lane.
#pragma once

#include <optional>

#include "app/services/session.h"
#include "core/imaging/model/mask.h"

namespace medveil::app {

// Plain values, as the window draws them.
using MaskFill = imaging::MaskFill;
using MaskPlan = imaging::MaskPlan;
using MaskPoint = imaging::MaskPoint;
using MaskRegion = imaging::MaskRegion;
using MaskShape = imaging::MaskShape;

struct MaskReport {
    std::uint64_t pixels = 0;  ///< covered, of all frames
    bool reversible = false;
};

/// For good: what is covered is in no part of the copy. It is written under a new name and read back before
/// this says that all is well. Any one thread. kAlreadyExists, kImageUnsupported, kInvalidArgument, ...
base::Result<MaskReport> maskScan(const base::Path& file, const MaskPlan& plan, const base::Path& out,
                                  base::TaskContext& task);

struct SealFor {
    std::vector<std::string> people;  ///< ids; the person who seals can open it, too
    Suite suite = Suite::kChaCha20;
};

struct SealedOriginal {
    std::string name;    ///< of the original file
    std::string sender;  ///< who sealed it
    std::uint64_t size = 0;
    std::string sha256;  ///< of the original, hexadecimal; checked
};

/// An original that rides under a header which names another patient, or another study: both, as they say.
struct HeaderConflict {
    Patient outside;
    std::string outsideBirthDate;
    Patient inside;
    std::string insideBirthDate;
    std::string sha256;  ///< of the file around
    friend bool operator==(const HeaderConflict&, const HeaderConflict&) = default;
};

class SealedImages {
  public:
    explicit SealedImages(Session& session) : m_session(session) {}

    /// As maskScan(); with people, the original rides inside for them. Logged.
    base::Result<MaskReport> mask(const base::Path& file, const MaskPlan& plan, const SealFor& people,
                                  const base::Path& out, base::TaskContext& task);
    /// An image file of any kind as a file that only its people open. A name that ends in ".png" makes it a
    /// pixelated picture with the original inside; any other, a sealed file. Logged.
    base::Result<SealedOriginal> seal(const base::Path& file, const SealFor& people, const base::Path& out,
                                      base::TaskContext& task);
    /// Writes the original that is sealed in `file`; a file it cannot trust is never written. Logged.
    /// kNothingFound, kNotForMe, kAuthenticationFailed, kCoverDamaged when the image around it was changed or
    /// is another one, kPatientMismatch when the header around it is another patient's and `confirmed` is not
    /// exactly what conflictIn() finds. What comes out is the original's patient's.
    base::Result<SealedOriginal> open(const base::Path& file, const base::Path& out,
                                      const std::optional<HeaderConflict>& confirmed,
                                      base::TaskContext& task);
    base::Result<SealedOriginal> open(const base::Path& file, const base::Path& out,
                                      base::TaskContext& task) {
        return open(file, out, std::nullopt, task);
    }
    /// The same in memory, for looking at it.
    base::Result<base::Bytes> original(const base::Path& file, const std::optional<HeaderConflict>& confirmed,
                                       base::TaskContext& task);
    base::Result<base::Bytes> original(const base::Path& file, base::TaskContext& task) {
        return original(file, std::nullopt, task);
    }
    /// Nothing where header and original agree, or where there is only one of them.
    base::Result<std::optional<HeaderConflict>> conflictIn(const base::Path& file, base::TaskContext& task);

  private:
    Session& m_session;
};

}  // namespace medveil::app
