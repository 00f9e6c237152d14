// Where an attribute of a frame stands: in the data set, or in the groups of an enhanced object (PS3.3,
// C.7.6.16). Borrows the data set; its thread.
#pragma once

#include "core/imaging/decoder/dicom_file.h"

namespace medveil::imaging {

/// The item that has `tag` with a value: of the frame's own groups, of those that all frames share, or the
/// data set. `sequence` is the group's own. Null where none has it.
DcmItem* itemOfFrame(DcmDataset& dataset, std::uint32_t frame, const DcmTagKey& sequence,
                     const DcmTagKey& tag);

/// What has the sequence itself: the frame's own groups, those that all frames share, or the data set.
DcmItem* holderOfFrame(DcmDataset& dataset, std::uint32_t frame, const DcmTagKey& sequence);

/// Whether frames may differ in more than their samples.
bool hasFrameGroups(DcmDataset& dataset);

/// At most `limit` values; none where `item` is null or a value is no number.
std::vector<double> numbersOf(DcmItem* item, const DcmTagKey& tag, unsigned long limit);

}  // namespace medveil::imaging
