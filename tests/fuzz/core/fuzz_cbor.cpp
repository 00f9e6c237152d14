#include <algorithm>
#include <cstdint>

#include "core/format/cbor.h"

// Any sequence of reads over any bytes ends in a value or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 8)
        return 0;
    medveil::format::CborReader reader(medveil::base::ByteView(data + 8, size - 8));
    for (int i = 0; i < 8; ++i) {
        switch (data[i] % 6) {
            case 0:
                (void)reader.array(100);
                break;
            case 1:
                (void)reader.integer();
                break;
            case 2:
                (void)reader.bytes(1000);
                break;
            case 3:
                (void)reader.text(1000);
                break;
            case 4:
                (void)reader.boolean();
                break;
            default:
                (void)reader.expectEnd();
                break;
        }
    }
    return 0;
}
