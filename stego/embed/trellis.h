// Syndrome-trellis codes (Filler, Judas, Fridrich 2011: "Minimizing Additive Distortion in Steganography
// using Syndrome-Trellis Codes"): which bits of a row must flip, at least cost, so that the row says a
// message. A value; one thread at a time for each workspace.
//
// The code, for ever (stego/spec/cover-format.md): the row of n bits is cut into m windows, window k from
// floor(k n / m) to floor((k+1) n / m). The i-th bit of a window has the column c[i mod 4096], a number of
// `height` bits with the lowest and the highest set; c is made of all such numbers in ascending order,
// shuffled by the key (Fisher-Yates from the end, ChaCha20's keystream), shuffled again, and so on. Message
// bit k is the lowest bit of the sum (exclusive or) of the columns of window k's set bits and of what is
// left, shifted right by one, of the sum before.
#pragma once

#include <span>
#include <vector>

#include "core/crypto/keys.h"
#include "stego/embed/trellis_kernel.h"
#include "stego/frame/frame.h"

namespace medveil::stego {

inline constexpr std::uint16_t kWet = 0xffff;            ///< a bit that must not flip
inline constexpr std::uint16_t kMostTrellisCost = 1023;  ///< of a bit that may
inline constexpr unsigned kTrellisCostUnit = 64;         ///< costs are in 1/64 of a natural logarithm of odds

/// Memory that embedding uses, kept from one row to the next.
struct TrellisWorkspace {
    std::vector<std::uint16_t> metric;  ///< aligned inside
    std::vector<TrellisStep> steps;
    std::vector<std::uint32_t> places;
    std::vector<std::uint8_t> choices;
    std::vector<std::size_t> windowSteps;  ///< the first step of each window, and one behind the last
    std::vector<std::uint8_t> said;
};

class Trellis {
  public:
    /// `key` draws the columns.
    Trellis(const crypto::SymmetricKey& key, unsigned height);

    /// What the row says: message.size() bits, each 0 or 1 in a byte, as are `row` and `flips`.
    void extract(std::span<const std::uint8_t> row, std::span<std::uint8_t> message) const;

    /// Sets flips[j] where row[j] must flip. False when the message cannot be said without a wet bit.
    bool embed(std::span<const std::uint8_t> row, std::span<const std::uint16_t> costs,
               std::span<const std::uint8_t> message, std::span<std::uint8_t> flips,
               TrellisWorkspace& workspace) const;

  private:
    /// What the columns of a window's set bits add up to (exclusive or).
    unsigned sumOf(const std::uint8_t* row, std::size_t count) const;
    /// Fills the workspace's steps; returns how many.
    std::size_t takeSteps(std::span<const std::uint16_t> costs, std::size_t messageBits,
                          TrellisWorkspace& workspace) const;
    static constexpr std::size_t kColumnCount = 4096;
    std::vector<std::uint16_t> m_columns;
    unsigned m_height;
};

}  // namespace medveil::stego
