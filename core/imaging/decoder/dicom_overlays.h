// Lines and letters that a DICOM file draws over its picture (PS3.3, C.9.2): in planes of their own, or, in
// older files, in bits of the samples that hold no value (PS3.5, 8.1.2). Borrows the data set; its thread.
#pragma once

#include <vector>

#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/decoder/stored_bits.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

class Overlays {
  public:
    /// All that the data set describes; what cannot be drawn is left out and isDamaged(). `bits`: where in
    /// its word a sample stands.
    static Overlays read(DcmDataset& dataset, const ImageInfo& info, const StoredBits& bits);

    bool empty() const { return m_planes.empty(); }
    bool isDamaged() const { return m_damaged; }
    /// A byte for each pixel of the frame, 1 where something is drawn; empty where nothing is. `words`:
    /// samples of a grey frame as they stand in the file, with all their bits, little end first; empty where
    /// the file does not have them so.
    base::Bytes over(std::uint32_t frame, base::ByteView words) const;

  private:
    struct Plane {
        std::uint32_t rows = 0;
        std::uint32_t columns = 0;
        std::int32_t top = 0;  ///< of its first row in the picture, from 0
        std::int32_t left = 0;
        std::uint32_t firstFrame = 0;
        std::uint32_t frames = 1;
        bool overAll = false;         ///< one, over every frame
        std::optional<unsigned> bit;  ///< of the samples
        base::Bytes bits;             ///< otherwise; lowest first
    };
    static std::optional<Plane> readPlane(DcmDataset& dataset, Uint16 group, const ImageInfo& info,
                                          const StoredBits& bits);
    void draw(const Plane& plane, std::uint32_t frame, base::ByteView words, base::Bytes& out) const;

    std::vector<Plane> m_planes;
    std::uint32_t m_rows = 0;
    std::uint32_t m_columns = 0;
    std::size_t m_sampleBytes = 1;
    bool m_damaged = false;
};

}  // namespace medveil::imaging
