#include "app/services/covers.h"

#include <algorithm>

#include "app/services/session_state.h"
#include "core/identity/contact_card.h"
#include "stego/embed/hide.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {
base::Result<stego::ReaderSecret> sharedWith(SessionState& state, const format::Card& card) {
    MEDVEIL_ASSIGN(const crypto::SymmetricKey key, identity::pairwiseStegoKey(state.identity, card));
    MEDVEIL_ASSIGN(stego::StegoKey reader, stego::StegoKey::from(key.view()));
    return stego::ReaderSecret(std::move(reader));
}

std::vector<stego::ReaderSecret> onePassphrase(const base::SecretBytes& passphrase) {
    std::vector<stego::ReaderSecret> readers;
    readers.emplace_back(passphrase.clone());
    return readers;
}
}  // namespace

base::Result<Capacity> coverCapacity(const base::Path& cover, base::TaskContext& task) {
    MEDVEIL_ASSIGN(const stego::CoverReport report,
                   stego::inspectCover(base::systemFileSystem(), cover, 1, task));
    return Capacity{report.fitBytes, report.safeBytes, report.samples,
                    std::ranges::find(report.warnings, stego::CoverWarning::kFlat) != report.warnings.end()};
}

base::Result<void> hideWithPassphrase(const base::Path& cover, base::ByteView payload,
                                      const base::SecretBytes& passphrase, const base::Path& out,
                                      base::TaskContext& task) {
    MEDVEIL_TRY(stego::hide(base::systemFileSystem(), cover, onePassphrase(passphrase), payload, out, task));
    return {};
}

base::Result<base::WipedBytes> revealWithPassphrase(const base::Path& file,
                                                    const base::SecretBytes& passphrase,
                                                    base::TaskContext& task) {
    MEDVEIL_ASSIGN(stego::Revealed revealed,
                   stego::reveal(base::systemFileSystem(), file, onePassphrase(passphrase), task));
    return std::move(revealed.payload);
}

base::Result<void> hideForContact(Session& session, std::string_view contact, const base::Path& cover,
                                  base::ByteView payload, const base::Path& out, base::TaskContext& task) {
    auto& state = session.state();
    MEDVEIL_ASSIGN(const format::PersonId person, personIdFrom(contact));
    MEDVEIL_ASSIGN(const auto known, state.contacts.find(person));
    if (!known)
        return fail(ErrorCode::kUnknownContact);
    if (known->trust == vault::Trust::kChanged)
        return fail(ErrorCode::kKeyChanged);
    std::vector<stego::ReaderSecret> readers;
    for (const auto& card : {known->card.card, state.identity.card.card}) {
        MEDVEIL_ASSIGN(stego::ReaderSecret reader, sharedWith(state, card));
        readers.push_back(std::move(reader));
    }
    MEDVEIL_TRY(stego::hide(state.files, cover, readers, payload, out, task));
    return state.record(access::Action::kHidden, person.view(), known->card.card.name);
}

base::Result<base::WipedBytes> revealFromContacts(Session& session, const base::Path& file,
                                                  base::TaskContext& task) {
    auto& state = session.state();
    std::vector<stego::ReaderSecret> candidates;
    MEDVEIL_ASSIGN(stego::ReaderSecret own, sharedWith(state, state.identity.card.card));
    candidates.push_back(std::move(own));
    MEDVEIL_ASSIGN(const auto contacts, state.contacts.all());
    for (const auto& contact : contacts) {
        MEDVEIL_ASSIGN(stego::ReaderSecret reader, sharedWith(state, contact.card.card));
        candidates.push_back(std::move(reader));
    }
    MEDVEIL_ASSIGN(stego::Revealed revealed, stego::reveal(state.files, file, candidates, task));
    MEDVEIL_TRY(state.record(access::Action::kRevealed, {}, {}));
    return std::move(revealed.payload);
}

}  // namespace medveil::app
