// Which fragments of encapsulated pixel data are which frame (PS3.5, A.4). Borrows the data set; its thread.
#pragma once

#include <vector>

#include <dcmtk/dcmdata/dcpixseq.h>

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// What a frame begins with, where no table tells.
enum class FrameMark : std::uint8_t { kNone, kJpeg, kJpeg2000, kRle };

class Fragments {
  public:
    /// By the basic or the extended offset table; else one fragment for each frame; else by what frames begin
    /// with. kImageDamaged where the frames cannot be told apart.
    static base::Result<Fragments> open(DcmDataset& dataset, DcmPixelSequence& sequence, std::uint32_t frames,
                                        FrameMark mark);

    /// A frame's bytes in a row. kImageDamaged.
    base::Result<base::Bytes> frame(std::uint32_t number) const;

  private:
    explicit Fragments(DcmPixelSequence& sequence) : m_sequence(&sequence) {}
    std::size_t count() const;
    base::Result<base::Bytes> fragment(std::size_t number) const;
    bool splitAt(const std::vector<std::uint64_t>& offsets, std::uint32_t frames);
    base::Result<void> splitByMark(FrameMark mark, std::uint32_t frames);

    DcmPixelSequence* m_sequence;
    std::vector<std::size_t> m_starts;  ///< each frame's first fragment, and the end
};

}  // namespace medveil::imaging
