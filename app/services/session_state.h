// What a session is made of: internal to app/services. Borrowed by every service for one call.
#pragma once

#include <map>
#include <optional>

#include "app/services/session.h"
#include "core/access/audit_log.h"
#include "core/identity/identity.h"
#include "core/share/folder_share.h"
#include "core/vault/contact_store.h"
#include "core/vault/delivery_store.h"
#include "core/vault/message_store.h"
#include "core/vault/settings_store.h"
#include "core/vault/vault.h"

namespace medveil::app {

struct SessionState {
    SessionState(vault::Vault opened, identity::Identity person, base::FileSystem& fileSystem,
                 base::Clock& time)
        : files(fileSystem),
          clock(time),
          vault(std::move(opened)),
          identity(std::move(person)),
          settings(vault),
          contacts(vault),
          messages(vault),
          deliveries(vault) {}
    SessionState(const SessionState&) = delete;
    SessionState& operator=(const SessionState&) = delete;

    base::FileSystem& files;
    base::Clock& clock;
    vault::Vault vault;
    identity::Identity identity;
    vault::SettingsStore settings;
    vault::ContactStore contacts;
    vault::MessageStore messages;
    vault::DeliveryStore deliveries;
    std::optional<access::AuditLog> audit;
    base::Timestamp lastSync = 0;
    /// Files on the share whose bytes are not what their names say: half-written, damaged or junk. Looked at
    /// again now and then, with growing pauses.
    struct Doubtful {
        std::uint32_t attempts = 0;
        base::Timestamp next = 0;
    };
    std::map<crypto::Digest, Doubtful> doubtful;

    base::Path spool(const std::string& name) { return vault.spoolFolder() / name; }
    /// One entry of the audit log. Inside the caller's transaction where there is one.
    base::Result<void> record(access::Action action, base::ByteView subject, std::string note,
                              base::ErrorCode outcome = {});
    /// The configured share; kShareOffline when none is configured.
    base::Result<share::FolderShare> share();
    base::Result<share::ShareId> pinnedShare();
    /// Removes spool files nothing refers to.
    void removeSpoolLeftovers();
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
Person personOf(const format::Card& card);
base::Result<format::PersonId> personIdFrom(std::string_view hex);

}  // namespace medveil::app
