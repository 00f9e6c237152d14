#include "app/services/session.h"

#include <chrono>

#include "app/services/passphrase.h"
#include "app/services/session_state.h"
#include "core/identity/recovery_words.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

base::Clock& systemClock() {
    static base::SystemClock clock;
    return clock;
}

base::Result<void> storeIdentity(vault::Vault& vault, const identity::Identity& identity) {
    MEDVEIL_ASSIGN(const base::WipedBytes bytes, identity::encodeIdentity(identity));
    return vault::SettingsStore(vault).set("identity", bytes);
}

/// Machines grow faster: a passphrase that was checked in a blink is hashed anew at what this machine bears.
/// Where that fails the old slot goes on as it is.
void strengthen(vault::Vault& vault, const vault::Credential& credential,
                std::chrono::duration<double> unlocking) {
    const auto old = vault.passphraseParameters();
    if (!old || (unlocking.count() > 0.25 && old->memoryKib >= crypto::kUsualLeastKib))
        return;
    const auto better = crypto::measuredParameters();
    if (std::uint64_t{better.memoryKib} * better.operations >
        std::uint64_t{old->memoryKib} * old->operations * 5 / 4)
        (void)vault.setSlot(credential, better);
}

}  // namespace

Session::Session(std::unique_ptr<SessionState> state) : m_state(std::move(state)) {}

Session::~Session() {
    // Nobody is left to hear of a failure here; the log shows the missing line.
    (void)m_state->record(access::Action::kLocked, {}, {});
}

bool Session::exists(const base::Path& folder) {
    return vault::Vault::exists(base::systemFileSystem(), folder);
}

base::Result<std::unique_ptr<Session>> Session::create(const base::Path& folder, const NewProfile& profile,
                                                       base::TaskContext& task) {
    if (!isEnough(passphraseStrength(profile.passphrase.view())))
        return fail(ErrorCode::kWeakPassphrase);
    task.report({base::Stage::kPreparing, 0, 0});
    return createSession(base::systemFileSystem(), systemClock(), folder, profile,
                         crypto::measuredParameters());
}

base::Result<std::unique_ptr<Session>> Session::unlock(const base::Path& folder, CredentialKind kind,
                                                       const base::SecretBytes& credential,
                                                       base::TaskContext& task) {
    task.report({base::Stage::kCheckingPassphrase, 0, 0});
    vault::Credential secret{vault::SlotKind::kPassphrase, credential.clone()};
    if (kind == CredentialKind::kRecoveryWords) {
        MEDVEIL_ASSIGN(secret, recoveryCredential(credential.view()));
    }
    const auto start = std::chrono::steady_clock::now();
    MEDVEIL_ASSIGN(auto session, openSession(base::systemFileSystem(), systemClock(), folder, secret));
    if (kind == CredentialKind::kPassphrase)
        strengthen(session->state().vault, secret, std::chrono::steady_clock::now() - start);
    return session;
}

Person Session::me() const {
    return personOf(m_state->identity.card.card);
}
bool Session::rolledBack() const {
    return m_state->vault.rolledBack();
}

base::Result<std::string> Session::setting(std::string_view name, std::string_view otherwise) {
    return m_state->settings.text("ui/" + std::string(name), otherwise);
}
base::Result<void> Session::setSetting(std::string_view name, std::string_view value) {
    return m_state->settings.setText("ui/" + std::string(name), value);
}

base::Result<std::unique_ptr<Session>> createSession(base::FileSystem& files, base::Clock& clock,
                                                     const base::Path& folder, const NewProfile& profile,
                                                     const crypto::PasswordHashParameters& cost) {
    identity::Profile person{profile.name, profile.facility, {}};
    for (const auto role : profile.roles)
        person.roles.push_back(static_cast<format::Role>(role));
    MEDVEIL_ASSIGN(identity::Identity keys, identity::createIdentity(person, clock.now()));
    const vault::Credential credential{vault::SlotKind::kPassphrase, profile.passphrase.clone()};
    MEDVEIL_ASSIGN(vault::Vault opened,
                   vault::Vault::create(files, folder, credential, cost,
                                        [&keys](vault::Vault& vault) { return storeIdentity(vault, keys); }));
    auto state = std::make_unique<SessionState>(std::move(opened), std::move(keys), files, clock);
    MEDVEIL_ASSIGN(access::AuditLog log, access::AuditLog::open(state->deliveries, state->identity));
    state->audit.emplace(std::move(log));
    MEDVEIL_TRY(state->record(access::Action::kCreated, state->identity.person().view(), profile.name));
    return std::make_unique<Session>(std::move(state));
}

base::Result<std::unique_ptr<Session>> openSession(base::FileSystem& files, base::Clock& clock,
                                                   const base::Path& folder,
                                                   const vault::Credential& credential) {
    MEDVEIL_ASSIGN(vault::Vault opened, vault::Vault::open(files, folder, credential));
    base::WipedBytes bytes;
    {
        vault::SettingsStore settings(opened);
        MEDVEIL_ASSIGN(auto stored, settings.secret("identity"));
        if (!stored)
            return fail(ErrorCode::kVaultDamaged, "identity");
        bytes = std::move(*stored);
    }
    MEDVEIL_ASSIGN(identity::Identity keys, identity::decodeIdentity(bytes));
    auto state = std::make_unique<SessionState>(std::move(opened), std::move(keys), files, clock);
    MEDVEIL_ASSIGN(access::AuditLog log, access::AuditLog::open(state->deliveries, state->identity));
    state->audit.emplace(std::move(log));
    state->removeSpoolLeftovers();
    MEDVEIL_TRY(state->record(access::Action::kUnlocked, {}, {},
                              state->vault.rolledBack() ? ErrorCode::kVaultRolledBack : ErrorCode{}));
    return std::make_unique<Session>(std::move(state));
}

base::Result<vault::Credential> recoveryCredential(base::ByteView words) {
    auto secret = identity::secretFromWords(words);
    if (!secret)
        return fail(ErrorCode::kUnlockFailed);
    return vault::Credential{vault::SlotKind::kRecoveryKit, base::SecretBytes::copyOf(secret->view())};
}

base::Result<void> SessionState::record(access::Action action, base::ByteView subject, std::string note,
                                        base::ErrorCode outcome) {
    if (!audit)
        return {};
    access::AuditEntry entry;
    entry.time = clock.now();
    entry.action = action;
    entry.subject = base::toBytes(subject);
    entry.note = std::move(note);
    entry.outcome = static_cast<std::uint64_t>(outcome);
    return audit->append(std::move(entry));
}

base::Result<share::ShareId> SessionState::pinnedShare() {
    MEDVEIL_ASSIGN(const auto id, settings.secret("share-id"));
    if (!id)
        return fail(ErrorCode::kShareOffline, "no share is set");
    return share::ShareId::from(*id);
}

base::Result<share::FolderShare> SessionState::share() {
    MEDVEIL_ASSIGN(const std::string folder, settings.text("share-folder"));
    if (folder.empty())
        return fail(ErrorCode::kShareOffline, "no share is set");
    return share::FolderShare(files, folder, identity.device);
}

void SessionState::removeSpoolLeftovers() {
    const auto entries = files.list(vault.spoolFolder(), 1'000'000);
    if (!entries)
        return;
    for (const auto& entry : *entries) {
        if (const auto needed = deliveries.spoolNeeded(entry.name); needed && !*needed)
            (void)files.removeFile(spool(entry.name));
    }
}

Person personOf(const format::Card& card) {
    Person person;
    person.id = base::toHex(card.person.view());
    person.name = card.name;
    person.facility = card.facility;
    for (const auto role : card.roles)
        person.roles.push_back(static_cast<Role>(role));
    return person;
}

Person personOf(const vault::Contact& contact) {
    auto person = personOf(contact.card.card);
    person.trust = static_cast<Trust>(contact.trust);
    person.firstSeen = contact.firstSeen;
    person.verifiedAt = contact.verifiedAt;
    return person;
}

base::Result<format::PersonId> personIdFrom(std::string_view hex) {
    MEDVEIL_ASSIGN(const base::Bytes bytes, base::fromHex(hex));
    return format::PersonId::from(bytes);
}

}  // namespace medveil::app
