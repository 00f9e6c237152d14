#include <algorithm>
#include <cstdint>

#include "stego/reversible/expansion.h"

using namespace medveil;

namespace {

/// A picture whose width, depth and every value come from the input.
class Picture final : public stego::Carrier {
  public:
    Picture(std::uint32_t width, std::uint32_t bits, base::ByteView values) {
        m_info.width = width;
        m_info.height = static_cast<std::uint32_t>(values.size() / width);
        m_info.bits = bits;
        m_info.maximum = (1 << bits) - 1;
        m_samples = stego::Samples(stego::Samples::widthFor(bits, false));
        m_samples.resize(std::size_t{width} * m_info.height);
        for (std::size_t i = 0; i < m_samples.size(); ++i)
            m_samples.set(i, values[i] & m_info.maximum);
    }
    base::Result<void> write(base::ByteSink&) const override { return {}; }
    base::Bytes surroundings() const override { return {}; }
};

}  // namespace

// A picture that says it carries something, with whatever header; and one that is made to carry and given
// back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 4)
        return 0;
    const std::uint32_t width = 3U + data[0] % 96;
    const std::uint32_t bits = 2U + data[1] % 7;
    const base::ByteView values(data + 3, size - 3);
    if (values.size() < width * 3)
        return 0;
    base::NullTaskContext task;
    Picture hostile(width, bits, values);
    (void)stego::contract(hostile, task);

    Picture picture(width, bits, values);
    const auto original = picture.samples();
    const base::Bytes payload(data[2], data[2]);
    if (!stego::expand(picture, payload, {}, task)) {
        if (!(picture.samples() == original))
            __builtin_trap();
        return 0;
    }
    const auto found = stego::contract(picture, task);
    if (!found || *found != payload || !(picture.samples() == original))
        __builtin_trap();
    return 0;
}
