#include "app/services/session.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "app/services/compose.h"
#include "app/services/home.h"
#include "app/services/passphrase.h"
#include "app/services/session_state.h"
#include "core/identity/contact_card.h"
#include "core/identity/recovery_words.h"

namespace medveil::app {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::size_t kMostEntries = 10'000;

base::Clock& systemClock() {
    static base::SystemClock clock;
    return clock;
}

base::Result<void> storeIdentity(vault::Vault& vault, const identity::Identity& identity) {
    MEDVEIL_ASSIGN(const base::WipedBytes bytes, identity::encodeIdentity(identity));
    return vault::SettingsStore(vault).set(vault::kIdentitySetting, bytes);
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

std::set<std::string> namesIn(const base::Path& folder) {
    std::set<std::string> names;
    if (const auto entries = base::systemFileSystem().list(folder, kMostEntries)) {
        for (const auto& entry : *entries)
            names.insert(entry.name);
    }
    return names;
}

/// Takes away what a failed creation put into the folder, the slots first: from then on there is no profile.
void removeNew(const base::Path& folder, const std::set<std::string>& before, bool hadFolder) {
    std::error_code ignored;
    std::filesystem::remove(folder / "slots", ignored);
    for (const auto& name : namesIn(folder)) {
        if (!before.contains(name))
            std::filesystem::remove_all(folder / name, ignored);
    }
    if (!hadFolder)
        std::filesystem::remove(folder, ignored);
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
base::Result<void> Session::check(const base::Path& folder) {
    return vault::Vault::check(base::systemFileSystem(), folder);
}

base::Result<std::unique_ptr<Session>> Session::create(const base::Path& folder, const NewProfile& profile,
                                                       base::TaskContext& task) {
    if (!isEnough(passphraseStrength(normalisedPassphrase(profile.passphrase.view()).view())))
        return fail(ErrorCode::kWeakPassphrase);
    task.report({base::Stage::kPreparing, 0, 0});
    return createSession(base::systemFileSystem(), systemClock(), folder, profile,
                         crypto::measuredParameters());
}

base::Result<std::unique_ptr<Session>> Session::createWhole(
    const base::Path& folder, const NewProfile& profile,
    const std::function<base::Result<void>(Session&)>& complete, base::TaskContext& task) {
    if (exists(folder))
        return fail(ErrorCode::kAlreadyExists, "vault");
    const bool hadFolder = base::systemFileSystem().info(folder).has_value();
    const auto before = namesIn(folder);
    auto session = create(folder, profile, task);
    auto completed = session ? complete(**session) : base::Result<void>();
    if (session && completed)
        return session;
    // Somebody else may be at it, or have finished meanwhile: that is not ours to take away.
    const bool ours = session || (session.error().code != ErrorCode::kAlreadyExists &&
                                  session.error().code != ErrorCode::kVaultBusy);
    auto error = session ? completed.error() : session.error();
    if (session)
        session->reset();
    if (ours)
        removeNew(folder, before, hadFolder);
    return fail(std::move(error));
}

base::Result<std::unique_ptr<Session>> Session::unlock(const base::Path& folder, CredentialKind kind,
                                                       const base::SecretBytes& credential,
                                                       base::TaskContext& task) {
    task.report({base::Stage::kCheckingPassphrase, 0, 0});
    if (kind == CredentialKind::kRecoveryWords) {
        MEDVEIL_ASSIGN(const vault::Credential words, recoveryCredential(credential.view()));
        return openSession(base::systemFileSystem(), systemClock(), folder, words);
    }
    auto spellings = passphraseSpellings(credential.view());
    base::Result<std::unique_ptr<Session>> session = fail(ErrorCode::kUnlockFailed);
    for (std::size_t i = 0; i < spellings.size(); ++i) {
        const vault::Credential secret{vault::SlotKind::kPassphrase, spellings[i].clone()};
        const auto start = std::chrono::steady_clock::now();
        session = openSession(base::systemFileSystem(), systemClock(), folder, secret);
        if (!session && session.error().code == ErrorCode::kUnlockFailed)
            continue;
        if (session && i == 0)
            strengthen((*session)->state().vault, secret, std::chrono::steady_clock::now() - start);
        // Made with another spelling, by an earlier version: from now on as everything else.
        else if (session)
            (void)(*session)->state().vault.setSlot({vault::SlotKind::kPassphrase, std::move(spellings[0])},
                                                    crypto::measuredParameters());
        return session;
    }
    return session;
}

Person Session::me() const {
    auto person = personOf(m_state->identity.card.card);
    person.standing = Standing::kMe;
    return person;
}
bool Session::copied() const {
    return m_state->copied;
}
bool Session::rolledBack() const {
    return m_state->vault.rolledBack();
}
std::vector<Finding> Session::findings() {
    std::vector<Finding> findings;
    if (m_state->vault.rolledBack())
        findings.push_back(
            {m_state->vault.anchorMissing() ? ErrorCode::kVaultAnchorMissing : ErrorCode::kVaultRolledBack,
             {}});
    if (m_state->vault.slotsReplaced())
        findings.push_back({ErrorCode::kVaultSlotsReplaced, {}});
    if (const auto& damage = m_state->audit->damage())
        findings.push_back({ErrorCode::kAuditBroken, std::to_string(damage->from)});
    if (const auto& strangers = m_state->vault.strangers(); !strangers.empty())
        findings.push_back({ErrorCode::kVaultStrangers, strangers.front()});
    const auto count = [&findings](ErrorCode code, const base::Result<std::size_t>& damaged) {
        if (!damaged)
            findings.push_back({damaged.error().code, damaged.error().detail});
        else if (*damaged > 0)
            findings.push_back({code, std::to_string(*damaged)});
    };
    const auto missing = m_state->vault.sealedFiles().missing();
    count(ErrorCode::kVaultFilesMissing,
          missing ? base::Result<std::size_t>(missing->size()) : fail(missing.error()));
    const auto mail = m_state->deliveries.damaged();
    count(ErrorCode::kOutboxDamaged, mail ? base::Result<std::size_t>(mail->size()) : fail(mail.error()));
    count(ErrorCode::kDraftDamaged, Compose(*this).damagedDrafts());
    const auto people = m_state->contacts.damaged();
    count(ErrorCode::kContactsDamaged,
          people ? base::Result<std::size_t>(people->size()) : fail(people.error()));
    return findings;
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
    std::vector<vault::Credential> credentials;
    credentials.push_back({vault::SlotKind::kPassphrase, normalisedPassphrase(profile.passphrase.view())});
    if (profile.recoveryWords) {
        MEDVEIL_ASSIGN(auto kit, recoveryCredential(profile.recoveryWords->view()));
        credentials.push_back(std::move(kit));
    }
    MEDVEIL_ASSIGN(vault::Vault opened,
                   vault::Vault::create(files, folder, credentials, cost,
                                        [&keys](vault::Vault& vault) { return storeIdentity(vault, keys); }));
    auto state = std::make_unique<SessionState>(std::move(opened), std::move(keys), files, clock);
    MEDVEIL_ASSIGN(access::AuditLog log,
                   access::AuditLog::open(vault::AuditStore(state->vault), state->identity));
    state->audit.emplace(std::move(log));
    MEDVEIL_TRY(state->checkHome());
    MEDVEIL_TRY(state->record(access::Action::kCreated, state->identity.person().view(), profile.name));
    if (profile.recoveryWords)
        MEDVEIL_TRY(state->record(access::Action::kRecoveryKitMade, {}, {}));
    return std::make_unique<Session>(std::move(state));
}

base::Result<std::unique_ptr<Session>> openSession(base::FileSystem& files, base::Clock& clock,
                                                   const base::Path& folder,
                                                   const vault::Credential& credential) {
    MEDVEIL_ASSIGN(vault::Vault opened, vault::Vault::open(files, folder, credential));
    base::WipedBytes bytes;
    {
        vault::SettingsStore settings(opened);
        MEDVEIL_ASSIGN(auto stored, settings.secret(vault::kIdentitySetting));
        if (!stored)
            return fail(ErrorCode::kVaultDamaged, "identity");
        bytes = std::move(*stored);
    }
    MEDVEIL_ASSIGN(identity::Identity keys, identity::decodeIdentity(bytes));
    auto state = std::make_unique<SessionState>(std::move(opened), std::move(keys), files, clock);
    MEDVEIL_ASSIGN(access::AuditLog log,
                   access::AuditLog::open(vault::AuditStore(state->vault), state->identity));
    state->audit.emplace(std::move(log));
    MEDVEIL_TRY(state->checkHome());
    const auto outcome = state->vault.rolledBack()      ? ErrorCode::kVaultRolledBack
                         : state->vault.slotsReplaced() ? ErrorCode::kVaultSlotsReplaced
                                                        : ErrorCode{};
    MEDVEIL_TRY(state->record(access::Action::kUnlocked, {}, {}, outcome));
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

base::Result<void> SessionState::checkHome() {
    MEDVEIL_ASSIGN(const auto homes, settings.secret("homes"));
    const auto here = homeOf(vault.spoolFolder().parent_path());
    if (!homes)
        return settings.set("homes", here.view());
    for (std::size_t at = 0; at + here.bytes.size() <= homes->size(); at += here.bytes.size()) {
        if (std::ranges::equal(base::ByteView(*homes).subspan(at, here.bytes.size()), here.bytes))
            return {};
    }
    copied = true;
    return {};
}

base::Result<void> SessionState::settleHome() {
    constexpr std::size_t kMostHomes = 64;
    MEDVEIL_ASSIGN(const auto stored, settings.secret("homes"));
    const auto here = homeOf(vault.spoolFolder().parent_path());
    base::WipedBytes homes(here.bytes.begin(), here.bytes.end());
    if (stored)
        homes.insert(homes.end(), stored->begin(), stored->end());
    homes.resize(std::min(homes.size(), kMostHomes * here.bytes.size()));
    return settings.set("homes", homes);
}

base::Result<void> SessionState::storeIdentity() {
    MEDVEIL_ASSIGN(const base::WipedBytes bytes, identity::encodeIdentity(identity));
    return settings.set("identity", bytes);
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
    return shareAt(folder);
}

share::FolderShare SessionState::shareAt(const base::Path& root) {
    auto folder = std::make_unique<share::DetachedShareFolder>(
        [open = openShare, root] { return open(root); }, shareCalls);
    return share::FolderShare(std::move(folder), files, parts, verified);
}

base::Result<void> StoredPartLog::record(const std::string& name) {
    return m_deliveries.recordPart(name, m_clock.now());
}
base::Result<void> StoredPartLog::forget(const std::string& name) {
    return m_deliveries.forgetPart(name);
}
base::Result<std::vector<share::Part>> StoredPartLog::all() {
    MEDVEIL_ASSIGN(const auto stored, m_deliveries.parts());
    std::vector<share::Part> parts;
    for (const auto& [name, made] : stored)
        parts.push_back({name, made});
    return parts;
}

namespace {
std::string incomingName(const crypto::Digest& digest) {
    return "in-" + base::toBase32(digest.view());
}
}  // namespace

base::Result<base::Path> SessionState::incoming(const crypto::Digest& digest) {
    const auto name = incomingName(digest);
    MEDVEIL_TRY(vault.spoolFiles().reserve(name));
    return vault.spoolFiles().path(name);
}

void SessionState::removeIncoming(const crypto::Digest& digest) {
    vault.spoolFiles().remove(incomingName(digest));
}

Person personOf(const format::Card& card) {
    Person person;
    person.id = base::toHex(card.person.view());
    person.name = card.name;
    person.shown = card.name;
    person.facility = card.facility;
    person.words = identity::keyWords(card.signing, identity::kMostKeyWords);
    for (const auto role : card.roles)
        person.roles.push_back(static_cast<Role>(role));
    return person;
}

Person personOf(const vault::Contact& contact) {
    auto person = personOf(contact.card.card);
    person.trust = static_cast<Trust>(contact.trust);
    person.firstSeen = contact.firstSeen;
    person.verifiedAt = contact.verifiedAt;
    if (contact.trust == vault::Trust::kOtherwise)
        person.verifiedName = contact.verifiedName;
    return person;
}

Person personOf(const vault::Stranger& stranger) {
    auto person = personOf(stranger.card.card);
    person.standing = static_cast<Standing>(stranger.standing);
    person.firstSeen = stranger.firstSeen;
    return person;
}

base::Result<format::PersonId> personIdFrom(std::string_view hex) {
    MEDVEIL_ASSIGN(const base::Bytes bytes, base::fromHex(hex));
    return format::PersonId::from(bytes);
}

}  // namespace medveil::app
