// What a DICOM data set says of the values of a frame and of how they are shown. Borrows the data set; its
// thread.
#pragma once

#include "core/imaging/decoder/dicom_file.h"
#include "core/imaging/model/image.h"

namespace medveil::imaging {

struct GreysRead {
    Greys greys;
    std::vector<Caution> cautions;
};

/// `frame` from 0; `info` with its type, bits and modality.
GreysRead readGreys(DcmDataset& dataset, const ImageInfo& info, std::uint32_t frame);

}  // namespace medveil::imaging
