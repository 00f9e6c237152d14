#include "stego/embed/trellis.h"

#include <algorithm>
#include <cassert>

#include "stego/frame/positions.h"

namespace medveil::stego {

namespace {

constexpr std::uint16_t kUnreachable = 0xffff;
constexpr std::size_t kStepsBetweenRests = 32;  ///< 32 * 1023 stays clear of saturation
constexpr std::size_t kAlignment = 64;

std::size_t windowBegin(std::size_t bit, std::size_t bits, std::size_t elements) {
    return static_cast<std::size_t>(std::uint64_t{bit} * elements / bits);
}

std::uint16_t* aligned(std::vector<std::uint16_t>& memory, std::size_t count) {
    memory.resize(count + kAlignment / sizeof(std::uint16_t));
    auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    address = (address + kAlignment - 1) / kAlignment * kAlignment;
    return reinterpret_cast<std::uint16_t*>(address);
}

}  // namespace

Trellis::Trellis(const crypto::SymmetricKey& key, unsigned height) : m_height(height) {
    assert(height >= kLeastHeight && height <= kMostHeight);
    // Columns of a window differ as long as they can: each all possible ones once, in a new order every time.
    std::vector<std::uint16_t> all(std::size_t{1} << (height - 2));
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<std::uint16_t>(1U | i << 1 | 1U << (height - 1));
    KeyedRandom random(key);
    while (m_columns.size() < kColumnCount) {
        for (auto i = static_cast<std::uint32_t>(all.size()); i > 1; --i)
            std::swap(all[i - 1], all[random.below(i)]);
        m_columns.insert(m_columns.end(), all.begin(), all.end());
    }
}

unsigned Trellis::sumOf(const std::uint8_t* row, std::size_t count) const {
    unsigned sum = 0;
    for (std::size_t begin = 0; begin < count; begin += kColumnCount) {
        const auto length = std::min(kColumnCount, count - begin);
        for (std::size_t i = 0; i < length; ++i)
            sum ^= m_columns[i] & (0U - row[begin + i]);
    }
    return sum;
}

void Trellis::extract(std::span<const std::uint8_t> row, std::span<std::uint8_t> message) const {
    unsigned sum = 0;
    std::size_t begin = 0;
    for (std::size_t bit = 0; bit < message.size(); ++bit) {
        const auto end = windowBegin(bit + 1, message.size(), row.size());
        sum ^= sumOf(row.data() + begin, end - begin);
        message[bit] = static_cast<std::uint8_t>(sum & 1U);
        sum >>= 1;
        begin = end;
    }
}

std::size_t Trellis::takeSteps(std::span<const std::uint16_t> costs, std::size_t messageBits,
                               TrellisWorkspace& workspace) const {
    // One behind the last: each place is written whether it is dry or not, for a branch that nobody can
    // predict takes longer.
    workspace.steps.resize(costs.size() + 1);
    workspace.places.resize(costs.size() + 1);
    workspace.windowSteps.resize(messageBits + 1);
    std::size_t done = 0;
    std::size_t begin = 0;
    for (std::size_t bit = 0; bit < messageBits; ++bit) {
        workspace.windowSteps[bit] = done;
        const auto end = windowBegin(bit + 1, messageBits, costs.size());
        for (auto j = begin; j < end; ++j) {
            workspace.steps[done] = {m_columns[(j - begin) % kColumnCount],
                                     std::min(costs[j], kMostTrellisCost)};
            workspace.places[done] = static_cast<std::uint32_t>(j);
            done += costs[j] != kWet;
        }
        begin = end;
    }
    workspace.windowSteps[messageBits] = done;
    return done;
}

bool Trellis::embed(std::span<const std::uint8_t> row, std::span<const std::uint16_t> costs,
                    std::span<const std::uint8_t> message, std::span<std::uint8_t> flips,
                    TrellisWorkspace& workspace) const {
    std::ranges::fill(flips, std::uint8_t{0});
    if (message.empty())
        return true;
    const std::size_t states = std::size_t{1} << m_height;
    auto* const metric = aligned(workspace.metric, states);
    const auto dry = takeSteps(costs, message.size(), workspace);
    const auto& windowSteps = workspace.windowSteps;
    if (workspace.choices.size() < dry * states / 8)
        workspace.choices.resize(dry * states / 8);

    // Wet bits do not branch the trellis: they only move what the row says already, so the search is for the
    // difference between that and the message.
    std::fill(metric, metric + states, kUnreachable);
    metric[0] = 0;
    auto& said = workspace.said;
    said.resize(message.size());
    extract(row, said);
    std::size_t sinceRest = 0;
    for (std::size_t bit = 0; bit < message.size(); ++bit) {
        for (auto at = windowSteps[bit]; at < windowSteps[bit + 1];) {
            const auto count = std::min(windowSteps[bit + 1] - at, kStepsBetweenRests - sinceRest);
            relaxTrellis(metric, states, &workspace.steps[at], count, &workspace.choices[at * states / 8]);
            at += count;
            sinceRest += count;
            if (sinceRest == kStepsBetweenRests) {
                restTrellis(metric, states);
                sinceRest = 0;
            }
        }
        shiftTrellis(metric, states, (said[bit] ^ message[bit]) & 1U);
    }

    const auto best = std::min_element(metric, metric + states);
    if (*best == kUnreachable)
        return false;
    auto state = static_cast<std::size_t>(best - metric);
    for (auto bit = message.size(); bit-- > 0;) {
        state = (state << 1 & (states - 1)) | ((said[bit] ^ message[bit]) & 1U);
        for (auto step = windowSteps[bit + 1]; step-- > windowSteps[bit];) {
            if (workspace.choices[step * states / 8 + state / 8] >> (state % 8) & 1U) {
                flips[workspace.places[step]] = 1;
                state ^= workspace.steps[step].column;
            }
        }
    }
    return true;
}

}  // namespace medveil::stego
