// Bytes that flow: what seals, hides or stores a scan sees pieces of it, never the whole. One thread at a
// time.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"

namespace medveil::base {

class ByteSource {
  public:
    virtual ~ByteSource() = default;
    /// Fills as much of `buffer` as there is; fewer bytes than asked, or 0, only at the end.
    virtual Result<std::size_t> read(MutableByteView buffer) = 0;
};

class ByteSink {
  public:
    virtual ~ByteSink() = default;
    virtual Result<void> write(ByteView bytes) = 0;
};

class MemorySource final : public ByteSource {
  public:
    explicit MemorySource(ByteView bytes) : m_rest(bytes) {}
    Result<std::size_t> read(MutableByteView buffer) override;

  private:
    ByteView m_rest;
};

template <class Container>
class MemorySink final : public ByteSink {
  public:
    /// More than `limit` bytes are refused with kTooLarge.
    explicit MemorySink(Container& target, std::size_t limit = SIZE_MAX) : m_target(target), m_limit(limit) {}
    Result<void> write(ByteView bytes) override {
        if (bytes.size() > m_limit - m_target.size())
            return fail(ErrorCode::kTooLarge, "more bytes than expected");
        m_target.insert(m_target.end(), bytes.begin(), bytes.end());
        return {};
    }

  private:
    Container& m_target;
    std::size_t m_limit;
};

}  // namespace medveil::base
