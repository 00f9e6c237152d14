#include "app/services/account.h"

#include "app/services/passphrase.h"
#include "app/services/session_state.h"
#include "core/crypto/random.h"
#include "core/identity/recovery_words.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

base::Result<void> Account::changePassphrase(const base::SecretBytes& current,
                                             const base::SecretBytes& fresh) {
    auto& state = m_session.state();
    if (!isEnough(passphraseStrength(fresh.view())))
        return fail(ErrorCode::kWeakPassphrase);
    if (!checkRecoveryKit(current))
        MEDVEIL_TRY(state.vault.checkCredential({vault::SlotKind::kPassphrase, current.clone()}));
    MEDVEIL_TRY(
        state.vault.setSlot({vault::SlotKind::kPassphrase, fresh.clone()}, crypto::measuredParameters()));
    return state.record(access::Action::kPassphraseChanged, {}, {});
}

base::Result<base::SecretBytes> Account::makeRecoveryKit() {
    auto& state = m_session.state();
    identity::RecoverySecret secret;
    crypto::fillRandom(secret.mutableView());
    MEDVEIL_TRY(
        state.vault.setSlot({vault::SlotKind::kRecoveryKit, base::SecretBytes::copyOf(secret.view())}, {}));
    MEDVEIL_TRY(state.record(access::Action::kRecoveryKitMade, {}, {}));
    return identity::recoveryWords(secret);
}

bool Account::hasRecoveryKit() const {
    return m_session.state().vault.hasSlot(vault::SlotKind::kRecoveryKit);
}

base::Result<void> Account::checkRecoveryKit(const base::SecretBytes& words) {
    MEDVEIL_ASSIGN(const vault::Credential credential, recoveryCredential(words.view()));
    return m_session.state().vault.checkCredential(credential);
}

base::Result<void> Account::rotateVaultKey(base::TaskContext& task) {
    auto& state = m_session.state();
    MEDVEIL_TRY(state.vault.rotateKey(task));
    return state.record(access::Action::kVaultKeyRotated, {}, {});
}

base::Result<void> Account::adopt(const base::Path& folder, bool create) {
    auto& state = m_session.state();
    const auto absolute = std::filesystem::absolute(folder).lexically_normal();
    share::FolderShare candidate(state.files, absolute, state.identity.device);
    MEDVEIL_ASSIGN(const share::ShareId id,
                   create ? candidate.create(state.clock.now()) : candidate.readMarker());
    MEDVEIL_TRY(candidate.publishCard(state.identity.person(), state.identity.card.card.epoch,
                                      format::encodeSignedCard(state.identity.card)));
    MEDVEIL_ASSIGN(vault::Transaction transaction, vault::Transaction::begin(state.vault.database()));
    MEDVEIL_TRY(state.settings.setText("share-folder", absolute.string()));
    MEDVEIL_TRY(state.settings.set("share-id", id.view()));
    MEDVEIL_TRY(state.record(access::Action::kShareSet, id.view(), {}));
    auto committed = transaction.commit();
    if (!committed)
        MEDVEIL_TRY(state.audit->reload());
    return committed;
}

base::Result<void> Account::createShare(const base::Path& folder) {
    return adopt(folder, true);
}
base::Result<void> Account::joinShare(const base::Path& folder) {
    return adopt(folder, false);
}

base::Result<ShareState> Account::shareState() {
    auto& state = m_session.state();
    ShareState result;
    MEDVEIL_ASSIGN(const std::string folder, state.settings.text("share-folder"));
    result.folder = folder;
    result.configured = !folder.empty();
    result.lastSync = state.lastSync;
    MEDVEIL_ASSIGN(result.waiting, state.deliveries.waiting());
    if (!result.configured)
        return result;
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    const auto checked = share.check(pinned);
    result.reachable = checked.has_value();
    if (!checked)
        result.problem = checked.error().code;
    return result;
}

}  // namespace medveil::app
