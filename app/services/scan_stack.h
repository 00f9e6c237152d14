// A series as one stack of images, whether it is one file of many frames or many files of one. Keeps a few
// files open and what was decoded last, within bounds. One thread at a time; decoding happens in processes of
// their own.
#pragma once

#include <list>

#include "app/services/scans.h"
#include "core/imaging/model/mask.h"

namespace medveil::app {

struct ScanSlice {
    ScanInfo info;            ///< of the file
    std::uint32_t frame = 0;  ///< in the file, from 0
    std::size_t position = 0;
    ScanPicture picture;
    std::vector<ScanWindow> windows;  ///< that the file proposes
    std::shared_ptr<const ScanValues> values;
};

struct ScanLook {
    std::optional<ScanWindow> window;  ///< none: the file's own
    bool inverted = false;
};

class ScanStack {
  public:
    enum class Show : std::uint8_t { kOriginal, kAsStored };

    /// In the order in which they are read; at least one.
    explicit ScanStack(std::vector<ScanInfo> images, Show show = Show::kOriginal);
    /// One image that is open already.
    explicit ScanStack(std::unique_ptr<Scan> scan);

    std::size_t count() const { return m_starts.back(); }
    /// Which file, by its place among the images, and which of its frames.
    std::pair<std::size_t, std::uint32_t> placeOf(std::size_t position) const;
    /// The position of an image's first frame.
    std::size_t startOf(std::size_t image) const { return m_starts[image]; }
    const std::vector<ScanInfo>& images() const { return m_images; }

    base::Result<ScanSlice> slice(std::size_t position, const ScanLook& look, base::TaskContext& task);
    /// So that slice() finds it at hand.
    base::Result<void> decode(std::size_t position, base::TaskContext& task);
    base::Result<std::vector<ScanElement>> elements(std::size_t position, base::TaskContext& task);

  private:
    base::Result<Scan*> open(std::size_t image, base::TaskContext& task);
    base::Result<std::shared_ptr<const ScanValues>> values(std::size_t position, base::TaskContext& task);

    std::vector<ScanInfo> m_images;
    std::vector<std::size_t> m_starts;  ///< position of each image's first frame, and the end
    Show m_show = Show::kOriginal;
    std::list<std::pair<std::size_t, std::unique_ptr<Scan>>> m_open;  ///< the last used first
    std::list<std::pair<std::size_t, std::shared_ptr<const ScanValues>>> m_decoded;
};

/// Regions whose frames are positions in the stack, as those of one of its files; without regions when none
/// touches it.
imaging::MaskPlan planForImage(const ScanStack& stack, std::size_t image, const imaging::MaskPlan& plan);

}  // namespace medveil::app
