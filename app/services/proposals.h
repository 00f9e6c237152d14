// Regions of a scan that may have to be covered: text in its pixels, what stands around the images of an
// ultrasound, and what a person covered before on images of the same device. Never the last word.
#pragma once

#include <optional>

#include "app/services/scans.h"
#include "app/services/sealed_images.h"

namespace medveil::app {

enum class ProposalReason : std::uint8_t { kText, kAround, kDevice };

struct Proposal {
    MaskRegion region;  ///< in all frames
    ProposalReason reason = ProposalReason::kText;
};

struct Proposals {
    std::vector<Proposal> regions;
    std::optional<base::Error> noText;  ///< why text was not looked for: kUnsupported, ...
};

/// What `picture` of `info` gives, after what is `remembered` of the device. kCancelled. Any one thread.
base::Result<Proposals> proposalsFor(const ScanInfo& info, const ScanPicture& picture,
                                     const std::vector<MaskRegion>& remembered, base::TaskContext& task);

/// Remembers in the vault what is covered on images of a device: maker, model, kind and size. The session's
/// lane.
class DeviceRules {
  public:
    explicit DeviceRules(Session& session) : m_session(session) {}

    /// None where nothing is remembered, or where the file names no device.
    base::Result<std::vector<MaskRegion>> regionsFor(const ScanInfo& info);
    /// Instead of what was remembered; frames do not count. kInvalidArgument where the file names no device.
    base::Result<void> remember(const ScanInfo& info, std::vector<MaskRegion> regions);

  private:
    Session& m_session;
};

}  // namespace medveil::app
