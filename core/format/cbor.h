// Deterministic CBOR (RFC 8949, section 4.2) for what is signed: shortest integers, definite lengths, no
// floats, no tags, no maps: structures are arrays with fixed places, version first. The reader is a cursor
// over libcbor's streaming decoder: no allocation, no recursion, and it refuses every other encoding of the
// same value. One thread.
#pragma once

#include <string>

#include "core/base/bytes.h"

namespace medveil::format {

class CborWriter {
  public:
    CborWriter& array(std::size_t count);
    CborWriter& integer(std::uint64_t value);
    CborWriter& bytes(base::ByteView value);
    CborWriter& text(std::string_view value);
    CborWriter& boolean(bool value);
    base::WipedBytes take() { return std::move(m_out); }
    base::Bytes takePublic() const { return {m_out.begin(), m_out.end()}; }

  private:
    void head(int major, std::uint64_t value);
    base::WipedBytes m_out;
};

class CborReader {
  public:
    explicit CborReader(base::ByteView bytes) : m_rest(bytes) {}

    /// The number of elements; over `limit` is kTooLarge.
    base::Result<std::size_t> array(std::size_t limit);
    base::Result<void> arrayOf(std::size_t exactly);
    base::Result<std::uint64_t> integer(std::uint64_t limit = UINT64_MAX);
    base::Result<base::ByteView> bytes(std::size_t limit);
    /// Well-formed UTF-8 (RFC 3629) of at most `limit` bytes.
    base::Result<std::string_view> text(std::size_t limit);
    base::Result<bool> boolean();
    base::Result<void> expectEnd() const;

    template <class Value>
    base::Result<Value> value() {
        MEDVEIL_ASSIGN(const base::ByteView raw, bytes(Value::kBytes));
        // Here and not left to the type: a key of another length is a matter of form, no bad key.
        if (raw.size() != Value::kBytes)
            return base::fail(base::ErrorCode::kMalformed, "bytes of another length");
        return Value::from(raw);
    }

  private:
    struct Item;
    base::Result<Item> next();
    base::ByteView m_rest;
};

bool isUtf8(std::string_view text);

}  // namespace medveil::format
