#include "stego/embed/spread.h"

#include <algorithm>
#include <array>
#include <climits>

#include <isa-l/erasure_code.h>

#include "core/crypto/random.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kMark = "medveil part v1\n";
static_assert(kMark.size() == 16);
constexpr std::size_t kTableBytes = 32;  ///< of ISA-L, for each coefficient

using Rows = std::vector<unsigned char*>;

std::size_t partBytes(std::uint64_t payloadBytes, std::size_t needed) {
    return static_cast<std::size_t>((payloadBytes + needed - 1) / needed);
}

std::vector<unsigned char> matrixFor(std::size_t needed, std::size_t count) {
    std::vector<unsigned char> matrix(count * needed);
    gf_gen_cauchy1_matrix(matrix.data(), static_cast<int>(count), static_cast<int>(needed));
    return matrix;
}

/// out[i] = sum of coefficients[i][j] * in[j], over GF(256).
void multiply(std::vector<unsigned char> coefficients, std::size_t length, Rows in, Rows out) {
    if (out.empty() || length == 0)
        return;
    std::vector<unsigned char> tables(in.size() * out.size() * kTableBytes);
    ec_init_tables(static_cast<int>(in.size()), static_cast<int>(out.size()), coefficients.data(),
                   tables.data());
    ec_encode_data(static_cast<int>(length), static_cast<int>(in.size()), static_cast<int>(out.size()),
                   tables.data(), in.data(), out.data());
}

base::WipedBytes encodeHead(const PartHead& head) {
    base::WipedBytes out(kMark.begin(), kMark.end());
    for (const unsigned byte : {unsigned{head.needed}, unsigned{head.count}, unsigned{head.index}, 0U})
        out.push_back(static_cast<base::Byte>(byte));
    const auto set = head.set.view();
    out.insert(out.end(), set.begin(), set.end());
    for (int shift = 0; shift < 64; shift += 8)
        out.push_back(static_cast<base::Byte>(head.payloadBytes >> shift & 0xffU));
    const auto digest = head.digest.view();
    out.insert(out.end(), digest.begin(), digest.end());
    return out;
}

}  // namespace

base::Result<std::vector<base::WipedBytes>> spread(base::ByteView payload, std::size_t needed,
                                                   std::size_t count) {
    if (needed < 1 || needed > count || count > kMostParts || payload.size() > INT_MAX)
        return fail(ErrorCode::kInvalidArgument, "parts of a payload");
    const auto length = partBytes(payload.size(), needed);
    PartHead head;
    head.needed = static_cast<std::uint8_t>(needed);
    head.count = static_cast<std::uint8_t>(count);
    head.set = crypto::randomValue<decltype(head.set)>();
    head.payloadBytes = payload.size();
    head.digest = crypto::sha256(payload);
    std::vector<base::WipedBytes> parts;
    Rows data;
    Rows checks;
    for (std::size_t i = 0; i < count; ++i) {
        head.index = static_cast<std::uint8_t>(i);
        auto part = encodeHead(head);
        part.resize(kPartHead + length);
        if (i < needed) {
            const auto begin = std::min(payload.size(), i * length);
            const auto piece = payload.subspan(begin, std::min(length, payload.size() - begin));
            std::ranges::copy(piece, part.begin() + kPartHead);
        }
        parts.push_back(std::move(part));
    }
    for (std::size_t i = 0; i < count; ++i)
        (i < needed ? data : checks).push_back(parts[i].data() + kPartHead);
    const auto matrix = matrixFor(needed, count);
    multiply({matrix.begin() + static_cast<std::ptrdiff_t>(needed * needed), matrix.end()}, length, data,
             checks);
    return parts;
}

base::Result<bool> isPart(base::ByteView revealed) {
    if (revealed.size() < kMark.size() || base::asText(revealed.first(kMark.size())) != kMark)
        return false;
    MEDVEIL_TRY(partHead(revealed));
    return true;
}

base::Result<PartHead> partHead(base::ByteView part) {
    if (part.size() < kPartHead || base::asText(part.first(kMark.size())) != kMark)
        return fail(ErrorCode::kMalformed, "part of a payload");
    PartHead head;
    head.needed = part[16];
    head.count = part[17];
    head.index = part[18];
    MEDVEIL_ASSIGN(head.set, decltype(head.set)::from(part.subspan(20, 16)));
    for (int i = 0; i < 8; ++i)
        head.payloadBytes |= std::uint64_t{part[36 + static_cast<std::size_t>(i)]} << (8 * i);
    MEDVEIL_ASSIGN(head.digest, crypto::Digest::from(part.subspan(44, 32)));
    const bool sound = head.needed >= 1 && head.needed <= head.count && head.count <= kMostParts &&
                       head.index < head.count && part[19] == 0 && head.payloadBytes <= INT_MAX &&
                       part.size() - kPartHead == partBytes(head.payloadBytes, head.needed);
    if (!sound)
        return fail(ErrorCode::kMalformed, "part of a payload");
    return head;
}

base::Result<base::WipedBytes> gather(std::span<const base::WipedBytes> parts) {
    if (parts.empty())
        return fail(ErrorCode::kPartsMissing, "no part");
    MEDVEIL_ASSIGN(const PartHead first, partHead(parts.front()));
    const std::size_t needed = first.needed;
    const auto length = partBytes(first.payloadBytes, needed);
    const auto matrix = matrixFor(needed, first.count);
    std::vector<unsigned char> chosen;
    std::array<bool, kMostParts> seen{};
    Rows in;
    for (const auto& part : parts) {
        MEDVEIL_ASSIGN(const PartHead head, partHead(part));
        const bool same = head.set == first.set && head.digest == first.digest &&
                          head.needed == first.needed && head.count == first.count &&
                          head.payloadBytes == first.payloadBytes;
        if (!same || seen[head.index] || in.size() == needed)
            continue;
        seen[head.index] = true;
        const auto row = matrix.begin() + static_cast<std::ptrdiff_t>(head.index * needed);
        chosen.insert(chosen.end(), row, row + static_cast<std::ptrdiff_t>(needed));
        // ISA-L does not write to what it reads, its signature only says so.
        in.push_back(const_cast<unsigned char*>(part.data() + kPartHead));
    }
    if (in.size() < needed)
        return fail(ErrorCode::kPartsMissing,
                    std::to_string(in.size()) + " of " + std::to_string(needed) + " covers");
    std::vector<unsigned char> inverse(needed * needed);
    if (gf_invert_matrix(chosen.data(), inverse.data(), static_cast<int>(needed)) != 0)
        return fail(ErrorCode::kInternal, "parts of a payload");
    base::WipedBytes payload(needed * length);
    Rows out;
    for (std::size_t i = 0; i < needed; ++i)
        out.push_back(payload.data() + i * length);
    multiply(std::move(inverse), length, in, out);
    payload.resize(static_cast<std::size_t>(first.payloadBytes));
    if (crypto::sha256(payload) != first.digest)
        return fail(ErrorCode::kMalformed, "parts of a payload do not belong together");
    return payload;
}

}  // namespace medveil::stego
