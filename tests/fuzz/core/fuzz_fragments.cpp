#include <cstdint>
#include <memory>

#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/decoder/fragments.h"

using namespace medveil;
using imaging::Fragments;

// Items by chance, the first of them a table of offsets: every frame is some of their bytes, or all are
// refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2)
        return 0;
    const std::uint32_t frames = data[0] % 8 + 1U;
    const bool extended = (data[1] & 4U) != 0;
    DcmPixelSequence sequence(DCM_PixelSequenceTag);
    DcmDataset dataset;
    std::size_t all = 0;
    for (std::size_t at = 2; at < size;) {
        const auto length = std::min<std::size_t>(data[at], size - at - 1);
        auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
        const auto* const bytes = data + at + 1;
        if (extended && at == 2) {
            auto table = std::make_unique<DcmOtherByteOtherWord>(DcmTag(0x7fe0, 0x0001, EVR_OB));
            (void)table->putUint8Array(bytes, static_cast<unsigned long>(length));
            (void)dataset.insert(table.release());
        } else if (length > 0) {
            (void)item->putUint8Array(bytes, static_cast<unsigned long>(length));
        }
        (void)sequence.insert(item.release());
        all += length + 1;
        at += length + 1;
    }
    const auto fragments = Fragments::open(dataset, sequence, frames);
    std::size_t joined = 0;
    for (std::uint32_t i = 0; fragments && i < frames; ++i)
        joined += fragments->frame(i).value_or(base::Bytes()).size();
    if (joined > all)
        __builtin_trap();
    return 0;
}
