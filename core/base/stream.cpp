#include "core/base/stream.h"

#include <algorithm>

namespace medveil::base {

Result<std::size_t> MemorySource::read(MutableByteView buffer) {
    const auto count = std::min(buffer.size(), m_rest.size());
    std::copy_n(m_rest.begin(), count, buffer.begin());
    m_rest = m_rest.subspan(count);
    return count;
}

}  // namespace medveil::base
