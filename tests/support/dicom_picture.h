// Small DICOM images made for a test, packed in any way: what is in them is exactly what the test says. The
// test links medveil_dicom_picture.
#pragma once

#include <cstdint>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "core/base/bytes.h"

namespace medveil::test {

/// What stands in the group 0028.
struct PictureShape {
    Uint16 columns = 16;
    Uint16 rows = 8;
    int frames = 1;
    Uint16 channels = 1;
    Uint16 allocated = 16;
    Uint16 stored = 12;
    Uint16 highBit = 11;
    bool withSign = false;
    const char* words = "MONOCHROME2";

    std::size_t samplesInFrame() const { return std::size_t{columns} * rows * channels; }
};

using Words = std::vector<std::uint16_t>;  ///< samples, channels together

class DicomPicture {
  public:
    explicit DicomPicture(const PictureShape& shape);

    DcmDataset& dataset() { return *m_format.getDataset(); }
    DicomPicture& text(const DcmTagKey& tag, const char* value);
    DicomPicture& word(const DcmTagKey& tag, int value);
    /// US, or SS where a value is below zero.
    DicomPicture& words(DcmItem& item, const DcmTagKey& tag, const std::vector<int>& values);
    /// The item `number` of a sequence, made where it is missing.
    DcmItem& item(DcmItem& parent, const DcmTagKey& sequence, int number = 0);

    /// Words as they are to stand in the file; of 8 allocated bits one byte each.
    DicomPicture& native(const Words& samples);
    DicomPicture& nativeBytes(const base::Bytes& value);
    /// `offsets`: the basic table. A fragment of odd length gets a zero more.
    DicomPicture& fragments(const std::vector<base::Bytes>& fragments,
                            const std::vector<std::uint32_t>& offsets = {});

    /// The file. `syntax` is that of the fragments, where there are any.
    base::Bytes file(E_TransferSyntax syntax = EXS_LittleEndianExplicit);

  private:
    DcmFileFormat m_format;
    PictureShape m_shape;
};

/// A table of PS3.3, C.11.1 or C.11.2 in `item`.
void putTable(DcmItem& item, const std::vector<int>& descriptor, const Words& data);

/// PS3.5, G: one frame. `bytes` of a sample; the highest byte's segment comes first.
base::Bytes rleFrame(const Words& samples, std::size_t channels, std::size_t bytes);

/// One frame as DCMTK's encoders for JPEG and JPEG-LS make it: the words of `shape` without a change of
/// colours.
base::Bytes codestreamOf(const Words& samples, PictureShape shape, E_TransferSyntax syntax);

/// One frame of OpenJPEG. `samples` go in as they are, also below zero. A `ratio` above 0 loses something.
base::Bytes jpeg2000Of(const std::vector<int>& samples, const PictureShape& shape, unsigned precision,
                       bool withSign, bool transformed = false, float ratio = 0);

}  // namespace medveil::test
