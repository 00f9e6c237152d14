#include "core/format/cbor.h"

#include <array>

#include <cbor.h>

namespace medveil::format {

using base::ErrorCode;
using base::fail;

void CborWriter::head(int major, std::uint64_t value) {
    std::array<base::Byte, 9> buffer{};
    std::size_t length = 0;
    switch (major) {
        case 0:
            length = cbor_encode_uint(value, buffer.data(), buffer.size());
            break;
        case 2:
            length = cbor_encode_bytestring_start(value, buffer.data(), buffer.size());
            break;
        case 3:
            length = cbor_encode_string_start(value, buffer.data(), buffer.size());
            break;
        default:
            length = cbor_encode_array_start(value, buffer.data(), buffer.size());
            break;
    }
    m_out.insert(m_out.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(length));
}

CborWriter& CborWriter::array(std::size_t count) {
    head(4, count);
    return *this;
}
CborWriter& CborWriter::integer(std::uint64_t value) {
    head(0, value);
    return *this;
}
CborWriter& CborWriter::bytes(base::ByteView value) {
    head(2, value.size());
    m_out.insert(m_out.end(), value.begin(), value.end());
    return *this;
}
CborWriter& CborWriter::text(std::string_view value) {
    head(3, value.size());
    const auto raw = base::asBytes(value);
    m_out.insert(m_out.end(), raw.begin(), raw.end());
    return *this;
}
CborWriter& CborWriter::boolean(bool value) {
    m_out.push_back(value ? 0xf5 : 0xf4);
    return *this;
}

struct CborReader::Item {
    enum class Kind : std::uint8_t { kOther, kInteger, kBytes, kText, kArray, kBoolean };
    Kind kind = Kind::kOther;
    std::uint64_t value = 0;
    base::ByteView content;
};

namespace {
std::size_t shortestHead(std::uint64_t value) {
    if (value < 24)
        return 1;
    if (value <= 0xff)
        return 2;
    if (value <= 0xffff)
        return 3;
    return value <= 0xffffffff ? 5 : 9;
}

template <class Integer, class Item>
void integerItem(void* context, Integer value) {
    auto& item = *static_cast<Item*>(context);
    item.kind = Item::Kind::kInteger;
    item.value = value;
}
}  // namespace

base::Result<CborReader::Item> CborReader::next() {
    cbor_callbacks callbacks = cbor_empty_callbacks;
    callbacks.uint8 = [](void* c, std::uint8_t v) { integerItem<std::uint8_t, Item>(c, v); };
    callbacks.uint16 = [](void* c, std::uint16_t v) { integerItem<std::uint16_t, Item>(c, v); };
    callbacks.uint32 = [](void* c, std::uint32_t v) { integerItem<std::uint32_t, Item>(c, v); };
    callbacks.uint64 = [](void* c, std::uint64_t v) { integerItem<std::uint64_t, Item>(c, v); };
    const auto string = [](void* c, Item::Kind kind, cbor_data data, auto length) {
        *static_cast<Item*>(c) = {kind, length, {data, static_cast<std::size_t>(length)}};
    };
    static const auto take = string;
    callbacks.byte_string = [](void* c, cbor_data d, auto n) { take(c, Item::Kind::kBytes, d, n); };
    callbacks.string = [](void* c, cbor_data d, auto n) { take(c, Item::Kind::kText, d, n); };
    callbacks.array_start = [](void* c, auto n) { *static_cast<Item*>(c) = {Item::Kind::kArray, n, {}}; };
    callbacks.boolean = [](void* c, bool v) {
        *static_cast<Item*>(c) = {Item::Kind::kBoolean, v ? 1U : 0U, {}};
    };

    Item item;
    const auto result = cbor_stream_decode(m_rest.data(), m_rest.size(), &callbacks, &item);
    if (result.status == CBOR_DECODER_NEDATA)
        return fail(ErrorCode::kUnexpectedEnd, "CBOR ends early");
    if (result.status != CBOR_DECODER_FINISHED || item.kind == Item::Kind::kOther ||
        result.read > m_rest.size())
        return fail(ErrorCode::kMalformed, "CBOR item");
    const auto headSize = result.read - item.content.size();
    const auto expected = item.kind == Item::Kind::kBoolean ? 1 : shortestHead(item.value);
    if (headSize != expected)
        return fail(ErrorCode::kMalformed, "CBOR not in its shortest form");
    m_rest = m_rest.subspan(result.read);
    return item;
}

base::Result<std::size_t> CborReader::array(std::size_t limit) {
    MEDVEIL_ASSIGN(const Item item, next());
    if (item.kind != Item::Kind::kArray)
        return fail(ErrorCode::kMalformed, "CBOR array expected");
    if (item.value > limit)
        return fail(ErrorCode::kTooLarge, "CBOR array");
    return static_cast<std::size_t>(item.value);
}

base::Result<void> CborReader::arrayOf(std::size_t exactly) {
    MEDVEIL_ASSIGN(const std::size_t count, array(SIZE_MAX));
    if (count != exactly)
        return fail(ErrorCode::kMalformed, "CBOR array of another length");
    return {};
}

base::Result<std::uint64_t> CborReader::integer(std::uint64_t limit) {
    MEDVEIL_ASSIGN(const Item item, next());
    if (item.kind != Item::Kind::kInteger)
        return fail(ErrorCode::kMalformed, "CBOR integer expected");
    if (item.value > limit)
        return fail(ErrorCode::kTooLarge, "CBOR integer");
    return item.value;
}

base::Result<base::ByteView> CborReader::bytes(std::size_t limit) {
    MEDVEIL_ASSIGN(const Item item, next());
    if (item.kind != Item::Kind::kBytes)
        return fail(ErrorCode::kMalformed, "CBOR bytes expected");
    if (item.content.size() > limit)
        return fail(ErrorCode::kTooLarge, "CBOR bytes");
    return item.content;
}

base::Result<std::string_view> CborReader::text(std::size_t limit) {
    MEDVEIL_ASSIGN(const Item item, next());
    if (item.kind != Item::Kind::kText)
        return fail(ErrorCode::kMalformed, "CBOR text expected");
    if (item.content.size() > limit)
        return fail(ErrorCode::kTooLarge, "CBOR text");
    const auto text = base::asText(item.content);
    if (!isUtf8(text))
        return fail(ErrorCode::kMalformed, "text is not UTF-8");
    return text;
}

base::Result<bool> CborReader::boolean() {
    MEDVEIL_ASSIGN(const Item item, next());
    if (item.kind != Item::Kind::kBoolean)
        return fail(ErrorCode::kMalformed, "CBOR boolean expected");
    return item.value == 1;
}

base::Result<void> CborReader::expectEnd() const {
    if (!m_rest.empty())
        return fail(ErrorCode::kMalformed, "bytes behind the end of a structure");
    return {};
}

bool isUtf8(std::string_view text) {
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    const auto* const end = p + text.size();
    while (p != end) {
        const unsigned lead = *p++;
        if (lead < 0x80)
            continue;
        const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead < 0xc2 || lead > 0xf4 || end - p < more)
            return false;
        unsigned value = lead & (0x3fU >> more);
        for (int i = 0; i < more; ++i, ++p) {
            if ((*p & 0xc0U) != 0x80)
                return false;
            value = value << 6 | (*p & 0x3fU);
        }
        const bool overlong = (more == 2 && value < 0x800) || (more == 3 && value < 0x10000);
        if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
            return false;
    }
    return true;
}

}  // namespace medveil::format
