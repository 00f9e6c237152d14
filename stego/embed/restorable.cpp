#include "stego/embed/restorable.h"

#include <algorithm>
#include <optional>

#include "core/base/new_file.h"
#include "core/crypto/random.h"

namespace medveil::stego {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kDigestBytes = 32;

std::size_t overhead(std::size_t readers) {
    return kDigestBytes + 1 + readers * kSlotBytes + kPayloadOverhead + kDigestBytes;
}

base::Result<StegoKey> resolve(const ReaderSecret& secret, const CoverSalt& salt) {
    if (const auto* key = std::get_if<StegoKey>(&secret))
        return key->clone();
    return keyFromPassphrase(std::get<base::SecretBytes>(secret).view(), salt);
}

/// salt | number of slots | slots | sealed (digest of the original | payload)
base::Result<base::Bytes> pack(const Carrier& original, const std::vector<ReaderSecret>& readers,
                               base::ByteView payload) {
    if (readers.empty() || readers.size() > kMostReaders)
        return fail(ErrorCode::kInvalidArgument, "readers of a cover");
    const auto salt = crypto::randomValue<CoverSalt>();
    Slot slot;
    slot.payloadKey = crypto::randomKey();
    slot.coding = Coding::kExpansion;
    const auto digest = samplesDigest(original);
    base::WipedBytes plain(digest.view().begin(), digest.view().end());
    plain.insert(plain.end(), payload.begin(), payload.end());
    const auto sealed = sealPayload(slot.payloadKey, plain);
    slot.payloadBytes = sealed.size();
    base::Bytes out(salt.view().begin(), salt.view().end());
    out.push_back(static_cast<base::Byte>(readers.size()));
    for (const auto& reader : readers) {
        MEDVEIL_ASSIGN(const StegoKey key, resolve(reader, salt));
        const auto bytes = sealSlot(slotKeys(key, salt), slot);
        out.insert(out.end(), bytes.begin(), bytes.end());
    }
    out.insert(out.end(), sealed.begin(), sealed.end());
    return out;
}

/// `original` is the restored carrier: what was sealed must be about this very picture.
base::Result<Revealed> unpack(base::ByteView packed, const Carrier& original,
                              const std::vector<ReaderSecret>& candidates, base::TaskContext& task) {
    if (packed.size() < kDigestBytes + 1)
        return fail(ErrorCode::kNothingFound);
    MEDVEIL_ASSIGN(const CoverSalt salt, CoverSalt::from(packed.first(kDigestBytes)));
    const std::size_t slots = packed[kDigestBytes];
    const auto begin = kDigestBytes + 1 + slots * kSlotBytes;
    if (slots > kMostReaders || packed.size() < begin + kPayloadOverhead + kDigestBytes)
        return fail(ErrorCode::kNothingFound);
    std::optional<std::pair<std::size_t, Slot>> found;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(const StegoKey key, resolve(candidates[i], salt));
        const auto keys = slotKeys(key, salt);
        for (std::size_t s = 0; s < slots; ++s) {
            auto slot = openSlot(keys, packed.subspan(kDigestBytes + 1 + s * kSlotBytes, kSlotBytes));
            if (slot && !found)
                found.emplace(i, std::move(*slot));
        }
    }
    if (!found || found->second.coding != Coding::kExpansion ||
        found->second.payloadBytes != packed.size() - begin)
        return fail(ErrorCode::kNothingFound);
    MEDVEIL_ASSIGN(const base::SecretBytes plain,
                   openPayload(found->second.payloadKey, packed.subspan(begin)));
    const auto view = plain.view();
    if (view.size() < kDigestBytes ||
        !std::ranges::equal(view.first(kDigestBytes), samplesDigest(original).view()))
        return fail(ErrorCode::kCoverDamaged, "what it carries belongs to another picture");
    return Revealed{base::WipedBytes(view.begin() + kDigestBytes, view.end()), found->first};
}

base::Result<base::Bytes> fileOf(const Carrier& carrier) {
    base::Bytes file;
    base::MemorySink sink(file);
    MEDVEIL_TRY(carrier.write(sink));
    return file;
}

base::Result<std::unique_ptr<Carrier>> restored(base::FileSystem& files, const base::Path& path,
                                                base::TaskContext& task) {
    MEDVEIL_ASSIGN(auto carrier, openCarrier(files, path, task));
    MEDVEIL_TRY(contract(*carrier, task));
    MEDVEIL_TRY(carrier->setMarked(false));
    return carrier;
}

/// Restores what was written and compares it with the cover, pixels and all around them.
base::Result<void> readBack(base::Bytes written, const Carrier& cover, base::ByteView payload,
                            const std::vector<ReaderSecret>& readers, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const auto carrier, openCarrier(std::move(written), task));
    MEDVEIL_ASSIGN(const Revealed revealed, revealRestoring(*carrier, readers, task));
    if (!std::ranges::equal(revealed.payload, payload))
        return fail(ErrorCode::kInternal, "what was hidden does not read back");
    MEDVEIL_ASSIGN(const base::Bytes around, carrier->surroundings());
    MEDVEIL_ASSIGN(const base::Bytes wanted, cover.surroundings());
    if (around != wanted || samplesDigest(*carrier) != samplesDigest(cover))
        return fail(ErrorCode::kInternal, "the original does not come back");
    return {};
}

}  // namespace

base::Result<CoverReport> inspectRestorable(const Carrier& carrier, std::size_t readers,
                                            const std::vector<Region>& keep, base::TaskContext& task) {
    CoverReport report;
    report.info = carrier.info();
    report.samples = carrier.samples().size();
    report.restorable = true;
    MEDVEIL_ASSIGN(const std::uint64_t room, expansionCapacity(carrier, keep, task));
    report.fitBytes = room > overhead(readers) ? room - overhead(readers) : 0;
    // It says openly that it carries data: nothing is there to be noticed.
    report.safeBytes = report.fitBytes;
    return report;
}

base::Result<HideReport> embedRestorably(Carrier& carrier, const std::vector<ReaderSecret>& readers,
                                         base::ByteView payload, const std::vector<Region>& keep,
                                         base::TaskContext& task) {
    if (carriesExpansion(carrier))
        return fail(ErrorCode::kCoverUnsupported, "it carries data already: restore it first");
    MEDVEIL_ASSIGN(const base::Bytes packed, pack(carrier, readers, payload));
    task.report({base::Stage::kHiding, 0, 0});
    HideReport report;
    report.restorable = true;
    report.samples = carrier.samples().size();
    MEDVEIL_TRY(carrier.setMarked(true));
    auto changed = expand(carrier, packed, keep, task);
    if (!changed) {
        (void)carrier.setMarked(false);
        return fail(std::move(changed).error());
    }
    report.changed = *changed;
    return report;
}

base::Result<HideReport> hideRestorably(base::FileSystem& files, const base::Path& cover,
                                        const std::vector<ReaderSecret>& readers, base::ByteView payload,
                                        const std::vector<Region>& keep, const base::Path& out,
                                        base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<HideReport> {
        MEDVEIL_ASSIGN(auto carrier, openCover(files, cover, task));
        MEDVEIL_TRY(checkEnding(carrier->info().kind, cover, out));
        MEDVEIL_ASSIGN(const HideReport report, embedRestorably(*carrier, readers, payload, keep, task));
        MEDVEIL_ASSIGN(const base::Bytes written, fileOf(*carrier));
        task.report({base::Stage::kVerifying, 3, 4});
        carrier.reset();
        MEDVEIL_ASSIGN(const auto original, openCover(files, cover, task));
        MEDVEIL_TRY(readBack(written, *original, payload, readers, task));
        MEDVEIL_TRY(base::writeNewFile(files, out, written));
        task.report({base::Stage::kVerifying, 4, 4});
        return report;
    });
}

base::Result<Revealed> revealRestoring(Carrier& carrier, const std::vector<ReaderSecret>& candidates,
                                       base::TaskContext& task) {
    MEDVEIL_ASSIGN(const base::Bytes packed, contract(carrier, task));
    MEDVEIL_TRY(carrier.setMarked(false));
    return unpack(packed, carrier, candidates, task);
}

base::Result<base::Bytes> originalOf(base::FileSystem& files, const base::Path& path,
                                     base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<base::Bytes> {
        MEDVEIL_ASSIGN(const auto carrier, restored(files, path, task));
        return fileOf(*carrier);
    });
}

base::Result<CarrierKind> restoreOriginal(base::FileSystem& files, const base::Path& path,
                                          const base::Path& out, base::TaskContext& task) {
    return withinMemory([&]() -> base::Result<CarrierKind> {
        MEDVEIL_ASSIGN(const auto carrier, restored(files, path, task));
        MEDVEIL_TRY(checkEnding(carrier->info().kind, path, out));
        MEDVEIL_ASSIGN(const base::Bytes original, fileOf(*carrier));
        MEDVEIL_TRY(base::writeNewFile(files, out, original));
        return carrier->info().kind;
    });
}

}  // namespace medveil::stego
