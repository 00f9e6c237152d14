// What a session is made of: internal to app/services. Borrowed by every service for one call.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include "app/services/session.h"
#include "core/access/audit_log.h"
#include "core/base/closed_folder.h"
#include "core/base/detached_file_system.h"
#include "core/identity/identity.h"
#include "core/share/detached_share_folder.h"
#include "core/share/folder_share.h"
#include "core/vault/contact_store.h"
#include "core/vault/delivery_store.h"
#include "core/vault/message_store.h"
#include "core/vault/patient_store.h"
#include "core/vault/sequence_store.h"
#include "core/vault/settings_store.h"
#include "core/vault/vault.h"

namespace medveil::app {

/// The share's part files, written down in the vault. Borrows both; the session's lane.
class StoredPartLog final : public share::PartLog {
  public:
    StoredPartLog(vault::DeliveryStore& deliveries, const base::Clock& clock)
        : m_deliveries(deliveries), m_clock(clock) {}
    base::Result<void> record(const std::string& name) override;
    base::Result<void> forget(const std::string& name) override;
    base::Result<std::vector<share::Part>> all() override;

  private:
    vault::DeliveryStore& m_deliveries;
    const base::Clock& m_clock;
};

struct SessionState {
    SessionState(vault::Vault opened, identity::Identity person, base::FileSystem& fileSystem,
                 base::Clock& time)
        : files(fileSystem, opened.spoolFolder().parent_path()),
          home(opened.spoolFolder().parent_path()),
          clock(time),
          vault(std::move(opened)),
          identity(std::move(person)),
          settings(vault),
          contacts(vault),
          messages(vault),
          patients(vault),
          deliveries(vault),
          parts(deliveries, clock),
          sequences(vault) {}
    SessionState(const SessionState&) = delete;
    SessionState& operator=(const SessionState&) = delete;

    /// The vault's own folder, and all that lies outside: what may hang is waited for on a thread of its own.
    base::DetachedFileSystem files;
    /// What a person saves goes elsewhere.
    base::ClosedFolder home;
    /// For the share, with threads of its own: a dead share must not keep other files waiting.
    std::shared_ptr<base::DetachedCalls> shareCalls = std::make_shared<base::DetachedCalls>();
    base::Clock& clock;
    vault::Vault vault;
    identity::Identity identity;
    vault::SettingsStore settings;
    vault::ContactStore contacts;
    vault::MessageStore messages;
    vault::PatientStore patients;
    vault::DeliveryStore deliveries;
    StoredPartLog parts;
    vault::SequenceStore sequences;
    share::Verified verified;
    /// Tests put a share there that fails. Called on the share's threads.
    std::function<std::unique_ptr<share::ShareFolder>(const base::Path&)> openShare =
        [](const base::Path& root) { return share::openShareFolder(root); };
    std::optional<access::AuditLog> audit;
    base::Timestamp lastSync = 0;
    /// Opened elsewhere than where it was used: nothing is sent or fetched before a person has said what it
    /// is.
    bool copied = false;
    /// What the share last answered; nothing before it was asked.
    std::optional<base::ErrorCode> shareAnswer;
    /// Files on the share, by name, that are tried again later: half-written, damaged or junk, or they took
    /// too long. With growing pauses, on the monotonic clock; at once when somebody touched them.
    struct Doubtful {
        std::uint32_t attempts = 0;
        base::Timestamp next = 0;
        share::FileStamp stamp{};
    };
    std::unordered_map<std::string, Doubtful> doubtful;
    /// Outgoing files by their number: when to try again, on the monotonic clock. A number may be given anew
    /// to another file.
    struct NextTry {
        crypto::Digest digest;
        base::Timestamp at = 0;
    };
    std::map<std::int64_t, NextTry> nextTry;
    share::CardMemory cards;
    std::size_t failureLines = 0;  ///< in the audit log, about files that cannot be opened
    /// Cards on the share that were looked at, by the digest of the file, and whose they say they are: not
    /// checked again at every poll. Bounded; see contacts.cpp.
    std::map<crypto::Digest, format::PersonId> judgedCards;
    /// What people are called in lists, worked out once for each change of the contacts. See names.cpp.
    struct ShownNames {
        std::uint64_t revision = 0;
        std::map<format::PersonId, std::string> names;
    };
    std::optional<ShownNames> shownNames;

    base::Path spool(const std::string& name) { return vault.spoolFolder() / name; }
    /// Where a copy of what comes in goes, by the digest in its name: on record, so that a crash leaves
    /// nothing.
    base::Result<base::Path> incoming(const crypto::Digest& digest);
    void removeIncoming(const crypto::Digest& digest);
    /// One entry of the audit log. Inside the caller's transaction where there is one.
    base::Result<void> record(access::Action action, base::ByteView subject, std::string note,
                              base::ErrorCode outcome = {});
    /// The configured share; kShareOffline when none is configured.
    base::Result<share::FolderShare> share();
    share::FolderShare shareAt(const base::Path& root);
    base::Result<share::ShareId> pinnedShare();
    /// Remembers where the profile lives, or finds that it lives elsewhere.
    base::Result<void> checkHome();
    /// From now on this place is one of the profile's.
    base::Result<void> settleHome();
    /// The card and keys as they are in memory now.
    base::Result<void> storeIdentity();
};

/// `cost` overrides the measured Argon2id parameters: for tests, which create hundreds of profiles.
base::Result<std::unique_ptr<Session>> createSession(base::FileSystem& files, base::Clock& clock,
                                                     const base::Path& folder, const NewProfile& profile,
                                                     const crypto::PasswordHashParameters& cost);
base::Result<std::unique_ptr<Session>> openSession(base::FileSystem& files, base::Clock& clock,
                                                   const base::Path& folder,
                                                   const vault::Credential& credential);
base::Result<vault::Credential> recoveryCredential(base::ByteView words);

Person personOf(const vault::Contact& contact);
Person personOf(const vault::Stranger& stranger);
Person personOf(const format::Card& card);
base::Result<format::PersonId> personIdFrom(std::string_view hex);

}  // namespace medveil::app
