#include "stego/carrier/carrier_protocol.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint64_t kAlwaysAllowed = 4'000'000;
constexpr std::uint64_t kMostForByte = 32;
constexpr std::uint32_t kMostChannels = 1024;
constexpr std::size_t kMostComponents = 4;
constexpr std::uint16_t kMostBits = 32;

std::unexpected<base::Error> malformed() {
    return fail(ErrorCode::kMalformed, "answer of the decoder");
}

bool fits(const CarrierInfo& info, Samples::Width width) {
    const auto within = [&](std::int64_t least, std::int64_t most) {
        return info.minimum >= least && info.maximum <= most;
    };
    switch (width) {
        case Samples::Width::kUnsigned8:
            return within(0, UINT8_MAX);
        case Samples::Width::kUnsigned16:
            return within(0, UINT16_MAX);
        case Samples::Width::kSigned16:
            return within(INT16_MIN, INT16_MAX);
        case Samples::Width::kSigned32:
            return within(INT32_MIN, INT32_MAX);
    }
    return false;
}

bool isSensible(const CarrierHead& head, std::uint64_t fileBytes) {
    const auto& info = head.info;
    if (head.samples == 0 || head.samples > kMostElements || head.samples > mostSamplesFor(fileBytes) ||
        info.width == 0 || info.height == 0 || info.bits < 1 || info.bits > kMostBits ||
        info.minimum >= info.maximum || !fits(info, head.width) || info.useful > head.samples)
        return false;
    if (info.kind == CarrierKind::kJpeg) {
        std::uint64_t blocks = 0;
        for (const auto& component : head.components)
            blocks += component.energy.size();
        return !head.components.empty() && info.channels == head.components.size() &&
               blocks * kJpegElements == head.samples;
    }
    const bool channels = isSound(info.kind) ? info.channels >= 1 && info.channels <= kMostChannels
                                             : info.channels == 1 || info.channels == 3;
    return head.components.empty() && channels && (!isSound(info.kind) || info.height == 1) &&
           std::uint64_t{info.width} * info.height <= kMostElements &&
           std::uint64_t{info.width} * info.height * info.channels == head.samples;
}

/// Reads one after the other; the first that is missing stops it.
class Input {
  public:
    explicit Input(base::ByteView bytes) : m_in(bytes) {}
    template <class Number>
    Number next() {
        const auto read = m_in.integer<Number>();
        m_good &= read.has_value();
        return read.value_or(Number{0});
    }
    /// Of an enumeration that ends with `last`.
    template <class Choice>
    Choice choice(Choice last) {
        const auto read = next<std::uint8_t>();
        m_good &= read <= static_cast<std::uint8_t>(last);
        return static_cast<Choice>(m_good ? read : 0);
    }
    std::size_t left() const { return m_in.remaining(); }
    bool good() const { return m_good; }
    bool complete() const { return m_good && m_in.atEnd(); }

  private:
    base::ByteReader m_in;
    bool m_good = true;
};

/// How it is spread over blocks decides places in memory; how strong they are, costs.
bool readComponent(Input& in, std::size_t first, JpegComponent& component) {
    component.first = first;
    component.blocksWide = in.next<std::uint32_t>();
    component.blocksHigh = in.next<std::uint32_t>();
    for (auto& step : component.steps)
        step = in.next<std::uint16_t>();
    const auto blocks = std::uint64_t{component.blocksWide} * component.blocksHigh;
    if (!in.good() || blocks == 0 || component.blocksWide > kMostElements ||
        component.blocksHigh > kMostElements || blocks > in.left() / sizeof(float))
        return false;
    component.energy.resize(static_cast<std::size_t>(blocks));
    for (auto& energy : component.energy) {
        energy = std::bit_cast<float>(in.next<std::uint32_t>());
        if (!std::isfinite(energy) || energy < 0)
            return false;
    }
    return true;
}

}  // namespace

std::uint64_t mostSamplesFor(std::uint64_t fileBytes) {
    return kAlwaysAllowed + std::min(fileBytes, kLargestCover) * kMostForByte;
}

base::Result<void> checkExpansion(std::uint64_t samples, std::uint64_t fileBytes) {
    if (samples > mostSamplesFor(fileBytes))
        return fail(ErrorCode::kCoverUnsupported,
                    "so small a file for what it shows: nothing could hide in it");
    return {};
}

base::Bytes encodeHead(const CarrierHead& head) {
    base::ByteWriter out;
    const auto& info = head.info;
    out.integer(static_cast<std::uint8_t>(info.kind)).integer(static_cast<std::uint8_t>(head.width));
    out.integer(static_cast<std::uint8_t>(head.markable)).integer(static_cast<std::uint8_t>(head.marked));
    for (const auto number :
         {info.width, info.height, info.channels, info.bits, info.rate,
          static_cast<std::uint32_t>(info.minimum), static_cast<std::uint32_t>(info.maximum)})
        out.integer(number);
    out.integer(static_cast<std::uint8_t>(info.bond));
    out.integer(info.useful).integer(head.samples);
    out.integer(static_cast<std::uint8_t>(head.components.size()));
    for (const auto& component : head.components) {
        out.integer(component.blocksWide).integer(component.blocksHigh);
        for (const auto step : component.steps)
            out.integer(step);
        for (const auto energy : component.energy)
            out.integer(std::bit_cast<std::uint32_t>(energy));
    }
    return out.take();
}

base::Result<CarrierHead> decodeHead(base::ByteView bytes, std::uint64_t fileBytes) {
    Input in(bytes);
    CarrierHead head;
    auto& info = head.info;
    info.kind = in.choice(CarrierKind::kDicom);
    head.width = in.choice(Samples::Width::kSigned32);
    head.markable = in.next<std::uint8_t>() != 0;
    head.marked = in.next<std::uint8_t>() != 0;
    for (auto* number : {&info.width, &info.height, &info.channels, &info.bits, &info.rate})
        *number = in.next<std::uint32_t>();
    info.minimum = static_cast<std::int32_t>(in.next<std::uint32_t>());
    info.maximum = static_cast<std::int32_t>(in.next<std::uint32_t>());
    info.bond = in.choice(Bond::kOtherPicture);
    info.useful = in.next<std::uint64_t>();
    head.samples = in.next<std::uint64_t>();
    const std::size_t components = in.next<std::uint8_t>();
    if (!in.good() || components > kMostComponents)
        return malformed();
    std::size_t first = 0;
    for (std::size_t i = 0; i < components; ++i) {
        if (!readComponent(in, first, head.components.emplace_back()))
            return malformed();
        first += head.components.back().energy.size() * kJpegElements;
    }
    if (!in.complete() || !isSensible(head, fileBytes))
        return malformed();
    return head;
}

base::Result<void> checkSamples(const CarrierInfo& info, const Samples& samples) {
    const bool inside = samples.visit([&](auto values) {
        return std::ranges::all_of(values, [&](auto value) {
            return std::int64_t{value} >= info.minimum && std::int64_t{value} <= info.maximum;
        });
    });
    if (!inside)
        return malformed();
    return {};
}

}  // namespace medveil::stego
