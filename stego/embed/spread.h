// One payload over several covers, so that any `needed` of them give it back (Reed-Solomon over a Cauchy
// matrix, by ISA-L). Each part is as long as the payload divided by `needed`. Pure functions; what they make
// is hidden and sealed like any payload. Specification: stego/spec/cover-format.md.
#pragma once

#include <span>
#include <vector>

#include "core/base/secret.h"
#include "core/crypto/digest.h"

namespace medveil::stego {

inline constexpr std::size_t kMostParts = 32;
inline constexpr std::size_t kPartHead = 16 + 4 + 16 + 8 + 32;

/// What a part says of itself.
struct PartHead {
    std::uint8_t needed = 1;
    std::uint8_t count = 1;
    std::uint8_t index = 0;
    base::PublicValue<struct SpreadTag, 16> set;  ///< the same in all parts of one payload
    std::uint64_t payloadBytes = 0;
    crypto::Digest digest;  ///< of the payload
};

/// 1 <= needed <= count <= kMostParts, else kInvalidArgument. The parts in order.
base::Result<std::vector<base::WipedBytes>> spread(base::ByteView payload, std::size_t needed,
                                                   std::size_t count);

/// Whether something revealed is a part; kMalformed for what begins like one and is none.
base::Result<bool> isPart(base::ByteView revealed);
base::Result<PartHead> partHead(base::ByteView part);

/// From at least `needed` different parts of one payload, in any order; parts of another payload are left
/// out. kPartsMissing, kMalformed.
base::Result<base::WipedBytes> gather(std::span<const base::WipedBytes> parts);

}  // namespace medveil::stego
