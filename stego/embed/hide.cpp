#include "stego/embed/hide.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/base/new_file.h"
#include "core/crypto/digest.h"
#include "core/crypto/random.h"
#include "stego/embed/costs.h"
#include "stego/embed/fingerprint.h"
#include "stego/embed/group_parity.h"
#include "stego/embed/restorable.h"
#include "stego/embed/structure.h"
#include "stego/embed/trellis_coding.h"
#include "stego/frame/positions.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::uint32_t kLeastGroup = 4;  ///< first coding: samples to a payload bit when a cover is full
constexpr std::uint32_t kMostGroup = 64;  ///< first coding: more would not have been cheaper, only slower
constexpr int kAttempts = 4;
/// Of a slot: where nothing in a group may change, its bit is right by chance, and ten of them in a thousand
/// tries.
constexpr int kSlotAttempts = 1024;

std::uint32_t countOf(const Carrier& carrier) {
    return static_cast<std::uint32_t>(carrier.samples().size());
}

CoverSalt saltOf(const Carrier& carrier) {
    const auto& samples = carrier.samples();
    const auto total = countOf(carrier);
    base::Bytes bits;
    for (const auto position : saltPositions(total))
        bits.push_back(static_cast<base::Byte>(samples[position] & 1));
    for (int i = 0; i < 4; ++i)
        bits.push_back(static_cast<base::Byte>(total >> (8 * i) & 0xffU));
    return crypto::sha256(bits);
}

base::Result<StegoKey> resolve(const ReaderSecret& secret, const CoverSalt& salt) {
    if (const auto* key = std::get_if<StegoKey>(&secret))
        return key->clone();
    return keyFromPassphrase(std::get<base::SecretBytes>(secret).view(), salt);
}

std::uint32_t groupFor(std::uint32_t samples, std::uint64_t payloadBytes) {
    const auto group = payloadBytes == 0 ? kMostGroup : samples / (payloadBytes * 8);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(group, kMostGroup));
}

/// Bytes of payload that fit beside salt and slots.
std::uint64_t fitBytesOf(const CostCounts& counts, const CarrierInfo& info, std::uint64_t samples,
                         std::size_t readers) {
    const auto taken =
        static_cast<double>(readers * kSlotSamples + kSaltSamples) / static_cast<double>(samples);
    auto bits = trellisCapacity(counts);
    // Beyond half a bit for each coefficient that is not zero, a JPEG grows visibly.
    if (info.kind == CarrierKind::kJpeg)
        bits = std::min(bits, info.useful / 2);
    const auto sealed = static_cast<std::uint64_t>(static_cast<double>(bits) * std::max(0.0, 1 - taken)) / 8;
    return sealed > kPayloadOverhead ? sealed - kPayloadOverhead : 0;
}

base::Result<void> checkRoom(const Carrier& carrier, std::size_t readers) {
    if (readers == 0 || readers > kMostReaders)
        return fail(ErrorCode::kInvalidArgument, "readers of a cover");
    // Slots must leave most samples to the payload and to each other.
    if (carrier.samples().size() < std::size_t{kLeastSamples} + readers * 2 * kSlotSamples)
        return fail(ErrorCode::kCoverTooSmall, "cover");
    return {};
}

Costs costsWithin(const Structure& structure, const Carrier& carrier) {
    auto costs = changeCosts(carrier);
    structure.keep(carrier, costs);
    return costs;
}

/// The state of one embedding: samples that may no longer change have their cost kTaken.
struct Canvas {
    Carrier& carrier;
    Costs costs;
    ChangeLog log;
};

bool embedSlot(Canvas& canvas, const StegoKey& reader, const CoverSalt& salt, const Slot& slot) {
    const auto keys = slotKeys(reader, salt);
    const auto positions = scatteredPositions(keys.place, countOf(canvas.carrier), kSlotSamples);
    const GroupParity coder(positions, kSlotGroup);
    const auto before = canvas.log.size();
    for (int attempt = 0; attempt < kSlotAttempts; ++attempt) {
        if (coder.embed(canvas.carrier, canvas.costs, sealSlot(keys, slot), canvas.log)) {
            for (const auto position : positions)
                canvas.costs[position] = kTaken;
            return true;
        }
        canvas.log.takeBack(canvas.carrier.samples(), before);
    }
    return false;
}

/// One try with one random payload key. False when a slot or a block finds no way.
base::Result<bool> embedAll(Canvas& canvas, const std::vector<StegoKey>& readers, const CoverSalt& salt,
                            base::ByteView payload, base::TaskContext& task) {
    for (const auto position : saltPositions(countOf(canvas.carrier)))
        canvas.costs[position] = kTaken;
    Slot slot;
    slot.payloadKey = crypto::randomKey();
    const auto sealed = sealPayload(slot.payloadKey, payload);
    slot.payloadBytes = sealed.size();
    slot.shape = shapeFor(countCosts(canvas.costs), sealed.size() * 8);
    for (const auto& reader : readers) {
        if (!embedSlot(canvas, reader, salt, slot))
            return false;
    }
    return embedTrellis(canvas.carrier, canvas.costs, countCosts(canvas.costs), slot, sealed, canvas.log,
                        task);
}

base::Result<base::Bytes> extractSealed(const Carrier& carrier, const Slot& slot, base::TaskContext& task) {
    const auto total = countOf(carrier);
    if (slot.coding == Coding::kTrellis) {
        if (slot.payloadBytes < kPayloadOverhead || slot.payloadBytes > total / 8)
            return fail(ErrorCode::kNothingFound);
        return extractTrellis(carrier, slot, task);
    }
    if (slot.coding != Coding::kGroupParity || slot.payloadBytes < kPayloadOverhead ||
        slot.payloadBytes > total / (8 * kLeastGroup))
        return fail(ErrorCode::kNothingFound);
    const auto positions = permutedPositions(payloadPlace(slot.payloadKey), total);
    return GroupParity(positions, groupFor(total, slot.payloadBytes))
        .extract(carrier, static_cast<std::size_t>(slot.payloadBytes));
}

base::Result<base::WipedBytes> extractPayload(const Carrier& carrier, const Slot& slot,
                                              base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes sealed, extractSealed(carrier, slot, task));
    MEDVEIL_ASSIGN(const base::SecretBytes payload, openPayload(slot.payloadKey, sealed));
    return base::WipedBytes(payload.view().begin(), payload.view().end());
}

base::Result<Revealed> revealFrom(const Carrier& carrier, const std::vector<ReaderSecret>& candidates,
                                  base::TaskContext& task) {
    if (carrier.samples().size() < kLeastSamples)
        return fail(ErrorCode::kNothingFound);
    const auto salt = saltOf(carrier);
    std::optional<std::pair<std::size_t, Slot>> found;
    // Every candidate is tried, found or not: how long it takes says nothing about which of them opens.
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(const StegoKey key, resolve(candidates[i], salt));
        const auto keys = slotKeys(key, salt);
        const auto positions = scatteredPositions(keys.place, countOf(carrier), kSlotSamples);
        auto slot = openSlot(keys, GroupParity(positions, kSlotGroup).extract(carrier, kSlotBytes));
        if (slot && !found)
            found.emplace(i, std::move(*slot));
        else if (!slot && slot.error().code == ErrorCode::kUnknownVersion)
            return fail(std::move(slot).error());
        task.report({base::Stage::kRevealing, i + 1, candidates.size() + 1});
    }
    if (!found)
        return fail(ErrorCode::kNothingFound);
    MEDVEIL_ASSIGN(base::WipedBytes payload, extractPayload(carrier, found->second, task));
    return Revealed{std::move(payload), found->first};
}

/// What a diagnosis may rest on is only changed in the way that can be undone.
bool isScan(const Carrier& carrier) {
    return carrier.info().kind == CarrierKind::kDicom;
}

/// Opens what was written as a reader would, and compares everything around the samples with the cover.
base::Result<void> readBack(base::Bytes written, base::ByteView surroundings,
                            const std::vector<StegoKey>& readers, base::ByteView payload,
                            base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto carrier, openCarrier(std::move(written), task));
    MEDVEIL_ASSIGN(const base::Bytes around, carrier->surroundings());
    if (!std::ranges::equal(around, surroundings))
        return fail(ErrorCode::kInternal, "what surrounds the samples did not survive");
    for (const auto& reader : readers) {
        std::vector<ReaderSecret> one;
        one.emplace_back(reader.clone());
        MEDVEIL_ASSIGN(const Revealed revealed, revealFrom(*carrier, one, task));
        if (!std::ranges::equal(revealed.payload, payload))
            return fail(ErrorCode::kInternal, "what was hidden does not read back");
    }
    return {};
}

/// Half of it the same from one sample to the next; of a JPEG, half of it without any texture.
bool isFlat(const Carrier& carrier, const CostCounts& counts) {
    const auto& samples = carrier.samples();
    if (carrier.info().kind == CarrierKind::kJpeg)
        return counts[kFeatureless] * 2 > samples.size();
    const auto channels = carrier.info().channels;
    std::size_t still = 0;
    for (std::size_t i = channels; i < samples.size(); ++i)
        still += samples[i] == samples[i - channels];
    return still * 2 > samples.size();
}

base::Result<CoverReport> inspect(const Carrier& carrier, std::size_t readers) {
    MEDVEIL_TRY(checkRoom(carrier, readers));
    MEDVEIL_ASSIGN(const Structure structure, findStructure(carrier));
    CoverReport report;
    report.info = carrier.info();
    report.samples = carrier.samples().size();
    const auto counts = countCosts(costsWithin(structure, carrier));
    report.fitBytes = fitBytesOf(counts, report.info, report.samples, readers);
    // Square-root law (Ker, Filler, Fridrich): what stays unseen grows with sqrt(n) log n, not with n. Twice
    // that is 0.037 bits a sample of a colour picture of 768 x 512, where the best of our detectors, trained
    // on this very program, errs in 46 of 100 tiles (tests/bench/detect/RESULTS.md); guessing errs in 50.
    const auto n = static_cast<double>(report.info.kind == CarrierKind::kJpeg
                                           ? std::max<std::uint64_t>(report.info.useful, 2)
                                           : report.samples);
    const auto safeBits = 2.0 * std::sqrt(n) * std::log2(n);
    report.safeBytes = std::min(report.fitBytes, static_cast<std::uint64_t>(safeBits / 8));
    if (isFlat(carrier, counts))
        report.warnings.push_back(CoverWarning::kFlat);
    if (report.samples < 500'000)
        report.warnings.push_back(CoverWarning::kSmall);
    return report;
}

base::Result<std::vector<StegoKey>> resolveAll(const std::vector<ReaderSecret>& secrets,
                                               const CoverSalt& salt) {
    std::vector<StegoKey> readers;
    for (const auto& secret : secrets) {
        MEDVEIL_ASSIGN(StegoKey key, resolve(secret, salt));
        readers.push_back(std::move(key));
    }
    return readers;
}

base::Result<HideReport> embedFor(Carrier& carrier, const std::vector<StegoKey>& readers,
                                  const CoverSalt& salt, base::ByteView payload, base::TaskContext& task) {
    MEDVEIL_TRY(checkRoom(carrier, readers.size()));
    task.report({base::Stage::kHiding, 0, 0});
    MEDVEIL_ASSIGN(const Structure structure, findStructure(carrier));
    HideReport report;
    report.samples = carrier.samples().size();
    Canvas canvas{carrier, costsWithin(structure, carrier), {}};
    if (payload.size() > fitBytesOf(countCosts(canvas.costs), carrier.info(), report.samples, readers.size()))
        return fail(ErrorCode::kCoverTooSmall, "payload");
    bool embedded = false;
    for (int attempt = 0; attempt < kAttempts && !embedded; ++attempt) {
        if (attempt > 0) {
            canvas.log.takeBack(carrier.samples());
            canvas.costs = costsWithin(structure, carrier);
        }
        MEDVEIL_ASSIGN(embedded, embedAll(canvas, readers, salt, payload, task));
    }
    if (!embedded)
        return fail(ErrorCode::kCoverTooSmall, "too few places that may change");
    report.changed = canvas.log.size();
    return report;
}

base::Result<HideReport> hideIn(base::FileSystem& files, const base::Path& cover,
                                const std::vector<ReaderSecret>& secrets, base::ByteView payload,
                                const base::Path& out, base::TaskContext& task) {
    MEDVEIL_ASSIGN(auto carrier, openCover(files, cover, task));
    MEDVEIL_TRY(checkEnding(carrier->info().kind, cover, out));
    if (isScan(*carrier))
        return hideRestorably(files, cover, secrets, payload, {}, out, task);
    MEDVEIL_TRY(checkRoom(*carrier, secrets.size()));
    const auto salt = saltOf(*carrier);
    MEDVEIL_ASSIGN(const std::vector<StegoKey> readers, resolveAll(secrets, salt));
    MEDVEIL_ASSIGN(const HideReport report, embedFor(*carrier, readers, salt, payload, task));

    base::Bytes written;
    base::MemorySink sink(written);
    MEDVEIL_TRY(carrier->write(sink));
    task.report({base::Stage::kVerifying, 3, 4});
    // A large picture must not be in memory twice.
    MEDVEIL_ASSIGN(const base::Bytes surroundings, carrier->surroundings());
    carrier.reset();
    // The disk's word for it, too: what stands there in the end is what was read back.
    MEDVEIL_TRY(base::writeNewFile(files, out, written,
                                   [&] { return readBack(written, surroundings, readers, payload, task); }));
    task.report({base::Stage::kVerifying, 4, 4});
    return report;
}

}  // namespace

base::Result<CoverReport> inspectCover(base::FileSystem& files, const base::Path& cover, std::size_t readers,
                                       base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<CoverReport> {
        MEDVEIL_ASSIGN(const auto carrier, openCover(files, cover, task));
        return inspectCover(*carrier, readers, task);
    });
}

base::Result<CoverReport> inspectCover(const Carrier& carrier, std::size_t readers, base::TaskContext& task) {
    MEDVEIL_ASSIGN(CoverReport report, isScan(carrier) ? inspectRestorable(carrier, readers, {}, task)
                                                       : inspect(carrier, readers));
    report.fingerprint = fingerprintOf(carrier);
    return report;
}

base::Result<HideReport> embed(Carrier& carrier, const std::vector<ReaderSecret>& readers,
                               base::ByteView payload, base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<HideReport> {
        if (isScan(carrier))
            return embedRestorably(carrier, readers, payload, {}, task);
        MEDVEIL_TRY(checkRoom(carrier, readers.size()));
        const auto salt = saltOf(carrier);
        MEDVEIL_ASSIGN(const std::vector<StegoKey> keys, resolveAll(readers, salt));
        return embedFor(carrier, keys, salt, payload, task);
    });
}

base::Result<HideReport> hide(base::FileSystem& files, const base::Path& cover,
                              const std::vector<ReaderSecret>& readers, base::ByteView payload,
                              const base::Path& out, base::TaskContext& task) {
    return withinMemory([&] { return hideIn(files, cover, readers, payload, out, task); });
}

base::Result<Revealed> reveal(base::FileSystem& files, const base::Path& path,
                              const std::vector<ReaderSecret>& candidates, base::TaskContext& task,
                              std::uint64_t mostMemory) {
    return withinMemory([&]() -> base::Result<Revealed> {
        MEDVEIL_ASSIGN(const auto carrier, openCarrier(files, path, task, mostMemory));
        // A picture says itself that it is to be given back, and giving it back takes more than its samples.
        if (carriesExpansion(*carrier) && memoryToContract(*carrier) > mostMemory)
            return fail(ErrorCode::kTooLarge, "cover");
        return reveal(*carrier, candidates, task);
    });
}

base::Result<Revealed> reveal(base::Bytes file, const std::vector<ReaderSecret>& candidates,
                              base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<Revealed> {
        MEDVEIL_ASSIGN(const auto carrier, openCarrier(std::move(file), task));
        return reveal(*carrier, candidates, task);
    });
}

base::Result<Revealed> reveal(Carrier& carrier, const std::vector<ReaderSecret>& candidates,
                              base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<Revealed> {
        if (carriesExpansion(carrier))
            return revealRestoring(carrier, candidates, task);
        return revealFrom(carrier, candidates, task);
    });
}

}  // namespace medveil::stego
