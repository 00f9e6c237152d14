// Reversible embedding of bits in a picture: errors of prediction are expanded, in the smoothest places
// first, and no value changes by more than one (Sachnev, Kim, Nam, Suresh, Shi 2009: rhombus prediction in
// two passes, sorted; Ni, Shi, Ansari, Su 2006: shifting). Pure functions over a carrier's samples; one
// thread.
//
// The outermost line of pixels says how to undo it, in lowest bits whose old values travel with the payload.
// The exact layout is in stego/spec/reversible.md.
#pragma once

#include <vector>

#include "core/crypto/digest.h"
#include "stego/carrier/carrier.h"

namespace medveil::stego {

/// A part of the picture that must stay as it is, pixels; inside the outermost line.
struct Region {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};
inline constexpr std::size_t kMostRegions = 8;

/// SHA-256 over all samples, 32 bits each, the low end first.
crypto::Digest samplesDigest(const Carrier& carrier);

/// The first samples of a picture, at least so many, begin like a header: what a viewer checks, whatever
/// became of the mark. One in four thousand million other pictures does.
inline constexpr std::size_t kHeaderSample = 32;
bool beginsLikeExpansion(const std::vector<std::uint8_t>& lowestBits);

/// True where contract() would find a payload, or one that was damaged. Looks at the outermost line only.
bool carriesExpansion(const Carrier& carrier);
/// Bytes that contract() takes at most, the samples themselves among them.
std::uint64_t memoryToContract(const Carrier& carrier);

/// Bytes that fit. kCoverTooSmall for a picture whose edge is too short; kCoverUnsupported for what is no
/// picture of pixels; kInvalidArgument for regions.
base::Result<std::uint64_t> expansionCapacity(const Carrier& carrier, const std::vector<Region>& keep,
                                              base::TaskContext& task);

/// How many samples changed, each by one. Errors as above, also kCoverTooSmall; the samples are then as they
/// were.
base::Result<std::uint64_t> expand(Carrier& carrier, base::ByteView payload, const std::vector<Region>& keep,
                                   base::TaskContext& task);

/// The payload; the samples are the original's again, proven by their digest. kNothingFound where there is
/// nothing, kCoverDamaged where something changed since; the samples are then worth nothing.
base::Result<base::Bytes> contract(Carrier& carrier, base::TaskContext& task);

}  // namespace medveil::stego
