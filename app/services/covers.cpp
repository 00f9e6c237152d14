#include "app/services/covers.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>

#include "app/services/about_file.h"
#include "app/services/cards.h"
#include "app/services/names.h"
#include "app/services/passphrase.h"
#include "app/services/saving.h"
#include "app/services/session_state.h"
#include "app/services/used_covers.h"
#include "core/identity/contact_card.h"
#include "stego/embed/fingerprint.h"
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
    readers.emplace_back(normalisedPassphrase(passphrase.view()));
    return readers;
}

Readers allSpellings(const base::SecretBytes& passphrase) {
    Readers readers;
    for (auto& spelling : passphraseSpellings(passphrase.view()))
        readers.emplace_back(std::move(spelling));
    return readers;
}

Capacity capacityOf(const base::Path& file, const stego::CoverReport& report) {
    return {file,
            report.fitBytes,
            report.safeBytes,
            report.samples,
            std::ranges::find(report.warnings, stego::CoverWarning::kFlat) != report.warnings.end(),
            report.restorable,
            report.fingerprint};
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
struct Places {
    std::vector<Place> files;
    std::vector<Skipped> skipped;
};

base::Result<void> addFolder(const base::Path& folder, Places& places) {
    MEDVEIL_ASSIGN(auto entries, base::systemFileSystem().list(folder, kMostFilesInFolder));
    std::ranges::sort(entries, {}, &base::FolderEntry::name);
    std::size_t files = 0;
    for (const auto& entry : entries) {
        const auto path = folder / entry.name;
        if (entry.kind == base::FileInfo::Kind::kFile)
            places.files.push_back({path, false});
        else if (entry.kind == base::FileInfo::Kind::kOther)
            places.skipped.push_back({path, {ErrorCode::kNotRegularFile, "not followed"}});
        files += entry.kind == base::FileInfo::Kind::kFile;
    }
    if (files == 0)
        return fail(ErrorCode::kNotFound,
                    "the folder holds no file; name the folders in it, if there are any");
    return {};
}

base::Result<Places> filesOf(const std::vector<base::Path>& names) {
    Places places;
    for (const auto& name : names) {
        std::error_code ignored;
        if (std::filesystem::is_directory(name, ignored))
            MEDVEIL_TRY(addFolder(name, places));
        else
            places.files.push_back({name, true});
    }
    return places;
}

bool isUnsuited(ErrorCode code) {
    return code == ErrorCode::kCoverUnsupported || code == ErrorCode::kCoverDamaged ||
           code == ErrorCode::kCoverTooSmall || code == ErrorCode::kTooLarge;
}

/// Calls `work` for each file. One that fails stops no other; those that were named are marked so.
base::Result<std::vector<Skipped>> eachCover(
    const std::vector<base::Path>& names, base::TaskContext& task,
    const std::function<base::Result<void>(const base::Path&)>& work) {
    MEDVEIL_ASSIGN(Places places, filesOf(names));
    for (const auto& place : places.files) {
        MEDVEIL_TRY(task.checkpoint());
        auto done = work(place.file);
        if (done)
            continue;
        if (done.error().code == ErrorCode::kCancelled)
            return fail(std::move(done).error());
        places.skipped.push_back({place.file, std::move(done).error(), place.named});
    }
    return std::move(places.skipped);
}

using Fingerprints = std::vector<crypto::Digest>;

base::Result<Fingerprints> fingerprintsOf(base::FileSystem& files, const std::vector<base::Path>& covers,
                                          base::TaskContext& task) {
    Fingerprints fingerprints;
    for (const auto& cover : covers) {
        MEDVEIL_TRY(task.checkpoint());
        MEDVEIL_ASSIGN(const crypto::Digest fingerprint, stego::fingerprintOf(files, cover, task));
        fingerprints.push_back(fingerprint);
    }
    return fingerprints;
}

/// Two copies of one picture with different parts in them show that something is hidden, and where; whatever
/// the copies are called, and whatever files they are.
base::Result<void> checkDistinct(Fingerprints fingerprints) {
    std::ranges::sort(fingerprints);
    if (std::ranges::adjacent_find(fingerprints) != fingerprints.end())
        return fail(ErrorCode::kInvalidArgument, "one picture or sound was given twice");
    return {};
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
        const auto names = distinctPaths(plan.covers, plan.out);
        const auto needed = plan.needed == 0 ? plan.covers.size() : plan.needed;
        MEDVEIL_ASSIGN(const auto parts, stego::spread(payload, needed, plan.covers.size()));
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (auto hidden = hideOne(plan.covers[i], parts[i], names[i]); !hidden) {
                // What is wrong with the file that is written names that file.
                const bool ofOut = hidden.error().detail.find(names[i].string()) != std::string::npos;
                return ofOut ? hidden : fail(aboutFile(plan.covers[i], hidden.error()));
            }
        }
        return {};
    };
    // Before minutes of work, and by name.
    if (const auto folder = plan.out.parent_path(); !folder.empty() && !files.info(folder))
        return fail(ErrorCode::kNotFound, "folder " + folder.string());
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
base::Result<base::WipedBytes> revealAll(const std::vector<base::Path>& names, const Reveal& reveal) {
    MEDVEIL_ASSIGN(const Places places, filesOf(names));
    std::vector<base::WipedBytes> parts;
    std::optional<base::WipedBytes> whole;
    for (const auto& place : places.files) {
        auto content = reveal(place.file);
        if (!content) {
            const auto code = content.error().code;
            const bool passable = code == ErrorCode::kNothingFound || isUnsuited(code) || !place.named;
            if (places.files.size() == 1 || !passable || code == ErrorCode::kCancelled)
                return fail(aboutFile(place.file, content.error()));
            continue;
        }
        MEDVEIL_ASSIGN(const bool part, stego::isPart(*content));
        if (part) {
            parts.push_back(std::move(*content));
            continue;
        }
        // One thing is given back: which of two it is must not depend on the order of names.
        if (whole)
            return fail(ErrorCode::kInvalidArgument,
                        place.file.string() + " holds something else than another file: name one at a time");
        whole = std::move(*content);
    }
    if (whole && !parts.empty())
        return fail(ErrorCode::kInvalidArgument,
                    "some files hold parts of something, and others something else: name one at a time");
    if (whole)
        return std::move(*whole);
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
    MEDVEIL_ASSIGN(list.skipped, eachCover(places, task, [&](const base::Path& file) -> base::Result<void> {
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
    MEDVEIL_ASSIGN(list.skipped, eachCover(places, task, [&](const base::Path& file) -> base::Result<void> {
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
    if (plan.covers.size() > 1) {
        MEDVEIL_ASSIGN(Fingerprints fingerprints,
                       fingerprintsOf(base::systemFileSystem(), plan.covers, task));
        MEDVEIL_TRY(checkDistinct(std::move(fingerprints)));
    }
    return hideAll(
        base::systemFileSystem(), plan, payload,
        [&]() -> base::Result<Readers> { return onePassphrase(passphrase); }, task);
}

base::Result<base::WipedBytes> revealWithPassphrase(const std::vector<base::Path>& files,
                                                    const base::SecretBytes& passphrase,
                                                    base::TaskContext& task) {
    return revealAll(files, [&](const base::Path& file) -> base::Result<base::WipedBytes> {
        MEDVEIL_ASSIGN(stego::Revealed revealed,
                       stego::reveal(base::systemFileSystem(), file, allSpellings(passphrase), task));
        return std::move(revealed.payload);
    });
}

base::Result<base::WipedBytes> revealWithPassphrase(base::Bytes file, const base::SecretBytes& passphrase,
                                                    base::TaskContext& task) {
    MEDVEIL_ASSIGN(stego::Revealed revealed, stego::reveal(std::move(file), allSpellings(passphrase), task));
    MEDVEIL_ASSIGN(const bool part, stego::isPart(revealed.payload));
    if (part)
        return stego::gather({&revealed.payload, 1});
    return std::move(revealed.payload);
}

base::Result<RestoredAs> restoreCover(const base::Path& file, const base::Path& out,
                                      base::TaskContext& task) {
    MEDVEIL_ASSIGN(const stego::CarrierKind kind,
                   stego::restoreOriginal(base::systemFileSystem(), file, out, task));
    return kind == stego::CarrierKind::kDicom ? RestoredAs::kScan : RestoredAs::kPicture;
}

base::Result<HideOutcome> hideForContact(Session& session, std::string_view contact, const HidePlan& plan,
                                         base::ByteView payload, base::TaskContext& task) {
    auto& state = session.state();
    MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(contact));
    MEDVEIL_ASSIGN(const auto known, findAnybody(state, person));
    if (!known)
        return fail(ErrorCode::kUnknownContact);
    if (known->trust == vault::Trust::kChanged)
        return fail(ErrorCode::kKeyChanged);
    MEDVEIL_ASSIGN(const Fingerprints fingerprints, fingerprintsOf(state.files, plan.covers, task));
    MEDVEIL_TRY(checkDistinct(fingerprints));
    std::vector<CoverMarks> covers;
    for (std::size_t i = 0; i < plan.covers.size(); ++i) {
        MEDVEIL_ASSIGN(const CoverMarks marks, marksOf(state, plan.covers[i], fingerprints[i]));
        MEDVEIL_ASSIGN(const bool used, wasUsed(state, marks));
        if (used && !plan.insistOnUsedCover)
            return fail(ErrorCode::kCoverReused);
        covers.push_back(marks);
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
    for (const auto& marks : covers)
        MEDVEIL_TRY(rememberUsed(state, marks, state.clock.now()));
    MEDVEIL_TRY(acceptInside(state, person));
    MEDVEIL_TRY(state.record(access::Action::kHidden, person.view(),
                             shownName(state, person, known->card.card.name)));
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
        // One bad card does not keep the others from being tried.
        if (auto reader = sharedWith(state, contact.card.card))
            candidates.push_back(std::move(*reader));
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
