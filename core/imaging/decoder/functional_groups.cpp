#include "core/imaging/decoder/functional_groups.h"

namespace medveil::imaging {

namespace {
DcmItem* within(DcmItem* group, const DcmTagKey& sequence, const DcmTagKey& tag) {
    DcmItem* item = nullptr;
    const bool found = group != nullptr && group->findAndGetSequenceItem(sequence, item, 0).good() &&
                       item->tagExistsWithValue(tag);
    return found ? item : nullptr;
}

/// The frame's own groups, and those that all frames share; null where there are none.
std::array<DcmItem*, 2> groupsOf(DcmDataset& dataset, std::uint32_t frame) {
    const auto item = [&dataset](const DcmTagKey& sequence, std::uint32_t number) -> DcmItem* {
        DcmItem* group = nullptr;
        return dataset.findAndGetSequenceItem(sequence, group, static_cast<signed long>(number)).good()
                   ? group
                   : nullptr;
    };
    return {item(DCM_PerFrameFunctionalGroupsSequence, frame), item(DCM_SharedFunctionalGroupsSequence, 0)};
}
}  // namespace

DcmItem* itemOfFrame(DcmDataset& dataset, std::uint32_t frame, const DcmTagKey& sequence,
                     const DcmTagKey& tag) {
    for (auto* group : groupsOf(dataset, frame)) {
        if (auto* item = within(group, sequence, tag); item != nullptr)
            return item;
    }
    return dataset.tagExistsWithValue(tag) ? &dataset : nullptr;
}

DcmItem* holderOfFrame(DcmDataset& dataset, std::uint32_t frame, const DcmTagKey& sequence) {
    for (auto* group : groupsOf(dataset, frame)) {
        if (group != nullptr && group->tagExistsWithValue(sequence))
            return group;
    }
    return dataset.tagExistsWithValue(sequence) ? &dataset : nullptr;
}

bool hasFrameGroups(DcmDataset& dataset) {
    return dataset.tagExists(DCM_PerFrameFunctionalGroupsSequence);
}

std::vector<double> numbersOf(DcmItem* item, const DcmTagKey& tag, unsigned long limit) {
    std::vector<double> numbers;
    Float64 value = 0;
    Sint32 whole = 0;
    for (unsigned long i = 0; item != nullptr && i < limit; ++i) {
        // DCMTK does not give whole numbers (IS) as others.
        if (item->findAndGetFloat64(tag, value, i).good())
            numbers.push_back(value);
        else if (item->findAndGetSint32(tag, whole, i).good())
            numbers.push_back(whole);
        else
            break;
    }
    return numbers;
}

}  // namespace medveil::imaging
