// Which fragments of encapsulated pixel data are which frame (PS3.5, A.4). Borrows the data set; its thread.
#pragma once

#include <vector>

#include <dcmtk/dcmdata/dcpixseq.h>

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

class Fragments {
  public:
    /// By the extended or the basic offset table; else one fragment for each frame; else by what frames begin
    /// with. kImageDamaged where the frames cannot be told apart. Whoever shows frames and whoever releases
    /// them have to ask here: a person has looked at what is released.
    static base::Result<Fragments> open(DcmDataset& dataset, DcmPixelSequence& sequence,
                                        std::uint32_t frames);

    /// A frame's bytes in a row. kImageDamaged.
    base::Result<base::Bytes> frame(std::uint32_t number) const;

  private:
    explicit Fragments(DcmPixelSequence& sequence) : m_sequence(&sequence) {}
    std::size_t count() const;
    base::Result<base::Bytes> fragment(std::size_t number) const;
    bool splitAt(const std::vector<std::uint64_t>& offsets, std::uint32_t frames);
    base::Result<void> splitByMark(std::uint32_t frames);

    DcmPixelSequence* m_sequence;
    std::vector<std::size_t> m_starts;  ///< each frame's first fragment, and the end
};

}  // namespace medveil::imaging
