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

void Trellis::extract(std::span<const std::uint8_t> row, std::span<std::uint8_t> message) const {
    unsigned sum = 0;
    for (std::size_t bit = 0; bit < message.size(); ++bit) {
        const auto begin = windowBegin(bit, message.size(), row.size());
        const auto end = windowBegin(bit + 1, message.size(), row.size());
        for (auto j = begin; j < end; ++j)
            sum ^= column(j - begin) & (0U - row[j]);
        message[bit] = static_cast<std::uint8_t>(sum & 1U);
        sum >>= 1;
    }
}

bool Trellis::embed(std::span<const std::uint8_t> row, std::span<const std::uint16_t> costs,
                    std::span<const std::uint8_t> message, std::span<std::uint8_t> flips,
                    TrellisWorkspace& workspace) const {
    std::ranges::fill(flips, std::uint8_t{0});
    if (message.empty())
        return true;
    const std::size_t states = std::size_t{1} << m_height;
    const auto dry = static_cast<std::size_t>(
        std::ranges::count_if(costs, [](std::uint16_t cost) { return cost != kWet; }));
    auto* const metric = aligned(workspace.metric, states);
    workspace.steps.resize(dry);
    workspace.places.resize(dry);
    workspace.choices.resize(dry * states / 8);
    std::vector<std::size_t> windowSteps(message.size() + 1);

    // Wet bits do not branch the trellis: they only move what the row says already, so the search is for the
    // difference between that and the message.
    std::fill(metric, metric + states, kUnreachable);
    metric[0] = 0;
    std::vector<std::uint8_t> said(message.size());
    extract(row, said);
    std::size_t done = 0;
    std::size_t sinceRest = 0;
    for (std::size_t bit = 0; bit < message.size(); ++bit) {
        windowSteps[bit] = done;
        const auto begin = windowBegin(bit, message.size(), row.size());
        const auto end = windowBegin(bit + 1, message.size(), row.size());
        const auto first = done;
        for (auto j = begin; j < end; ++j) {
            if (costs[j] == kWet)
                continue;
            workspace.steps[done] = {column(j - begin), std::min(costs[j], kMostTrellisCost)};
            workspace.places[done++] = static_cast<std::uint32_t>(j);
        }
        for (auto at = first; at < done;) {
            const auto count = std::min(done - at, kStepsBetweenRests - sinceRest);
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
    windowSteps[message.size()] = done;

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
