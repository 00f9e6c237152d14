#include "app/services/account.h"

#include <algorithm>
#include <tuple>

#include "app/services/outgoing.h"
#include "app/services/passphrase.h"
#include "app/services/unit_of_work.h"
#include "core/crypto/random.h"
#include "core/format/time_rule.h"
#include "core/identity/contact_card.h"
#include "core/identity/recovery_words.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

base::Result<void> Account::changePassphrase(const base::SecretBytes& current,
                                             const base::SecretBytes& fresh) {
    auto& state = m_session.state();
    auto normal = normalisedPassphrase(fresh.view());
    if (!isEnough(passphraseStrength(normal.view())))
        return fail(ErrorCode::kWeakPassphrase);
    const auto opens = [&state](const base::SecretBytes& spelling) {
        return state.vault.checkCredential({vault::SlotKind::kPassphrase, spelling.clone()}).has_value();
    };
    if (!checkRecoveryKit(current) && std::ranges::none_of(passphraseSpellings(current.view()), opens))
        return fail(ErrorCode::kUnlockFailed);
    MEDVEIL_TRY(
        state.vault.setSlot({vault::SlotKind::kPassphrase, std::move(normal)}, crypto::measuredParameters()));
    return state.record(access::Action::kPassphraseChanged, {}, {});
}

base::Result<base::SecretBytes> newRecoveryWords() {
    identity::RecoverySecret secret;
    crypto::fillRandom(secret.mutableView());
    return identity::recoveryWords(secret);
}

base::Result<void> Account::checkPassphrase(const base::SecretBytes& passphrase) {
    base::Result<void> checked = fail(ErrorCode::kUnlockFailed);
    for (const auto& spelling : passphraseSpellings(passphrase.view())) {
        checked = m_session.state().vault.checkCredential({vault::SlotKind::kPassphrase, spelling.clone()});
        if (checked || checked.error().code != ErrorCode::kUnlockFailed)
            break;
    }
    return checked;
}

base::Result<base::SecretBytes> Account::prepareRecoveryKit() {
    return newRecoveryWords();
}

base::Result<void> Account::commitRecoveryKit(const base::SecretBytes& words) {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(const vault::Credential credential, recoveryCredential(words.view()));
    MEDVEIL_TRY(state.vault.setSlot(credential, {}));
    return state.record(access::Action::kRecoveryKitMade, {}, {});
}

base::Result<void> Account::confirmRecoveryKit(const base::SecretBytes& words,
                                               const base::SecretBytes& typed) {
    MEDVEIL_ASSIGN(const vault::Credential made, recoveryCredential(words.view()));
    MEDVEIL_ASSIGN(const vault::Credential read, recoveryCredential(typed.view()));
    if (!base::equalConstantTime(made.secret.view(), read.secret.view()))
        return fail(ErrorCode::kUnlockFailed);
    MEDVEIL_TRY(commitRecoveryKit(words));
    return checkRecoveryKit(typed);
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
    MEDVEIL_TRY(base::checkNotClosed(state.files, absolute));
    auto candidate = state.shareAt(absolute);
    MEDVEIL_ASSIGN(const share::ShareId id,
                   create ? candidate.create(state.clock.now()) : candidate.readMarker());
    MEDVEIL_TRY(candidate.publishCard(state.identity.person(), state.identity.card.card.epoch,
                                      format::encodeSignedCard(state.identity.card)));
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(state.settings.setText("share-folder", absolute.string()));
    MEDVEIL_TRY(state.settings.set("share-id", id.view()));
    MEDVEIL_TRY(state.record(access::Action::kShareSet, id.view(), {}));
    MEDVEIL_TRY(work.commit());
    shareAnswered({});
    return {};
}

base::Result<void> Account::createShare(const base::Path& folder) {
    return adopt(folder, true);
}
base::Result<void> Account::joinShare(const base::Path& folder) {
    return adopt(folder, false);
}

base::Result<void> Account::movedHere() {
    auto& state = m_session.state();
    UnitOfWork work(state);
    MEDVEIL_TRY(work.begin());
    MEDVEIL_TRY(state.settleHome());
    MEDVEIL_TRY(state.record(access::Action::kProfileMoved, state.identity.device.view(), {}));
    MEDVEIL_TRY(work.commit());
    state.copied = false;
    return {};
}

base::Result<void> Account::secondDevice() {
    auto& state = m_session.state();
    if (!state.copied)
        return fail(ErrorCode::kInvalidArgument, "this copy has a device of its own");
    auto card = state.identity.card.card;
    if (card.devices.size() >= format::kMostDevices)
        return fail(ErrorCode::kTooLarge, "devices of one person");
    const format::CardDevice fresh{crypto::randomValue<format::DeviceId>(),
                                   crypto::randomValue<format::MailboxId>()};
    card.devices.push_back(fresh);
    card.created = std::max(state.clock.now(), card.created + 1);
    MEDVEIL_TRY(format::checkTime(card.created));
    const auto before = std::pair(state.identity.card, state.identity.device);
    state.identity.card = identity::signCard(std::move(card), state.identity.signing, nullptr);
    // What the key before vouched for is the epoch's first card, which lies on the share; this one follows it
    // by its own key.
    state.identity.card.previous = before.first.previous;
    state.identity.device = fresh.device;
    const auto write = [&]() -> base::Result<void> {
        UnitOfWork work(state);
        MEDVEIL_TRY(work.begin());
        MEDVEIL_TRY(state.storeIdentity());
        MEDVEIL_TRY(state.settleHome());
        MEDVEIL_TRY(state.record(access::Action::kDeviceAdded, fresh.device.view(), {}));
        return work.commit();
    };
    auto written = write();
    if (written) {
        state.copied = false;
        return written;
    }
    std::tie(state.identity.card, state.identity.device) = before;
    return written;
}

void Account::shareAnswered(base::ErrorCode problem) {
    m_session.state().shareAnswer = problem;
}

base::Result<ShareState> Account::shareStateSeen() {
    auto& state = m_session.state();
    ShareState result;
    MEDVEIL_ASSIGN(const std::string folder, state.settings.text("share-folder"));
    result.folder = folder;
    result.configured = !folder.empty();
    result.lastSync = state.lastSync;
    MEDVEIL_ASSIGN(const auto waiting, waitingMessages(state));
    // What was answered is not said to wait: that it is tried again, and why, is said all the same.
    result.waiting =
        static_cast<std::uint64_t>(std::ranges::count(waiting, false, &WaitingMessage::answered));
    for (const auto& message : waiting) {
        if (result.waitingWhy != ErrorCode{} || message.problem == ErrorCode{})
            continue;
        result.waitingWhy = message.problem;
        result.waitingUntil = message.nextTry;
    }
    result.asked = state.shareAnswer.has_value();
    result.problem = state.shareAnswer.value_or(ErrorCode{});
    result.reachable = result.configured && result.asked && result.problem == ErrorCode{};
    return result;
}

base::Result<ShareState> Account::shareState() {
    auto& state = m_session.state();
    MEDVEIL_ASSIGN(ShareState result, shareStateSeen());
    if (!result.configured)
        return result;
    MEDVEIL_ASSIGN(share::FolderShare share, state.share());
    MEDVEIL_ASSIGN(const share::ShareId pinned, state.pinnedShare());
    const auto checked = share.check(pinned);
    result.asked = true;
    result.reachable = checked.has_value();
    result.problem = checked ? ErrorCode{} : checked.error().code;
    shareAnswered(result.problem);
    return result;
}

}  // namespace medveil::app
