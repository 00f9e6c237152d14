#include "app/services/covers.h"

#include <algorithm>
#include <functional>

#include "app/services/session_state.h"
#include "core/format/file_digest.h"
#include "core/identity/contact_card.h"
#include "stego/embed/restorable.h"
#include "stego/embed/spread.h"
#include "stego/measure/rehearsal.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostFilesInFolder = 10'000;

using Readers = std::vector<stego::ReaderSecret>;

base::Result<stego::ReaderSecret> sharedWith(SessionState& state, const format::Card& card) {
    MEDVEIL_ASSIGN(const crypto::SymmetricKey key, identity::pairwiseStegoKey(state.identity, card));
    MEDVEIL_ASSIGN(stego::StegoKey reader, stego::StegoKey::from(key.view()));
    return stego::ReaderSecret(std::move(reader));
}

Readers onePassphrase(const base::SecretBytes& passphrase) {
    Readers readers;
    readers.emplace_back(passphrase.clone());
    return readers;
}

Capacity capacityOf(const base::Path& file, const stego::CoverReport& report) {
    return {file,
            report.fitBytes,
            report.safeBytes,
            report.samples,
            std::ranges::find(report.warnings, stego::CoverWarning::kFlat) != report.warnings.end(),
            report.restorable};
}

std::vector<stego::Region> regionsOf(const std::vector<PixelArea>& areas) {
    std::vector<stego::Region> regions;
    for (const auto& area : areas)
        regions.push_back({area.x, area.y, area.width, area.height});
    return regions;
}

struct Place {
    base::Path file;
    bool named = true;  ///< by the person, not found in a folder
};

base::Result<std::vector<Place>> filesOf(const std::vector<base::Path>& places) {
    std::vector<Place> files;
    for (const auto& place : places) {
        std::error_code error;
        if (!std::filesystem::is_directory(place, error)) {
            files.push_back({place, true});
            continue;
        }
        const auto begin = files.size();
        for (std::filesystem::directory_iterator entry(place, error), end; !error && entry != end;
             entry.increment(error)) {
            std::error_code ignored;
            if (entry->is_regular_file(ignored))
                files.push_back({entry->path(), false});
            if (files.size() > kMostFilesInFolder)
                return fail(ErrorCode::kTooManyFiles, "files in a folder");
        }
        if (error)
            return fail(ErrorCode::kIo, "read folder");
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(begin), files.end(),
                  [](const Place& a, const Place& b) { return a.file < b.file; });
    }
    return files;
}

bool isUnsuited(const base::Error& error) {
    return error.code == ErrorCode::kCoverUnsupported || error.code == ErrorCode::kCoverDamaged ||
           error.code == ErrorCode::kCoverTooSmall || error.code == ErrorCode::kTooLarge;
}

/// Calls `work` for each file; those that a folder holds and that are no covers are only counted.
base::Result<std::size_t> eachCover(const std::vector<base::Path>& places, base::TaskContext& task,
                                    const std::function<base::Result<void>(const base::Path&)>& work) {
    MEDVEIL_ASSIGN(const std::vector<Place> files, filesOf(places));
    std::size_t unsuited = 0;
    for (const auto& place : files) {
        MEDVEIL_TRY(task.checkpoint());
        auto done = work(place.file);
        if (done)
            continue;
        if (place.named || !isUnsuited(done.error()))
            return fail(std::move(done).error());
        ++unsuited;
    }
    return unsuited;
}

/// Hides in every cover of the plan; takes back what was written when one of them fails.
base::Result<HideOutcome> hideAll(base::FileSystem& files, const HidePlan& plan, base::ByteView payload,
                                  const std::function<base::Result<Readers>()>& readers,
                                  base::TaskContext& task) {
    if (plan.covers.empty())
        return fail(ErrorCode::kInvalidArgument, "no cover");
    HideOutcome outcome;
    const auto hideOne = [&](const base::Path& cover, base::ByteView content,
                             const base::Path& out) -> base::Result<void> {
        MEDVEIL_ASSIGN(const Readers opened, readers());
        MEDVEIL_ASSIGN(const stego::HideReport report,
                       plan.restorable ? stego::hideRestorably(files, cover, opened, content,
                                                               regionsOf(plan.keep), out, task)
                                       : stego::hide(files, cover, opened, content, out, task));
        outcome.files.push_back(out);
        outcome.changed += report.changed;
        outcome.samples += report.samples;
        outcome.restorable |= report.restorable;
        return {};
    };
    const auto hideParts = [&]() -> base::Result<void> {
        const auto needed = plan.needed == 0 ? plan.covers.size() : plan.needed;
        MEDVEIL_ASSIGN(const auto parts, stego::spread(payload, needed, plan.covers.size()));
        for (std::size_t i = 0; i < parts.size(); ++i)
            MEDVEIL_TRY(hideOne(plan.covers[i], parts[i], plan.out / plan.covers[i].filename()));
        return {};
    };
    auto done = plan.covers.size() == 1 ? hideOne(plan.covers.front(), payload, plan.out) : hideParts();
    if (!done) {
        for (const auto& file : outcome.files)
            (void)files.removeFile(file);
        return fail(std::move(done).error());
    }
    return outcome;
}

using Reveal = std::function<base::Result<base::WipedBytes>(const base::Path&)>;

/// Of one file what is in it; of several what they hold together. Files with nothing in them are passed over
/// as long as the others are enough.
base::Result<base::WipedBytes> revealAll(const std::vector<base::Path>& places, const Reveal& reveal) {
    MEDVEIL_ASSIGN(const std::vector<Place> files, filesOf(places));
    std::vector<base::WipedBytes> parts;
    for (const auto& place : files) {
        auto content = reveal(place.file);
        if (!content) {
            const bool passable =
                content.error().code == ErrorCode::kNothingFound || isUnsuited(content.error());
            if (files.size() == 1 || !passable)
                return fail(std::move(content).error());
            continue;
        }
        MEDVEIL_ASSIGN(const bool part, stego::isPart(*content));
        if (!part)
            return std::move(*content);
        parts.push_back(std::move(*content));
    }
    if (parts.empty())
        return fail(ErrorCode::kNothingFound);
    return stego::gather(parts);
}

TraceLevel levelOf(stego::Suspicion suspicion) {
    return suspicion == stego::Suspicion::kStrong ? TraceLevel::kStrong
           : suspicion == stego::Suspicion::kSome ? TraceLevel::kSome
                                                  : TraceLevel::kNone;
}

HidingRisk riskOf(stego::Visibility visibility) {
    return visibility == stego::Visibility::kEasy     ? HidingRisk::kEasyToNotice
           : visibility == stego::Visibility::kExpert ? HidingRisk::kExpertMayNotice
                                                      : HidingRisk::kHardToNotice;
}

}  // namespace

base::Result<Capacity> coverCapacity(const base::Path& cover, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const stego::CoverReport report,
                   stego::inspectCover(base::systemFileSystem(), cover, 1, task));
    return capacityOf(cover, report);
}

base::Result<CapacityList> coverCapacities(const std::vector<base::Path>& places, base::TaskContext& task) {
    CapacityList list;
    MEDVEIL_ASSIGN(list.unsuited, eachCover(places, task, [&](const base::Path& file) -> base::Result<void> {
                       MEDVEIL_ASSIGN(const Capacity capacity, coverCapacity(file, task));
                       list.covers.push_back(capacity);
                       return {};
                   }));
    std::ranges::stable_sort(list.covers, std::greater(), &Capacity::safeBytes);
    return list;
}

base::Result<HidingPreview> previewHiding(const base::Path& cover, std::size_t readers, std::uint64_t bytes,
                                          base::TaskContext& task) {
    MEDVEIL_ASSIGN(stego::Rehearsal rehearsal,
                   stego::rehearse(base::systemFileSystem(), cover, readers, bytes, task));
    HidingPreview preview;
    preview.capacity = capacityOf(cover, rehearsal.cover);
    preview.changed = rehearsal.changes.changed;
    preview.psnr = rehearsal.psnr;
    preview.risk = riskOf(rehearsal.visibility);
    preview.mapWidth = rehearsal.map.width;
    preview.mapHeight = rehearsal.map.height;
    preview.map = std::move(rehearsal.map.cells);
    return preview;
}

base::Result<TraceList> detectTraces(const std::vector<base::Path>& places, base::TaskContext& task) {
    TraceList list;
    MEDVEIL_ASSIGN(list.unsuited, eachCover(places, task, [&](const base::Path& file) -> base::Result<void> {
                       MEDVEIL_ASSIGN(const auto carrier,
                                      stego::openCarrier(base::systemFileSystem(), file, task));
                       const auto traces = stego::findTraces(*carrier);
                       list.files.push_back({file, traces.samplePairs, traces.weightedStego,
                                             traces.pairsOfValues, levelOf(stego::judge(traces))});
                       return {};
                   }));
    return list;
}

base::Result<HideOutcome> hideWithPassphrase(const HidePlan& plan, base::ByteView payload,
                                             const base::SecretBytes& passphrase, base::TaskContext& task) {
    return hideAll(
        base::systemFileSystem(), plan, payload,
        [&]() -> base::Result<Readers> { return onePassphrase(passphrase); }, task);
}

base::Result<base::WipedBytes> revealWithPassphrase(const std::vector<base::Path>& files,
                                                    const base::SecretBytes& passphrase,
                                                    base::TaskContext& task) {
    return revealAll(files, [&](const base::Path& file) -> base::Result<base::WipedBytes> {
        MEDVEIL_ASSIGN(stego::Revealed revealed,
                       stego::reveal(base::systemFileSystem(), file, onePassphrase(passphrase), task));
        return std::move(revealed.payload);
    });
}

base::Result<base::WipedBytes> revealWithPassphrase(base::Bytes file, const base::SecretBytes& passphrase,
                                                    base::TaskContext& task) {
    MEDVEIL_ASSIGN(stego::Revealed revealed, stego::reveal(std::move(file), onePassphrase(passphrase), task));
    MEDVEIL_ASSIGN(const bool part, stego::isPart(revealed.payload));
    if (part)
        return stego::gather({&revealed.payload, 1});
    return std::move(revealed.payload);
}

base::Result<void> restoreCover(const base::Path& file, const base::Path& out, base::TaskContext& task) {
    return stego::restoreOriginal(base::systemFileSystem(), file, out, task);
}

base::Result<HideOutcome> hideForContact(Session& session, std::string_view contact, const HidePlan& plan,
                                         base::ByteView payload, base::TaskContext& task) {
    auto& state = session.state();
    MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(contact));
    MEDVEIL_ASSIGN(const auto known, state.contacts.find(person));
    if (!known)
        return fail(ErrorCode::kUnknownContact);
    if (known->trust == vault::Trust::kChanged)
        return fail(ErrorCode::kKeyChanged);
    std::vector<crypto::Digest> digests;
    for (const auto& cover : plan.covers) {
        MEDVEIL_ASSIGN(const crypto::Digest digest, format::fileDigest(state.files, cover));
        MEDVEIL_ASSIGN(const bool used, state.settings.coverWasUsed(digest));
        if (used && !plan.insistOnUsedCover)
            return fail(ErrorCode::kCoverReused);
        digests.push_back(digest);
    }
    const auto readers = [&]() -> base::Result<Readers> {
        Readers both;
        for (const auto& card : {known->card.card, state.identity.card.card}) {
            MEDVEIL_ASSIGN(stego::ReaderSecret reader, sharedWith(state, card));
            both.push_back(std::move(reader));
        }
        return both;
    };
    MEDVEIL_ASSIGN(HideOutcome outcome, hideAll(state.files, plan, payload, readers, task));
    for (const auto& digest : digests)
        MEDVEIL_TRY(state.settings.rememberCover(digest, state.clock.now()));
    MEDVEIL_TRY(state.record(access::Action::kHidden, person.view(), known->card.card.name));
    return outcome;
}

base::Result<base::WipedBytes> revealFromContacts(Session& session, const std::vector<base::Path>& files,
                                                  base::TaskContext& task) {
    auto& state = session.state();
    MEDVEIL_ASSIGN(const auto contacts, state.contacts.all());
    Readers candidates;
    MEDVEIL_ASSIGN(stego::ReaderSecret own, sharedWith(state, state.identity.card.card));
    candidates.push_back(std::move(own));
    for (const auto& contact : contacts) {
        MEDVEIL_ASSIGN(stego::ReaderSecret reader, sharedWith(state, contact.card.card));
        candidates.push_back(std::move(reader));
    }
    MEDVEIL_ASSIGN(base::WipedBytes payload,
                   revealAll(files, [&](const base::Path& file) -> base::Result<base::WipedBytes> {
                       MEDVEIL_ASSIGN(stego::Revealed revealed,
                                      stego::reveal(state.files, file, candidates, task));
                       return std::move(revealed.payload);
                   }));
    MEDVEIL_TRY(state.record(access::Action::kRevealed, {}, {}));
    return payload;
}

}  // namespace medveil::app
