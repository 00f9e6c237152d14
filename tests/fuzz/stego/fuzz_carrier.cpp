#include <algorithm>
#include <cstdint>

#include "core/imaging/decoder/decoder.h"
#include "stego/carrier/recording.h"
#include "stego/embed/hide.h"
#include "stego/formats/fresh_sound.h"
#include "stego/formats/open_format.h"

using namespace medveil;

// A cover of any kind, as the helper reads it but without its sandbox: opened, written and opened again, and
// asked for what it hides. Large pictures are left out by their declared size, so that the time goes into the
// parsers and not into filling memory.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool kPrepared = (imaging::prepareDecoders(), true);
    (void)kPrepared;
    if (size > 26 && data[0] == 0x89 && (data[16] | data[17] | data[20] | data[21]) != 0)
        return 0;
    base::NullTaskContext task;
    if (stego::isRecording({data, size}))
        (void)stego::freshSound({data, size}, task);
    const auto carrier = stego::openFormat(base::Bytes(data, data + size), task);
    if (!carrier || (*carrier)->samples().size() > 300'000)
        return 0;
    base::Bytes written;
    base::MemorySink sink(written);
    if (!(*carrier)->write(sink))
        return 0;
    const auto again = stego::openFormat(written, task);
    if (!again || !((*again)->samples() == (*carrier)->samples()))
        __builtin_trap();
    std::vector<stego::ReaderSecret> nobody;
    nobody.emplace_back(stego::StegoKey());
    if (stego::reveal(**again, nobody, task))
        __builtin_trap();
    return 0;
}
