// Compose's drafts: a letter as it stands, with what was pasted into it, so that a lock loses nothing.
#include <algorithm>

#include "app/services/compose.h"
#include "app/services/unit_of_work.h"
#include "core/crypto/digest.h"
#include "core/format/cbor.h"
#include "core/format/manifest.h"
#include "core/vault/draft_store.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kDraftLimit = 8 * 1024 * 1024;
constexpr std::size_t kPastedLimit = 256 * 1024 * 1024;

/// Version 2; version 1 had neither an end date, nor whether a cover may be used again, nor who gave the
/// patient's number out. That somebody compared
/// two patients is not kept: it is asked again.
base::WipedBytes encodeDraft(const Letter& letter) {
    format::CborWriter out;
    out.array(12).integer(2).array(letter.recipients.size());
    for (const auto& id : letter.recipients)
        out.text(id);
    out.boolean(letter.patient.present).text(letter.patient.id).text(letter.patient.name);
    out.text({letter.text.data(), letter.text.size()}).array(letter.files.size());
    for (const auto& file : letter.files)
        out.bytes(base::asBytes(file.string()));
    out.integer(static_cast<std::uint64_t>(letter.suite))
        .bytes(base::asBytes(letter.cover ? letter.cover->string() : std::string()));
    out.integer(static_cast<std::uint64_t>(std::max<base::Timestamp>(0, letter.expires)))
        .boolean(letter.insistOnUsedCover)
        .text(letter.patient.authority);
    return out.take();
}

base::Result<Letter> decodeDraft(base::ByteView bytes) {
    format::CborReader in(bytes);
    Letter letter;
    MEDVEIL_ASSIGN(const std::size_t fields, in.array(16));
    MEDVEIL_ASSIGN(const std::uint64_t version, in.integer());
    if (version > 2)
        return fail(ErrorCode::kUnknownVersion, "draft");
    if (version < 1 || fields != (version == 1 ? 9U : 12U))
        return fail(ErrorCode::kMalformed, "draft");
    MEDVEIL_ASSIGN(const std::size_t recipients, in.array(format::kMostRecipients));
    for (std::size_t i = 0; i < recipients; ++i) {
        MEDVEIL_ASSIGN(const std::string_view id, in.text(64));
        letter.recipients.emplace_back(id);
    }
    MEDVEIL_ASSIGN(letter.patient.present, in.boolean());
    MEDVEIL_ASSIGN(letter.patient.id, in.text(kDraftLimit));
    MEDVEIL_ASSIGN(letter.patient.name, in.text(kDraftLimit));
    MEDVEIL_ASSIGN(const std::string_view text, in.text(kDraftLimit));
    letter.text.assign(text.begin(), text.end());
    MEDVEIL_ASSIGN(const std::size_t files, in.array(format::kMostAttachments));
    for (std::size_t i = 0; i < files; ++i) {
        MEDVEIL_ASSIGN(const base::ByteView file, in.bytes(kDraftLimit));
        letter.files.emplace_back(std::string(base::asText(file)));
    }
    MEDVEIL_ASSIGN(const std::uint64_t suite, in.integer(2));
    if (suite < 1)
        return fail(ErrorCode::kMalformed, "draft suite");
    letter.suite = static_cast<Suite>(suite);
    MEDVEIL_ASSIGN(const base::ByteView cover, in.bytes(kDraftLimit));
    if (!cover.empty())
        letter.cover = std::string(base::asText(cover));
    if (version == 2) {
        MEDVEIL_ASSIGN(const std::uint64_t expires, in.integer(std::uint64_t{1} << 52));
        letter.expires = static_cast<base::Timestamp>(expires);
        MEDVEIL_ASSIGN(letter.insistOnUsedCover, in.boolean());
        MEDVEIL_ASSIGN(letter.patient.authority, in.text(kDraftLimit));
    }
    MEDVEIL_TRY(in.expectEnd());
    return letter;
}

/// The sealed files of what was pasted: those that stand there already, and new ones for the rest.
base::Result<std::vector<vault::DraftFile>> sealPasted(SessionState& state, UnitOfWork& work,
                                                       std::vector<vault::DraftFile> standing,
                                                       const Letter& letter) {
    std::vector<vault::DraftFile> files;
    for (const auto& pasted : letter.pasted) {
        vault::DraftFile file{pasted.name, pasted.mediaType, crypto::sha256(pasted.content), {}};
        const auto same =
            std::ranges::find_if(standing, [&](const auto& old) { return old.digest == file.digest; });
        if (same != standing.end()) {
            file.file = std::move(same->file);
            standing.erase(same);
        } else {
            MEDVEIL_ASSIGN(const vault::SealedFileRef ref, state.vault.sealedFiles().seal(pasted.content));
            work.takeSealed(ref);
            file.file = ref.name;
        }
        files.push_back(std::move(file));
    }
    return files;
}

/// A picture that cannot be read is named, and the rest of the draft is there.
base::Result<Compose::Draft> loadDraft(SessionState& state, const vault::StoredDraft& stored) {
    Compose::Draft draft;
    draft.number = stored.number;
    draft.changed = stored.changed;
    MEDVEIL_ASSIGN(draft.letter, decodeDraft(stored.content));
    MEDVEIL_ASSIGN(const auto files, vault::DraftStore(state.vault).files(stored.number));
    for (const auto& file : files) {
        const auto ref = state.vault.sealedFiles().find(file.file);
        auto content = ref ? state.vault.sealedFiles().read(*ref, kPastedLimit) : fail(ref.error());
        if (content)
            draft.letter.pasted.push_back({file.name, file.mediaType, std::move(*content)});
        else
            draft.lost.push_back(file.name);
    }
    return draft;
}

/// What is no draft of any version known here. That the disk does not answer is no damage.
base::Result<std::vector<std::int64_t>> damagedIn(vault::DraftStore& store) {
    MEDVEIL_ASSIGN(const auto stored, store.all());
    std::vector<std::int64_t> damaged;
    for (const auto& row : stored) {
        const auto letter = decodeDraft(row.content);
        if (!letter && letter.error().code == ErrorCode::kUnknownVersion)
            continue;
        const auto files = store.files(row.number);
        if (!files && files.error().code != ErrorCode::kVaultDamaged)
            return fail(files.error());
        if (!letter || !files)
            damaged.push_back(row.number);
    }
    return damaged;
}

}  // namespace

base::Result<std::int64_t> Compose::saveDraft(std::int64_t number, const Letter& letter) {
    auto& state = m_session.state();
    vault::DraftStore store(state.vault);
    UnitOfWork work(state);
    std::vector<vault::DraftFile> standing;
    if (number != 0) {
        MEDVEIL_ASSIGN(standing, store.files(number));
    }
    MEDVEIL_ASSIGN(const auto files, sealPasted(state, work, std::move(standing), letter));
    MEDVEIL_TRY(work.begin());
    MEDVEIL_ASSIGN(const std::int64_t saved,
                   store.save(number, encodeDraft(letter), files, state.clock.now()));
    MEDVEIL_TRY(work.commit());
    return saved;
}

base::Result<std::vector<Compose::Draft>> Compose::drafts() {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const auto stored, vault::DraftStore(state.vault).all());
    std::vector<Draft> drafts;
    for (const auto& row : stored) {
        if (auto draft = loadDraft(state, row))
            drafts.push_back(std::move(*draft));
    }
    return drafts;
}

base::Result<std::size_t> Compose::damagedDrafts() {
    vault::DraftStore store(m_session.state().vault);
    MEDVEIL_ASSIGN(const auto damaged, damagedIn(store));
    return damaged.size();
}

base::Result<std::size_t> Compose::removeDamagedDrafts() {
    auto& state = m_session.state();
    vault::DraftStore store(state.vault);
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_ASSIGN(const auto damaged, damagedIn(store));
    for (const auto number : damaged) {
        MEDVEIL_TRY(store.remove(number));
        MEDVEIL_TRY(state.record(access::Action::kDamageRemoved, {}, "draft " + std::to_string(number)));
    }
    MEDVEIL_TRY(work.commit());
    return damaged.size();
}

base::Result<void> Compose::removeDraft(std::int64_t number) {
    auto& state = m_session.state();
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(vault::DraftStore(state.vault).remove(number));
    return work.commit();
}

}  // namespace medveil::app
