#include "stego/reversible/expansion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <random>

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kMagic = "MVR1";
constexpr std::size_t kHeaderBits = (4 + 4 * 4 + 4 + 1) * 8;  ///< without regions
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kRegionBits = 4 * 32;
constexpr std::size_t kComplexities = 1024;  ///< smoother places first; rougher ones are all alike
constexpr std::uint64_t kLargestPicture = UINT32_MAX;
constexpr std::size_t kPlacesBetweenLooks = std::size_t{1} << 18;  ///< whether somebody said stop

std::unexpected<base::Error> damaged() {
    return fail(ErrorCode::kCoverDamaged, "what it carries, or the picture, was changed");
}

/// What the outermost line says.
struct Header {
    std::array<std::uint32_t, 2> visited{};  ///< places of each pass
    std::array<std::uint32_t, 2> mapBits{};  ///< at the beginning of each pass
    std::uint32_t payloadBytes = 0;
    std::vector<Region> keep;
};

constexpr std::size_t headerBits(std::size_t regions) {
    return kHeaderBits + regions * kRegionBits;
}

class BitWriter {
  public:
    void number(std::uint64_t value, int bits) {
        for (int i = 0; i < bits; ++i)
            m_bits.push_back(static_cast<std::uint8_t>(value >> i & 1U));
    }
    void bytes(base::ByteView view) {
        for (const auto byte : view)
            number(byte, 8);
    }
    std::vector<std::uint8_t> take() { return std::move(m_bits); }

  private:
    std::vector<std::uint8_t> m_bits;
};

class BitReader {
  public:
    explicit BitReader(const std::vector<std::uint8_t>& bits) : m_bits(bits) {}
    std::uint64_t number(int bits) {
        std::uint64_t value = 0;
        for (int i = 0; i < bits; ++i)
            value |= std::uint64_t{m_bits[m_at++]} << i;
        return value;
    }
    void skip(std::size_t bits) { m_at += bits; }
    base::Bytes bytes(std::size_t count) {
        base::Bytes out;
        for (std::size_t i = 0; i < count; ++i)
            out.push_back(static_cast<base::Byte>(number(8)));
        return out;
    }

  private:
    const std::vector<std::uint8_t>& m_bits;
    std::size_t m_at = 0;
};

std::vector<std::uint8_t> encode(const Header& header) {
    BitWriter out;
    out.bytes(base::asBytes(kMagic));
    for (std::size_t pass = 0; pass < 2; ++pass) {
        out.number(header.visited[pass], 32);
        out.number(header.mapBits[pass], 32);
    }
    out.number(header.payloadBytes, 32);
    out.number(header.keep.size(), 8);
    for (const auto& region : header.keep) {
        for (const auto value : {region.x, region.y, region.width, region.height})
            out.number(value, 32);
    }
    return out.take();
}

/// kNothingFound where there is no header; `bits` are all that the outermost line could hold.
base::Result<Header> decode(const std::vector<std::uint8_t>& bits) {
    if (bits.size() < kHeaderBits)
        return fail(ErrorCode::kNothingFound);
    BitReader in(bits);
    if (base::asText(in.bytes(kMagic.size())) != kMagic)
        return fail(ErrorCode::kNothingFound);
    Header header;
    for (std::size_t pass = 0; pass < 2; ++pass) {
        header.visited[pass] = static_cast<std::uint32_t>(in.number(32));
        header.mapBits[pass] = static_cast<std::uint32_t>(in.number(32));
    }
    header.payloadBytes = static_cast<std::uint32_t>(in.number(32));
    const auto regions = in.number(8);
    if (regions > kMostRegions || headerBits(regions) > bits.size())
        return damaged();
    for (std::size_t i = 0; i < regions; ++i) {
        Region region;
        for (auto* value : {&region.x, &region.y, &region.width, &region.height})
            *value = static_cast<std::uint32_t>(in.number(32));
        header.keep.push_back(region);
    }
    return header;
}

/// The picture as the passes see it.
class Picture {
  public:
    /// Borrows all of them; the samples may change under it.
    Picture(const Samples& values, const CarrierInfo& info, const std::vector<Region>& keep)
        : samples(values),
          minimum(info.minimum),
          maximum(info.maximum),
          m_channels(info.channels),
          m_rowSamples(std::size_t{info.width} * m_channels),
          m_width(info.width),
          m_height(info.height),
          m_keep(keep) {}

    /// Samples of the outermost line, in order, that hold a header with so many regions; fewer where it is
    /// short.
    std::vector<std::uint32_t> edge(std::size_t regions) const {
        const auto wanted = headerBits(regions);
        std::vector<std::uint32_t> places;
        for (std::size_t y = 0; y < m_height && places.size() < wanted; ++y) {
            const bool whole = y == 0 || y + 1 == m_height;
            for (std::size_t x = 0; x < m_width; x += whole ? 1 : std::max<std::size_t>(1, m_width - 1)) {
                for (std::size_t c = 0; c < m_channels; ++c)
                    places.push_back(static_cast<std::uint32_t>(y * m_rowSamples + x * m_channels + c));
            }
        }
        if (places.size() > wanted)
            places.resize(wanted);
        return places;
    }

    /// Places of a pass (0 or 1: squares of a chequerboard) that may change, the smoothest first. Their
    /// neighbours are all of the other pass, so the order is the same before and after.
    std::vector<std::uint32_t> order(unsigned pass) const {
        std::array<std::size_t, kComplexities + 1> begin{};
        eachPlace(pass, [&](std::size_t place) { ++begin[complexity(place) + 1]; });
        for (std::size_t i = 1; i <= kComplexities; ++i)
            begin[i] += begin[i - 1];
        std::vector<std::uint32_t> places(begin[kComplexities]);
        eachPlace(pass, [&](std::size_t place) {
            places[begin[complexity(place)]++] = static_cast<std::uint32_t>(place);
        });
        return places;
    }

    std::int32_t predicted(std::size_t place) const {
        const auto [up, down, left, right] = around(place);
        return static_cast<std::int32_t>((std::int64_t{up} + down + left + right + 2) >> 2);
    }

    const Samples& samples;
    std::int32_t minimum;
    std::int32_t maximum;

  private:
    /// A neighbour, as it looks whether or not the outermost line holds a header yet.
    std::int32_t neighbour(std::size_t place) const {
        const auto x = place % m_rowSamples;
        const bool outermost = place < m_rowSamples || place >= samples.size() - m_rowSamples ||
                               x < m_channels || x >= m_rowSamples - m_channels;
        return outermost ? samples[place] & ~1 : samples[place];
    }
    std::array<std::int32_t, 4> around(std::size_t place) const {
        return {neighbour(place - m_rowSamples), neighbour(place + m_rowSamples),
                neighbour(place - m_channels), neighbour(place + m_channels)};
    }
    std::size_t complexity(std::size_t place) const {
        const auto n = around(place);
        const auto apart = [&](int a, int b) {
            return static_cast<std::size_t>(
                std::abs(std::int64_t{n[static_cast<std::size_t>(a)]} - n[static_cast<std::size_t>(b)]));
        };
        return std::min(apart(0, 2) + apart(2, 1) + apart(1, 3) + apart(3, 0), kComplexities - 1);
    }
    bool isKept(std::size_t x, std::size_t y) const {
        return std::ranges::any_of(m_keep, [&](const Region& region) {
            return x >= region.x && x - region.x < region.width && y >= region.y &&
                   y - region.y < region.height;
        });
    }
    template <class Visit>
    void eachPlace(unsigned pass, Visit visit) const {
        for (std::size_t y = 1; y + 1 < m_height; ++y) {
            for (std::size_t x = 1 + (y + 1 + pass) % 2; x + 1 < m_width; x += 2) {
                if (!m_keep.empty() && isKept(x, y))
                    continue;
                for (std::size_t c = 0; c < m_channels; ++c)
                    visit(y * m_rowSamples + x * m_channels + c);
            }
        }
    }

    std::size_t m_channels;
    std::size_t m_rowSamples;
    std::size_t m_width;
    std::size_t m_height;
    const std::vector<Region>& m_keep;
};

/// What becomes of one sample. Errors 0 and -1 carry a bit, all others make room for them; samples at the
/// ends of their range stay, and so do those that could not be told from them afterwards.
enum class Fate { kStays, kCarries, kMovesUp, kMovesDown };

Fate fateOf(const Picture& picture, std::int32_t sample, std::int32_t error) {
    if (error < 0) {
        if (sample == picture.minimum || (sample == picture.minimum + 1 && error == -1))
            return Fate::kStays;
        return error == -1 ? Fate::kCarries : Fate::kMovesDown;
    }
    if (sample == picture.maximum || (sample == picture.maximum - 1 && error == 0))
        return Fate::kStays;
    return error == 0 ? Fate::kCarries : Fate::kMovesUp;
}

/// True for a sample, as it is after its pass, that stayed at an end of its range or moved there: a bit of
/// the map says which.
bool isAmbiguous(const Picture& picture, std::int32_t sample, std::int32_t error) {
    return (sample == picture.minimum && error <= -3) || (sample == picture.maximum && error >= 2);
}

struct PassPlan {
    std::vector<std::uint32_t> order;
    std::size_t visited = 0;
    std::vector<std::uint8_t> map;
    std::size_t room = 0;  ///< bits, the map's among them
};

/// How far a pass must go to carry `wanted` bits beside its own map; as far as it can when it cannot.
PassPlan plan(const Picture& picture, unsigned pass, std::size_t wanted) {
    PassPlan plan;
    plan.order = picture.order(pass);
    for (const auto place : plan.order) {
        if (plan.room >= wanted + plan.map.size())
            break;
        const auto sample = picture.samples[place];
        const auto error = sample - picture.predicted(place);
        const auto fate = fateOf(picture, sample, error);
        plan.room += fate == Fate::kCarries;
        const auto after = sample + (fate == Fate::kMovesUp ? 1 : fate == Fate::kMovesDown ? -1 : 0);
        if (fate != Fate::kCarries && isAmbiguous(picture, after, error + after - sample))
            plan.map.push_back(fate == Fate::kStays ? 1 : 0);
        ++plan.visited;
    }
    return plan;
}

/// How many samples changed.
std::uint64_t embedPass(Samples& samples, const Picture& picture, const PassPlan& plan,
                        const std::vector<std::uint8_t>& bits) {
    std::uint64_t changed = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < plan.visited; ++i) {
        const auto place = plan.order[i];
        const auto sample = picture.samples[place];
        const auto error = sample - picture.predicted(place);
        std::int32_t step = 0;
        switch (fateOf(picture, sample, error)) {
            case Fate::kStays:
                break;
            case Fate::kMovesUp:
                step = 1;
                break;
            case Fate::kMovesDown:
                step = -1;
                break;
            case Fate::kCarries: {
                const bool set = next < bits.size() && bits[next] != 0;
                ++next;
                step = !set ? 0 : error == 0 ? 1 : -1;
                break;
            }
        }
        if (step != 0) {
            samples.set(place, sample + step);
            ++changed;
        }
    }
    return changed;
}

/// One sample as it is after its pass: the bit it carries, if any.
struct Found {
    bool carries = false;
    std::uint8_t bit = 0;
    std::int32_t back = 0;  ///< step that undoes it, unless it is ambiguous
};

Found findIn(const Picture& picture, std::int32_t sample, std::int32_t error) {
    const auto low = picture.minimum;
    const auto high = picture.maximum;
    if (error < 0) {
        // What stayed though its error would carry or move.
        if ((sample == low && error >= -2) || (sample == low + 1 && error == -1))
            return {};
        if (error >= -2)
            return {true, static_cast<std::uint8_t>(error == -2), error == -2 ? 1 : 0};
        return {false, 0, 1};
    }
    if ((sample == high && error <= 1) || (sample == high - 1 && error == 0))
        return {};
    if (error <= 1)
        return {true, static_cast<std::uint8_t>(error == 1), error == 1 ? -1 : 0};
    return {false, 0, -1};
}

/// The bits of a pass, its map first; the samples are what they were before it.
base::Result<std::vector<std::uint8_t>> undoPass(Samples& samples, const Picture& picture, unsigned pass,
                                                 std::size_t visited, std::size_t mapBits,
                                                 base::TaskContext& task) {
    const auto order = picture.order(pass);
    if (visited > order.size())
        return damaged();
    std::vector<std::uint8_t> bits;
    const auto each = [&](auto work) {
        for (std::size_t i = 0; i < visited; ++i) {
            if (i % kPlacesBetweenLooks == 0 && task.cancelled())
                return;
            const auto sample = picture.samples[order[i]];
            const auto error = sample - picture.predicted(order[i]);
            work(order[i], sample, error, findIn(picture, sample, error));
        }
    };
    each([&](std::uint32_t, std::int32_t, std::int32_t, const Found& found) {
        if (found.carries)
            bits.push_back(found.bit);
    });
    MEDVEIL_TRY(task.checkpoint());
    if (mapBits > bits.size())
        return damaged();
    std::size_t nextInMap = 0;
    bool enough = true;
    each([&](std::uint32_t place, std::int32_t sample, std::int32_t error, const Found& found) {
        bool stayed = false;
        if (isAmbiguous(picture, sample, error)) {
            enough &= nextInMap < mapBits;
            stayed = nextInMap < mapBits && bits[nextInMap++] != 0;
        }
        if (!stayed && found.back != 0)
            samples.set(place, sample + found.back);
    });
    MEDVEIL_TRY(task.checkpoint());
    if (!enough)
        return damaged();
    return std::vector<std::uint8_t>(bits.begin() + static_cast<std::ptrdiff_t>(mapBits), bits.end());
}

base::Result<void> checkKind(const Carrier& carrier, const std::vector<Region>& keep) {
    const auto& info = carrier.info();
    if (isSound(info.kind) || info.kind == CarrierKind::kJpeg)
        return fail(ErrorCode::kCoverUnsupported,
                    "only pictures whose pixels are kept as they are can be restored");
    if (carrier.samples().size() > kLargestPicture)
        return fail(ErrorCode::kTooLarge, "picture");
    if (info.maximum - info.minimum < 3)
        return fail(ErrorCode::kCoverUnsupported, "a picture of one bit");
    if (info.width < 3 || info.height < 3)
        return fail(ErrorCode::kCoverTooSmall, "cover");
    if (keep.size() > kMostRegions)
        return fail(ErrorCode::kInvalidArgument, "more than 8 regions to leave alone");
    for (const auto& region : keep) {
        if (region.x < 1 || region.y < 1 || region.width > info.width - 1 ||
            region.height > info.height - 1 || region.x > info.width - 1 - region.width ||
            region.y > info.height - 1 - region.height)
            return fail(ErrorCode::kInvalidArgument,
                        "a region to leave alone must lie inside the outermost line of pixels");
    }
    return {};
}

std::vector<std::uint8_t> lowestBits(const Samples& samples, const std::vector<std::uint32_t>& places) {
    std::vector<std::uint8_t> bits;
    for (const auto place : places)
        bits.push_back(static_cast<std::uint8_t>(samples[place] & 1));
    return bits;
}

std::uint64_t setLowestBits(Samples& samples, const std::vector<std::uint32_t>& places,
                            const std::vector<std::uint8_t>& bits) {
    std::uint64_t changed = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto sample = samples[places[i]];
        const auto wanted = (sample & ~1) | bits[i];
        changed += wanted != sample;
        samples.set(places[i], wanted);
    }
    return changed;
}

/// Both passes; `first` bits in the first, if it holds so many. Nothing when they do not fit.
std::optional<std::uint64_t> embedBits(Samples& samples, const Picture& picture, Header& header,
                                       const std::vector<std::uint8_t>& bits, std::size_t first) {
    std::uint64_t changed = 0;
    auto from = bits.begin();
    for (const unsigned pass : {0U, 1U}) {
        const auto left = static_cast<std::size_t>(bits.end() - from);
        const auto planned = plan(picture, pass, pass == 0 ? first : left);
        if (planned.room < planned.map.size())
            return std::nullopt;
        const auto count = static_cast<std::ptrdiff_t>(
            std::min(pass == 0 ? first : left, planned.room - planned.map.size()));
        auto content = planned.map;
        content.insert(content.end(), from, from + count);
        header.visited[pass] = static_cast<std::uint32_t>(planned.visited);
        header.mapBits[pass] = static_cast<std::uint32_t>(planned.map.size());
        changed += embedPass(samples, picture, planned, content);
        from += count;
    }
    if (from != bits.end())
        return std::nullopt;
    return changed;
}

}  // namespace

crypto::Digest samplesDigest(const Carrier& carrier) {
    constexpr std::size_t kPiece = 65536;
    crypto::Sha256 hash;
    base::Bytes piece;
    const auto& samples = carrier.samples();
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto value = static_cast<std::uint32_t>(samples[i]);
        for (int shift = 0; shift < 32; shift += 8)
            piece.push_back(static_cast<base::Byte>(value >> shift & 0xffU));
        if (piece.size() >= kPiece) {
            hash.update(piece);
            piece.clear();
        }
    }
    hash.update(piece);
    return hash.finish();
}

namespace {

/// Travels with the payload: that both it and the picture are what they were.
crypto::Digest proofOf(const Carrier& original, base::ByteView payload) {
    crypto::Sha256 hash;
    hash.update(samplesDigest(original).view());
    hash.update(payload);
    return hash.finish();
}

}  // namespace

base::Result<std::uint64_t> expansionCapacity(const Carrier& carrier, const std::vector<Region>& keep,
                                              base::TaskContext& task) {
    MEDVEIL_TRY(checkKind(carrier, keep));
    const Picture picture(carrier.samples(), carrier.info(), keep);
    const auto needed = headerBits(keep.size());
    if (picture.edge(keep.size()).size() < needed)
        return fail(ErrorCode::kCoverTooSmall, "cover");
    // The second pass sees what the first one has done, so that is done, with bits that look random, to a
    // copy. Other bits leave a little more or less, as throws of a coin do: a twentieth and eight standard
    // deviations of as many throws as there are places are kept back.
    MEDVEIL_TRY(task.checkpoint());
    const auto first = plan(picture, 0, SIZE_MAX / 2);
    auto samples = carrier.samples();
    auto bits = first.map;
    std::minstd_rand random;
    while (bits.size() < first.room)
        bits.push_back(static_cast<std::uint8_t>(random() >> 16 & 1U));
    bits.resize(first.room);
    embedPass(samples, picture, first, bits);
    MEDVEIL_TRY(task.checkpoint());
    const auto second = plan(Picture(samples, carrier.info(), keep), 1, SIZE_MAX / 2);
    const auto room = [](const PassPlan& pass) { return pass.room - std::min(pass.room, pass.map.size()); };
    const auto chance = static_cast<std::size_t>(8 * std::sqrt(static_cast<double>(second.order.size())) / 2);
    const auto fits = room(first) + room(second) / 20 * 19;
    const auto taken = needed + kDigestBytes * 8 + chance;
    return fits > taken ? (fits - taken) / 8 : 0;
}

base::Result<std::uint64_t> expand(Carrier& carrier, base::ByteView payload, const std::vector<Region>& keep,
                                   base::TaskContext& task) {
    MEDVEIL_TRY(checkKind(carrier, keep));
    auto& samples = carrier.samples();
    const Picture picture(samples, carrier.info(), keep);
    const auto edge = picture.edge(keep.size());
    if (edge.size() < headerBits(keep.size()) || payload.size() > samples.size() / 8)
        return fail(ErrorCode::kCoverTooSmall, "payload");
    Header header;
    header.payloadBytes = static_cast<std::uint32_t>(payload.size());
    header.keep = keep;
    BitWriter all;
    for (const auto bit : lowestBits(samples, edge))
        all.number(bit, 1);
    all.bytes(proofOf(carrier, payload).view());
    all.bytes(payload);
    const auto bits = all.take();
    const auto original = samples;
    // Half in each pass takes the smoothest places of both; where one has no room for its half, the first
    // takes all that it can.
    for (const auto first : {bits.size() / 2, bits.size()}) {
        auto stopped = task.checkpoint();
        const auto changed = stopped ? embedBits(samples, picture, header, bits, first) : std::nullopt;
        if (changed)
            return *changed + setLowestBits(samples, edge, encode(header));
        samples = original;
        MEDVEIL_TRY(std::move(stopped));
    }
    return fail(ErrorCode::kCoverTooSmall, "payload");
}

bool beginsLikeExpansion(const std::vector<std::uint8_t>& lowestBits) {
    if (lowestBits.size() < kHeaderSample)
        return false;
    BitReader in(lowestBits);
    return base::asText(in.bytes(kMagic.size())) == kMagic;
}

bool carriesExpansion(const Carrier& carrier) {
    const std::vector<Region> none;
    if (!checkKind(carrier, none))
        return false;
    const auto& samples = carrier.samples();
    return decode(lowestBits(samples, Picture(samples, carrier.info(), none).edge(kMostRegions))).has_value();
}

std::uint64_t memoryToContract(const Carrier& carrier) {
    // For each sample, every second one being in a pass: its place, its bit, and the bits of both passes
    // together.
    constexpr std::uint64_t kBesides = sizeof(std::uint32_t) / 2 + 2;
    const auto& samples = carrier.samples();
    return samples.size() * (Samples::bytesIn(samples.width()) + kBesides);
}

base::Result<base::Bytes> contract(Carrier& carrier, base::TaskContext& task) {
    if (!checkKind(carrier, {}))
        return fail(ErrorCode::kNothingFound);
    auto& samples = carrier.samples();
    const std::vector<Region> none;
    MEDVEIL_ASSIGN(const Header header,
                   decode(lowestBits(samples, Picture(samples, carrier.info(), none).edge(kMostRegions))));
    if (!checkKind(carrier, header.keep))
        return damaged();
    const Picture picture(samples, carrier.info(), header.keep);
    const auto edge = picture.edge(header.keep.size());
    std::array<std::vector<std::uint8_t>, 2> found;
    for (const unsigned pass : {1U, 0U}) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(found[pass],
                       undoPass(samples, picture, pass, header.visited[pass], header.mapBits[pass], task));
    }
    auto& bits = found[0];
    bits.insert(bits.end(), found[1].begin(), found[1].end());
    if (bits.size() < edge.size() + (kDigestBytes + std::uint64_t{header.payloadBytes}) * 8)
        return damaged();
    setLowestBits(samples, edge, bits);
    BitReader in(bits);
    in.skip(edge.size());
    const auto digest = in.bytes(kDigestBytes);
    auto payload = in.bytes(header.payloadBytes);
    if (!std::ranges::equal(digest, proofOf(carrier, payload).view()))
        return damaged();
    return payload;
}

}  // namespace medveil::stego
