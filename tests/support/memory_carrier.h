// A picture of samples without a file around them. Owned by one test.
#pragma once

#include "stego/carrier/carrier.h"

namespace medveil::test {

class MemoryCarrier final : public stego::Carrier {
  public:
    MemoryCarrier(std::uint32_t width, std::uint32_t height, std::uint32_t channels, std::uint32_t bits,
                  bool withSign = false) {
        m_info.width = width;
        m_info.height = height;
        m_info.channels = channels;
        m_info.bits = bits;
        const std::int32_t range = 1 << bits;
        m_info.minimum = withSign ? -range / 2 : 0;
        m_info.maximum = m_info.minimum + range - 1;
        m_samples = stego::Samples(stego::Samples::widthFor(bits, withSign));
        m_samples.resize(std::size_t{width} * height * channels);
    }
    base::Result<void> write(base::ByteSink&) const override { return {}; }
    base::Result<base::Bytes> surroundings() const override { return base::Bytes(); }
};

}  // namespace medveil::test
